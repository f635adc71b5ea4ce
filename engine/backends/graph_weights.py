"""The values that a network's graph leaves to the bundle."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from engine.bundle import Bundle
from engine.onnx_graph import external_tensors


def graph_weights(bundle: Bundle, network: str, graph: bytes) -> dict[str, NDArray[Any]]:
    """Values of the graph's external tensors by name, as they are stored.

    Training counters, say, are stored and no part of the graph.
    """
    wanted = {tensor.name for tensor in external_tensors(graph)}
    owner = bundle.manifest.networks[network].weights_of or network
    stored = {f"{owner}.{name}": array for name, array in bundle.weights(network).items()}
    return {name: array for name, array in stored.items() if name in wanted}
