"""The values that a network's graph leaves to the bundle."""

from __future__ import annotations

import ctypes
from typing import Any

from numpy.typing import NDArray

from engine.bundle.bundle import Bundle
from engine.bundle.onnx_external import external_tensors

# The architecture of networks that are graphs and nothing else: no PyTorch module is made of them.
GRAPH_ALONE = "onnx_graph"


def graph_weights(bundle: Bundle, network: str, graph: bytes) -> dict[str, NDArray[Any]]:
    """Values of the graph's external tensors by name, as they are stored.

    Training counters, say, are stored and no part of the graph.
    """
    wanted = {tensor.name for tensor in external_tensors(graph)}
    owner = bundle.manifest.networks[network].weights_of or network
    stored = {f"{owner}.{name}": array for name, array in bundle.weights(network).items()}
    return {name: array for name, array in stored.items() if name in wanted}


# Whether an NVIDIA driver is here, asked without loading a runtime that could use it.


def has_nvidia_driver() -> bool:
    """Whether a CUDA session has a chance; asking ONNX Runtime costs a second and a page of warnings."""
    for name in ("libcuda.so.1", "nvcuda.dll"):
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False
