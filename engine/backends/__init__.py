"""Where networks run: ONNX Runtime or PyTorch, behind one small interface."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from engine.bundle import Bundle
from engine.errors import DeviceError

BackendName = Literal["auto", "onnx", "torch"]
DeviceName = Literal["auto", "cpu", "cuda", "mps"]
Array = NDArray[np.float32]


class Backend(Protocol):
    """Runs a bundle's networks on arrays.

    Attributes:
        name: `onnx` or `torch`.
        device: where it runs now: `cpu`, `cuda` or `mps`; falls to `cpu` when memory is short.
        networks: names that `run` takes.
    """

    name: str
    device: str
    networks: frozenset[str]

    @property
    def precision(self) -> str:
        """Of the arithmetic: `float32`, `float16` or `bfloat16`."""

    def run(self, network: str, inputs: Mapping[str, Array]) -> Array:
        """The network's first output for a batch.

        Args:
            network: one of `networks`.
            inputs: float32 arrays by input name, the batch on the first axis of each.

        Raises:
            DeviceError: the network is unknown, or memory is short even for one picture on the CPU.
        """

    def notices(self) -> list[str]:
        """What the person should know since the last call: batches halved, a fall to the CPU."""


def open_backend(
    bundle: Bundle,
    *,
    backend: BackendName = "auto",
    device: DeviceName = "auto",
    threads: int | None = None,
) -> Backend:
    """A backend with the bundle's networks.

    `auto` takes ONNX Runtime where the bundle has graphs, else PyTorch; and CUDA where that backend has it.

    Args:
        bundle: holds graphs and weights.
        backend: which one.
        device: where to run.
        threads: processor threads; None leaves the number to the backend.

    Raises:
        DeviceError: the device or backend is not available, or cannot run this bundle.
    """
    has_graphs = all(spec.graph is not None for spec in bundle.manifest.networks.values())
    if backend == "onnx" or (backend == "auto" and has_graphs and device != "mps"):
        if not has_graphs:
            raise DeviceError("This model has no ONNX graphs; choose the PyTorch backend.")
        from engine.backends.onnx import OnnxBackend

        return OnnxBackend(bundle, device=device, threads=threads)
    from engine.backends.torch import TorchBackend

    return TorchBackend(bundle, device=device, threads=threads)
