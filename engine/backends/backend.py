"""Where networks run: OpenVINO, ONNX Runtime or PyTorch, behind one small interface."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

from engine.backends.graphs import GRAPH_ALONE, has_nvidia_driver
from engine.bundle.bundle import Bundle
from engine.errors import DeviceError
from engine.types import Array

BackendName = Literal["auto", "openvino", "onnx", "torch"]
DeviceName = Literal["auto", "cpu", "cuda", "mps"]


class Backend(Protocol):
    """Runs a bundle's networks on arrays; threads that share one take turns, batch after batch.

    Attributes:
        name: `openvino`, `onnx` or `torch`.
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

    def run_named(
        self, network: str, inputs: Mapping[str, Array], outputs: Sequence[str]
    ) -> dict[str, Array]:
        """Some outputs of a network that has several; only what they need is computed.

        Args:
            network: one of `networks`.
            inputs: as for `run`; all of the network's inputs, whether these outputs need them or not.
            outputs: their names.

        Raises:
            DeviceError: as for `run`, or the network has no such output.
        """

    def interrupt(self, thread: int) -> None:
        """Give up the run that another thread is in, if it is in one: there InterruptedRunError is raised.

        PyTorch finishes its batch, and so does OpenVINO on one thread.

        Args:
            thread: `threading.get_ident()` of the one that runs.
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

    `auto` takes a runtime of graphs where the bundle has them, else PyTorch: ONNX Runtime where it has CUDA,
    else OpenVINO where that is installed (x86 processors), else ONNX Runtime on the processor.

    Args:
        bundle: holds graphs and weights.
        backend: which one.
        device: where to run.
        threads: processor threads; None leaves the number to the backend.

    Raises:
        DeviceError: the device or backend is not available, or cannot run this bundle.
    """
    graph_alone = any(spec.architecture == GRAPH_ALONE for spec in bundle.manifest.networks.values())
    if graph_alone and (backend == "torch" or device == "mps"):
        raise DeviceError(
            "This model was brought in as an ONNX graph, which PyTorch does not run; choose ONNX Runtime or "
            "OpenVINO."
        )
    has_graphs = all(spec.graph is not None for spec in bundle.manifest.networks.values())
    if not has_graphs and backend in ("openvino", "onnx"):
        raise DeviceError("This model has no ONNX graphs; choose the PyTorch backend.")
    if backend == "auto":
        backend = _preferred(device) if has_graphs and device != "mps" else "torch"
    if backend == "openvino":
        if device not in ("auto", "cpu"):
            raise DeviceError(
                "OpenVINO does not run on '{device}' here; choose ONNX Runtime or PyTorch for it.",
                device=device,
            )
        from engine.backends.openvino import OpenVinoBackend

        return OpenVinoBackend(bundle, threads=threads)
    if backend == "onnx":
        from engine.backends.onnx import OnnxBackend

        return OnnxBackend(bundle, device=device, threads=threads)
    from engine.backends.torch import TorchBackend

    return TorchBackend(bundle, device=device, threads=threads)


def reopen_backend(bundle: Bundle, name: str) -> Backend:
    """The backend that a recipe names, or what comes nearest to it on this machine; see `open_backend`."""
    if name == "torch":
        return open_backend(bundle, backend="torch")
    if name == "openvino" and importlib.util.find_spec("openvino") is not None:
        return open_backend(bundle, backend="openvino")
    return open_backend(bundle, backend="onnx")


def _preferred(device: DeviceName) -> BackendName:
    """The runtime of graphs that is fastest on that device."""
    if device == "cuda" or (device == "auto" and has_nvidia_driver()):
        # Without a working CUDA provider, ONNX Runtime goes on with the processor.
        return "onnx"
    return "openvino" if importlib.util.find_spec("openvino") is not None else "onnx"
