"""A trained StyleGAN2 to build on: its frozen networks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from engine.architectures.registry import build
from engine.architectures.stylegan2 import MappingNetwork, SynthesisNetwork
from engine.bundle.bundle import Bundle
from engine.checkpoints.registry import load_strictly
from engine.errors import ConfigurationError


@dataclass(frozen=True)
class FrozenGenerator:
    """Mapping and synthesis in evaluation mode, without gradients of their own.

    Attributes:
        source: the model's name and how far it was trained; for the card.
    """

    mapping: MappingNetwork
    synthesis: SynthesisNetwork
    source: str

    @property
    def average(self) -> Tensor:
        """The running mean of codes, (w,)."""
        return self.mapping.get_buffer("w_avg")

    @property
    def size(self) -> int:
        """Side of its pictures in pixels."""
        return self.synthesis.resolutions[-1]

    @torch.no_grad()
    def deviation(self, count: int = 1000) -> float:
        """Root mean square distance of a code's numbers from the average's, over random codes."""
        z = torch.randn(count, self.mapping.z_size, generator=torch.Generator().manual_seed(0))
        return float((self.mapping(z)[:, 0] - self.average).square().mean().sqrt())


def generator_of(bundle: Bundle) -> FrozenGenerator:
    """The generator of an open bundle.

    Raises:
        BundleError: the bundle is broken.
        ConfigurationError: there is no unconditional StyleGAN2 in it.
    """
    networks = {}
    for name in sorted({"mapping", "synthesis"} & set(bundle.manifest.networks)):
        spec = bundle.manifest.networks[name]
        network = build(spec.architecture, spec.config)
        stored = bundle.weights(name).items()
        load_strictly(network, {key: torch.from_numpy(np.array(array)).float() for key, array in stored})
        networks[name] = network
    seen = bundle.manifest.provenance.get("pictures_seen")
    source = bundle.manifest.name + (f" at {seen:,} pictures" if isinstance(seen, int) else "")
    return frozen_generator(networks, source, bundle.path.name)


def frozen_generator(networks: Mapping[str, nn.Module], source: str, label: str) -> FrozenGenerator:
    """The generator among networks, frozen.

    Args:
        networks: by name.
        source: the model's name and how far it was trained.
        label: what the sentence of an error calls it.

    Raises:
        ConfigurationError: there is no unconditional StyleGAN2 among them.
    """
    mapping, synthesis = networks.get("mapping"), networks.get("synthesis")
    if not isinstance(mapping, MappingNetwork) or not isinstance(synthesis, SynthesisNetwork):
        raise ConfigurationError("'{label}' holds no StyleGAN2 generator; name one that does.", label=label)
    if mapping.label_size:
        raise ConfigurationError(
            "The generator '{label}' depends on labels, which is not supported here.", label=label
        )
    for network in (mapping, synthesis):
        network.eval().requires_grad_(False)
    return FrozenGenerator(mapping, synthesis, source)
