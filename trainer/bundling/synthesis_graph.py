"""StyleGAN2 as it is exported, noise pictures as inputs and pictures of all sizes as outputs; its encoder."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from engine.architectures.stylegan2 import SynthesisNetwork
from trainer.recipes.base import BundleContent, ExportedNetwork


class _Graph(SynthesisNetwork):
    """Takes codes and one noise picture for every styled convolution, gives pictures, the largest first."""

    def forward(self, ws: Tensor, *noises: Tensor) -> tuple[Tensor, ...]:  # type: ignore[override]
        return tuple(self.pictures(ws, noises)[::-1])


def synthesis_graph(synthesis: SynthesisNetwork, config: Mapping[str, Any]) -> ExportedNetwork:
    """The network `synthesis` of a bundle.

    Inputs are `ws` (N, num_ws, w) and `noise_0` ... (N, 1, r, r) in the order of `noise_sizes`; outputs are
    `picture_R` and, of the `skip` architecture, the pictures on the way down to `picture_4`.

    Args:
        synthesis: trained.
        config: that it was built from.
    """
    with torch.device("meta"):
        graph = _Graph(**config)
    # The weights are taken over, not copied.
    graph.load_state_dict(synthesis.state_dict(), assign=True)
    shapes = [(2, graph.num_ws, int(config["w_size"])), *((2, 1, r, r) for r in graph.noise_sizes)]
    inputs = {name: torch.zeros(shape) for name, shape in zip(graph.input_names, shapes, strict=True)}
    return ExportedNetwork("synthesis", "stylegan2_synthesis", config, graph, inputs, graph.output_names)


def inversion_encoder(
    architecture: str, config: Mapping[str, Any], network: nn.Module, size: int
) -> ExportedNetwork:
    """The network `encoder` of a bundle, which gives the codes `ws` (N, num_ws, w) of photos.

    Inputs are `image` (N, 3, size, size) and, of a ReStyle encoder, what was `drawn` so far and its `codes`.

    Args:
        architecture: of the encoder.
        config: that it was built from.
        network: trained.
        size: side of the generator's pictures in pixels.
    """
    inputs = {"image": torch.zeros(2, 3, size, size)}
    if architecture == "restyle_encoder":
        codes = torch.zeros(2, int(config["num_ws"]), int(config["w_size"]))
        inputs |= {"drawn": torch.zeros(2, 3, size, size), "codes": codes}
    return ExportedNetwork("encoder", architecture, config, network, inputs, ("ws",))


def sampling_content(
    family: str, networks: Mapping[str, nn.Module], mapping: Mapping[str, Any], synthesis: Mapping[str, Any]
) -> BundleContent:
    """What a bundle of a trained `mapping` and `synthesis` holds, by the configurations of these two."""
    z_size, label_size, trained = (
        int(mapping["z_size"]),
        int(mapping.get("label_size", 0)),
        networks["synthesis"],
    )
    assert isinstance(trained, SynthesisNetwork)
    inputs = {"z": torch.zeros(2, z_size)}
    if label_size:
        inputs["labels"] = torch.zeros(2, label_size)
    exported = ExportedNetwork("mapping", "stylegan2_mapping", mapping, networks["mapping"], inputs, ("ws",))
    return BundleContent(
        family=family,
        networks=(exported, synthesis_graph(trained, synthesis)),
        capabilities=("sample",),
        image_size=int(synthesis["resolution"]),
        input_channels=3,
        input_kind="photo",
        latent_size=z_size,
        w_size=int(synthesis["w_size"]),
        layers=trained.num_ws,
    )
