"""StyleGAN2 synthesis as it is exported: noise pictures are inputs, the pictures of all sizes are outputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from engine.networks.stylegan2 import SynthesisNetwork
from trainer.recipes.base import ExportedNetwork


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
    graph = _Graph(**config)
    graph.load_state_dict(synthesis.state_dict())
    shapes = [(2, graph.num_ws, int(config["w_size"])), *((2, 1, r, r) for r in graph.noise_sizes)]
    inputs = {name: torch.zeros(shape) for name, shape in zip(graph.input_names, shapes, strict=True)}
    return ExportedNetwork("synthesis", "stylegan2_synthesis", config, graph, inputs, graph.output_names)
