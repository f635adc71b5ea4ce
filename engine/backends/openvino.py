"""OpenVINO, the default on x86 processors: the same ONNX graphs, faster than ONNX Runtime runs them there."""

from __future__ import annotations

import functools
import hashlib
import importlib
import io
import json
import os
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.backends.graphs import graph_weights
from engine.backends.recovery import (
    InterruptedRunError,
    OutOfMemoryError,
    RecoveringBackend,
    refuse_missing,
)
from engine.bundle.bundle import Bundle
from engine.bundle.onnx_external import GraphFileError, with_weights
from engine.errors import DeviceError
from engine.files import cache_folder, write_atomically
from engine.types import Array

if TYPE_CHECKING:
    from engine.backends.onnx import OnnxBackend

_MAKING_CORE = threading.Lock()
# What takes longer to compile is kept for the next start, and the longest unused go beyond so many bytes.
_QUICK_SECONDS = 0.2
_MOST_BYTES = 500_000_000
_MEMORY_WORDS = ("out of memory", "failed to allocate", "bad_alloc", "bad allocation", "cannot allocate")


def load_openvino() -> ModuleType:
    """The package openvino, without its tools: these report every import to their maker over the network.

    Raises:
        DeviceError: it is not installed, or does not start on this machine.
    """
    tools = "openvino.tools.ovc"
    if "openvino" not in sys.modules:
        sys.modules.setdefault(tools, None)  # type: ignore[arg-type]
    try:
        return importlib.import_module("openvino")
    except ImportError as error:
        raise DeviceError("OpenVINO is not installed or does not run here; choose ONNX Runtime.") from error
    finally:
        if sys.modules.get(tools, tools) is None:
            del sys.modules[tools]


def openvino_core() -> Any:
    """The one `openvino.Core` of this process, which lives as long as it does.

    A Core's processor plugin gives the thread that made it another stack for signal handlers, and takes it
    away when the Core goes, even in another thread or after a later Core. The next signal that Python handles
    (Ctrl+C, a child's end) would then find no stack and kill the process.

    Raises:
        DeviceError: as `load_openvino`.
    """
    # The cache alone would let two windows that open at once make two.
    with _MAKING_CORE:
        return _first_core()


@functools.cache
def _first_core() -> Any:
    return load_openvino().Core()


class OpenVinoBackend(RecoveringBackend):
    """Every network of a bundle compiled for the processor; see `engine.backends.backend.Backend`.

    A graph that OpenVINO cannot compile runs on ONNX Runtime, and a notice says so.

    Args:
        bundle: holds graphs and weights.
        threads: of the processor; None takes the cores there are.

    Raises:
        DeviceError: OpenVINO is not installed.
    """

    name = "openvino"

    def __init__(self, bundle: Bundle, *, threads: int | None = None) -> None:
        super().__init__(bundle.manifest.networks, "cpu")
        self._bundle, self._core = bundle, openvino_core()
        self._settings = {
            # Half-precision weights must not lower the arithmetic's precision, also where bfloat16 is fast.
            "INFERENCE_PRECISION_HINT": "f32",
            "PERFORMANCE_HINT": "LATENCY",
            # Threads bound to cores would stand in the way of the window that waits for the picture.
            "ENABLE_CPU_PINNING": False,
            "INFERENCE_NUM_THREADS": threads or _cores(),
        }
        self._threads = threads
        self._requests: dict[tuple[str, ...], Any] = {}
        self._stand_in: OnnxBackend | None = None
        self._refused: dict[str, str] = {}
        self._of_any_size = set[str]()

    @property
    def precision(self) -> str:
        """Of the arithmetic; weights are stored in half precision and computed with in float32."""
        return "float32"

    def interrupt(self, thread: int) -> None:
        """Give up the run that a thread is in; see `engine.backends.backend.Backend.interrupt`."""
        super().interrupt(thread)
        if self._stand_in is not None:
            self._stand_in.interrupt(thread)

    def notices(self) -> list[str]:
        """What the person should know since the last call."""
        info = [*super().notices(), *(self._stand_in.notices() if self._stand_in else [])]
        fresh = [
            f"OpenVINO cannot run '{name}' ({why}): ONNX Runtime does."
            for name, why in self._refused.items()
            if why
        ]
        self._refused = dict.fromkeys(self._refused, "")
        return info + fresh

    def _run(self, network: str, inputs: Mapping[str, Array], outputs: tuple[str, ...]) -> Sequence[Array]:
        alone = all(len(array) == 1 for array in inputs.values())
        request = self._request(network, outputs, alone=alone)
        if request is None:
            if outputs:
                return list(self._other().run_named(network, inputs, outputs).values())
            return [self._other().run(network, inputs)]
        taken = request.model_inputs
        missing = (tensor.get_any_name() for tensor in taken if tensor.names.isdisjoint(inputs))
        refuse_missing(network, missing, inputs)
        needed = {name for tensor in taken for name in tensor.names}
        fed = {
            name: np.ascontiguousarray(array, dtype=np.float32)
            for name, array in inputs.items()
            if name in needed or not outputs
        }
        try:
            with self._interruptible(request.cancel):
                made = request.infer(fed, share_inputs=True, share_outputs=True)
        except (RuntimeError, KeyError, ValueError) as error:
            message = str(error)
            if "request was canceled" in message.lower():
                raise InterruptedRunError from error
            if any(word in message.lower() for word in _MEMORY_WORDS):
                raise OutOfMemoryError from error
            raise DeviceError(
                "The network '{network}' could not be run: {reason}",
                network=network,
                reason=_first_line(message),
            ) from error
        return [np.array(made[name]) for name in outputs] or [np.array(next(iter(made.values())))]

    def _request(self, network: str, outputs: tuple[str, ...], *, alone: bool) -> Any:
        """A compiled network with these outputs, or None where OpenVINO refused it.

        One picture `alone`, the usual case, gets a form of its own where all other sides are fixed: of known
        shapes, layouts are chosen once and elementwise steps fused, a seventh faster for StyleGAN2.
        """
        key = self._key(network, outputs, alone=alone)
        if key not in self._requests and network not in self._refused:
            try:
                request = self._compile(network, outputs, alone=alone)
                key = self._key(network, outputs, alone=alone)
                self._requests[key] = request
            except (RuntimeError, GraphFileError) as error:
                self._refused[network] = _first_line(str(error))
        return self._requests.get(key)

    def _key(self, network: str, outputs: tuple[str, ...], *, alone: bool) -> tuple[str, ...]:
        fixed = alone and network not in self._of_any_size
        return (network, *outputs, "alone") if fixed else (network, *outputs)

    def _compile(self, network: str, outputs: tuple[str, ...], *, alone: bool) -> Any:
        kept = _KeptNetwork(self._core, self._settings, [self._bundle.identity, network, outputs, alone])
        compiled = kept.read()
        if compiled is None:
            graph = self._bundle.graph(network)
            weights = graph_weights(self._bundle, network, graph)
            model = self._core.read_model(with_weights(graph, weights))
            _keep_only(model, outputs, network)
            if alone and not _of_any_size(model):
                sides = ((tensor, list(tensor.get_partial_shape())[1:]) for tensor in model.inputs)
                model.reshape({tensor: [1, *(side.get_length() for side in rest)] for tensor, rest in sides})
            started = time.perf_counter()
            compiled = self._core.compile_model(model, "CPU", self._settings)
            if time.perf_counter() - started > _QUICK_SECONDS:
                kept.write(compiled)
        if _of_any_size(compiled):
            self._of_any_size.add(network)
        return compiled.create_infer_request()

    def _other(self) -> OnnxBackend:
        if self._stand_in is None:
            from engine.backends.onnx import OnnxBackend

            self._stand_in = OnnxBackend(self._bundle, device="cpu", threads=self._threads)
        return self._stand_in

    def _forget(self) -> None:
        self._requests.clear()


class _KeptNetwork:
    """A compiled network in the cache folder, behind the digest of its bytes.

    Args:
        core: of OpenVINO.
        settings: that it is compiled with.
        identity: whatever else tells it from other networks, as JSON takes it.
    """

    def __init__(self, core: Any, settings: Mapping[str, Any], identity: Sequence[object]) -> None:
        self._core, self._settings = core, settings
        processor = [
            core.get_property("CPU", name) for name in ("FULL_DEVICE_NAME", "OPTIMIZATION_CAPABILITIES")
        ]
        parts = json.dumps([load_openvino().get_version(), processor, settings, identity])
        self._folder = cache_folder() / "compiled"
        self._path = self._folder / f"{hashlib.sha256(parts.encode()).hexdigest()[:32]}.network"

    def read(self) -> Any:
        """It, or None where it was not kept, is damaged, or OpenVINO does not take it any more."""
        try:
            content = self._path.read_bytes()
            digest, network = content[:32], memoryview(content)[32:]
            if hashlib.sha256(network).digest() != digest:
                return None
            os.utime(self._path)
            return self._core.import_model(io.BytesIO(network), "CPU", self._settings)
        except (OSError, RuntimeError):
            return None

    def write(self, compiled: Any) -> None:
        """Keep it, as far as the disk allows."""
        try:
            content = compiled.export_model().getvalue()
            self._folder.mkdir(parents=True, exist_ok=True)
            write_atomically(self._path, hashlib.sha256(content).digest() + content)
            _make_room(self._folder)
        except (OSError, RuntimeError):
            return


def _make_room(folder: Path) -> None:
    """Delete what was not used for longest until the folder is small enough."""
    by_use = sorted(((file.stat(), file) for file in folder.iterdir()), key=lambda entry: -entry[0].st_mtime)
    total = 0
    for state, file in by_use:
        total += state.st_size
        if total > _MOST_BYTES:
            file.unlink(missing_ok=True)


def _of_any_size(model: Any) -> bool:
    """Whether inputs have sides, beside the number of pictures, that are not fixed."""
    shapes = (list(tensor.get_partial_shape())[1:] for tensor in model.inputs)
    return any(side.is_dynamic for shape in shapes for side in shape)


def _keep_only(model: Any, outputs: tuple[str, ...], network: str) -> None:
    """Take away other outputs than these (the first, where none is named) and the inputs that only they need.

    OpenVINO computes all outputs that a model has.
    """
    results = dict(zip((output.get_any_name() for output in model.outputs), model.get_results(), strict=True))
    kept = outputs or tuple(results)[:1]
    if unknown := set(kept) - set(results):
        raise DeviceError(
            "The network '{network}' gives no '{output}'.", network=network, output=min(unknown)
        )
    for name, result in results.items():
        if name not in kept:
            model.remove_result(result)
    needed = set[str]()
    waiting = [result for name, result in results.items() if name in kept]
    while waiting:
        node = waiting.pop()
        if node.get_friendly_name() not in needed:
            needed.add(node.get_friendly_name())
            waiting += [value.get_node() for value in node.input_values()]
    for parameter in model.get_parameters():
        if parameter.get_friendly_name() not in needed:
            model.remove_parameter(parameter)


def _first_line(message: str) -> str:
    return next((line for line in message.splitlines() if line.strip()), "unknown reason")[:300]


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
