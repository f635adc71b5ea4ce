"""A run that nobody waits for any more is given up from another thread, and nothing else is."""

from __future__ import annotations

import importlib.util
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from engine.architectures.material import GUIDE_CHANNELS
from engine.backends.backend import Backend, BackendName, open_backend
from engine.backends.recovery import InterruptedRunError
from engine.bundle.bundle import open_bundle

NAMES = [
    pytest.param(
        "openvino",
        marks=pytest.mark.skipif(
            importlib.util.find_spec("openvino") is None, reason="OpenVINO has no wheel for this machine"
        ),
    ),
    "onnx",
]
MODEL = Path(__file__).parents[3] / "resources" / "models" / "shoes-material.gmodel"


@pytest.fixture(params=NAMES)
def backend(request: pytest.FixtureRequest) -> tuple[Backend, dict[str, np.ndarray]]:
    """A backend of each kind, warm, and what its generator takes for one picture."""
    name: BackendName = request.param
    bundle = open_bundle(MODEL)
    size, latent = bundle.manifest.image.size, bundle.manifest.latent
    assert latent is not None
    channels = {"image": 1, "parts": 1, "guide": GUIDE_CHANNELS}
    inputs = {name: np.zeros((1, count, size, size), np.float32) for name, count in channels.items()}
    inputs["code"] = np.zeros((1, latent.size), np.float32)
    opened = open_backend(bundle, backend=name, threads=2)
    opened.run("generator", inputs)
    return opened, inputs


def interrupted(backend: Backend, inputs: dict[str, np.ndarray], thread: int | None = None) -> bool:
    """Whether a run of another thread, one of many in turn, ends as interrupted when `thread` (or it) is."""
    given_up, over = threading.Event(), threading.Event()

    def work() -> None:
        until = time.monotonic() + (20 if thread is None else 0.5)
        while time.monotonic() < until and not given_up.is_set():
            try:
                backend.run("generator", inputs)
            except InterruptedRunError:
                given_up.set()
        over.set()

    worker = threading.Thread(target=work)
    worker.start()
    while not over.wait(0.002):
        backend.interrupt(worker.ident if thread is None else thread)  # type: ignore[arg-type]
    worker.join()
    return given_up.is_set()


def test_a_run_is_given_up_and_the_next_one_is_whole(
    backend: tuple[Backend, dict[str, np.ndarray]],
) -> None:
    opened, inputs = backend
    expected = opened.run("generator", inputs)
    assert interrupted(opened, inputs)
    np.testing.assert_array_equal(opened.run("generator", inputs), expected)


def test_a_run_of_another_thread_goes_on(backend: tuple[Backend, dict[str, np.ndarray]]) -> None:
    opened, inputs = backend
    assert not interrupted(opened, inputs, threading.get_ident())


def test_where_nothing_runs_nothing_is_given_up(backend: tuple[Backend, dict[str, np.ndarray]]) -> None:
    opened, inputs = backend
    opened.interrupt(threading.get_ident())
    assert len(opened.run("generator", inputs)) == 1
