"""What a bundle holds of its networks, whether they were trained here or brought in."""

from __future__ import annotations

from dataclasses import dataclass, field

import torch
from torch import Tensor, nn

from engine.bundle.checks import WEIGHTS
from engine.bundle.manifest import ImageSpec, LatentSpec, NetworkSpec
from engine.bundle.safetensors import Streamed, TensorStream
from trainer.graphs import export_graph
from trainer.recipes.base import BundleContent, ExportedNetwork


@dataclass
class Packed:
    """Networks as a bundle stores them: their descriptions, their graphs by file name, their tensors.

    Attributes:
        half: floating-point tensors in half precision, and graphs checked with the values that it can store.
    """

    half: bool
    specs: dict[str, NetworkSpec] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    tensors: dict[str, Tensor] = field(default_factory=dict)

    def add(self, network: ExportedNetwork) -> None:
        """Take one network in, with its graph.

        Raises:
            ExportError: its graph's result strays from PyTorch's.
        """
        self.hold(network)
        graph = f"{network.name}.onnx"
        self.files[graph] = export_graph(network)
        self.specs[network.name] = self.specs[network.name].model_copy(update={"graph": graph})

    def hold(self, network: ExportedNetwork) -> None:
        """Take one network in without a graph: such a bundle runs in PyTorch alone."""
        if self.half:
            round_to_half(network.module)
        held = network.module.state_dict() if network.weights_of is None else {}
        state = {name: self._stored(tensor) for name, tensor in held.items()}
        self.specs[network.name] = NetworkSpec(
            architecture=network.architecture,
            config=dict(network.config),
            tensors={name: tuple(tensor.shape) for name, tensor in state.items()},
            weights_of=network.weights_of,
        )
        self.tensors |= {f"{network.name}.{name}": tensor for name, tensor in state.items()}

    def all_files(self) -> dict[str, bytes | Streamed]:
        """Graphs and weights by file name; the weights stay where the networks hold them."""
        arrays = {name: tensor.numpy() for name, tensor in self.tensors.items()}
        return {**self.files, WEIGHTS: TensorStream(arrays)}

    def _stored(self, tensor: Tensor) -> Tensor:
        plain = tensor.detach().cpu().contiguous()
        return plain.half() if self.half and plain.is_floating_point() else plain


def round_to_half(module: nn.Module) -> None:
    """Give the weights the values that half precision can store, in place, kept as float32."""
    for tensor in (*module.parameters(), *module.buffers()):
        if tensor.is_floating_point():
            tensor.data = tensor.data.to(torch.float16).float()


def image_spec(content: BundleContent) -> ImageSpec:
    """The pictures that these networks take and give."""
    return ImageSpec(
        size=content.image_size,
        input_channels=content.input_channels,
        input_kind=content.input_kind,
        multiple=content.multiple,
        eyes=content.eyes,
    )


def latent_spec(content: BundleContent) -> LatentSpec | None:
    """Their codes, if they take any."""
    if not content.latent_size:
        return None
    return LatentSpec(size=content.latent_size, w_size=content.w_size, layers=content.layers)
