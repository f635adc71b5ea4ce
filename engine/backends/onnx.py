"""ONNX Runtime: no PyTorch; graphs hold structure, safetensors the weights."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

import numpy as np
import onnxruntime as ort

from engine.backends.graphs import graph_weights, has_nvidia_driver
from engine.backends.recovery import (
    InterruptedRunError,
    OutOfMemoryError,
    RecoveringBackend,
    refuse_missing,
)
from engine.bundle.bundle import Bundle
from engine.errors import BundleError, DeviceError
from engine.types import Array

_MEMORY_WORDS = ("out of memory", "failed to allocate", "bad_alloc", "bad allocation", "cudaerrormemory")


class OnnxBackend(RecoveringBackend):
    """Every network of a bundle as an ONNX Runtime session; see `engine.backends.backend.Backend`.

    Args:
        bundle: holds graphs and weights.
        device: `auto` takes CUDA where its provider starts, else the CPU.
        threads: of the processor for one operator; None takes the cores there are.
    """

    name = "onnx"

    def __init__(self, bundle: Bundle, *, device: str = "auto", threads: int | None = None) -> None:
        if device not in ("auto", "cpu", "cuda"):
            raise DeviceError(
                "ONNX Runtime does not run on '{device}' here; choose PyTorch for it.", device=device
            )
        super().__init__(bundle.manifest.networks, _choose(device))
        self._bundle = bundle
        self._threads = (
            threads or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else threads
        )
        self._sessions: dict[str, ort.InferenceSession] = {}

    @property
    def precision(self) -> str:
        """Of the arithmetic; weights are stored in half precision and computed with in float32."""
        return "float32"

    def _run(self, network: str, inputs: Mapping[str, Array], outputs: tuple[str, ...]) -> Sequence[Array]:
        session = self._session(network)
        known = [output.name for output in session.get_outputs()]
        wanted = list(outputs or known[:1])
        if unknown := set(wanted) - set(known):
            raise DeviceError(
                "The network '{network}' gives no '{output}'.", network=network, output=min(unknown)
            )
        refuse_missing(network, (given.name for given in session.get_inputs()), inputs)
        options = ort.RunOptions()
        options.only_execute_path_to_fetches = len(wanted) < len(known)
        fed = {name: np.ascontiguousarray(array, dtype=np.float32) for name, array in inputs.items()}
        try:
            with self._interruptible(lambda: setattr(options, "terminate", True)):
                results: list[Array] = session.run(wanted, fed, options)
        except Exception as error:
            message = str(error)
            if options.terminate:
                raise InterruptedRunError from error
            if any(word in message.lower() for word in _MEMORY_WORDS):
                raise OutOfMemoryError from error
            raise DeviceError(
                "The network '{network}' could not be run: {reason}",
                network=network,
                reason=message.splitlines()[0],
            ) from error
        return results

    def _session(self, network: str) -> ort.InferenceSession:
        if network not in self._sessions:
            self._sessions[network] = self._start(network)
        return self._sessions[network]

    def _start(self, network: str) -> ort.InferenceSession:
        options = ort.SessionOptions()
        options.log_severity_level = 3
        # Waiting threads that spin would take the processor from the window that waits for the picture.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        if self._threads:
            options.intra_op_num_threads = self._threads
        graph = self._bundle.graph(network)
        # The arrays must outlive the call: the session copies them while it starts.
        # `ascontiguousarray` would make vectors of scalars.
        weights = graph_weights(self._bundle, network, graph)
        arrays = {name: np.array(w, np.float32, order="C") for name, w in weights.items()}
        values = [ort.OrtValue.ortvalue_from_numpy(array) for array in arrays.values()]
        options.add_external_initializers(list(arrays), values)
        providers = ["CPUExecutionProvider"]
        if self.device == "cuda":
            providers.insert(0, "CUDAExecutionProvider")
        try:
            session = ort.InferenceSession(graph, options, providers=providers)
        except Exception as error:
            reason = str(error).splitlines()[0]
            raise BundleError(
                "The graph of '{network}' cannot be used: {reason}", network=network, reason=reason
            ) from error
        if self.device == "cuda" and session.get_providers()[0] != "CUDAExecutionProvider":
            self.device = "cpu"
        return session

    def _forget(self) -> None:
        self._sessions.clear()


def _choose(device: str) -> str:
    if device == "cpu" or "CUDAExecutionProvider" not in ort.get_available_providers():
        if device == "cuda":
            raise DeviceError("ONNX Runtime finds no CUDA here; choose the processor.")
        return "cpu"
    if not has_nvidia_driver():
        if device == "cuda":
            raise DeviceError("There is no NVIDIA driver on this machine; choose the processor.")
        return "cpu"
    return "cuda"
