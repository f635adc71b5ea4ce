"""OpenVINO runs the same graphs as ONNX Runtime, tells nobody, and steps aside where it cannot."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from engine.backends import openvino
from engine.backends.backend import BackendName, open_backend, reopen_backend
from engine.bundle.bundle import Bundle, open_bundle
from engine.bundle.onnx_external import GraphFileError, external_tensors, with_weights
from engine.bundle.tuned import TunedBundle
from engine.errors import DeviceError

needs_openvino = pytest.mark.skipif(
    importlib.util.find_spec("openvino") is None, reason="OpenVINO has no wheel for this machine"
)


def _inputs(bundle: Bundle, count: int) -> dict[str, np.ndarray]:
    rng, image, latent = np.random.default_rng(5), bundle.manifest.image, bundle.manifest.latent
    assert latent is not None
    shape = (count, image.input_channels, image.size, image.size)
    return {
        "image": rng.uniform(-1, 1, shape).astype(np.float32),
        "code": rng.standard_normal((count, latent.size)).astype(np.float32),
    }


@needs_openvino
def test_same_numbers_as_onnx_runtime(tiny_bundle: Path) -> None:
    bundle = open_bundle(tiny_bundle)
    fast, plain = (open_backend(bundle, backend=name) for name in ("openvino", "onnx"))
    assert (fast.name, fast.device, fast.precision) == ("openvino", "cpu", "float32")
    for count in (1, 3, 1):
        inputs = _inputs(bundle, count)
        np.testing.assert_allclose(fast.run("generator", inputs), plain.run("generator", inputs), atol=1e-4)
    photo = {"image": np.repeat(_inputs(bundle, 2)["image"][:, :1], 3, axis=1)}
    np.testing.assert_allclose(fast.run("encoder", photo), plain.run("encoder", photo), atol=1e-4)
    assert fast.notices() == []


@needs_openvino
def test_the_same_request_gives_the_same_numbers(tiny_bundle: Path) -> None:
    bundle = open_bundle(tiny_bundle)
    inputs = _inputs(bundle, 2)
    first = open_backend(bundle, backend="openvino").run("generator", inputs)
    kept = first.copy()
    again = open_backend(bundle, backend="openvino")
    np.testing.assert_array_equal(again.run("generator", inputs), kept)
    again.run("generator", _inputs(bundle, 1))
    np.testing.assert_array_equal(first, kept)


@pytest.mark.parametrize("name", [pytest.param("openvino", marks=needs_openvino), "onnx", "torch"])
def test_two_threads_share_a_backend(tiny_bundle: Path, name: BackendName) -> None:
    """A picture is asked for while an animation is written: OpenVINO alone says that it is busy."""
    bundle = open_bundle(tiny_bundle)
    backend = open_backend(bundle, backend=name)
    asked = [_inputs(bundle, 1), _inputs(bundle, 2)]
    wanted = [backend.run("generator", inputs) for inputs in asked]

    def often(number: int) -> list[np.ndarray]:
        return [backend.run("generator", asked[number]) for _ in range(20)]

    with ThreadPoolExecutor(4) as threads:
        numbers = (0, 1, 0, 1)
        for number, made in zip(numbers, threads.map(often, numbers), strict=True):
            for picture in made:
                np.testing.assert_allclose(picture, wanted[number], atol=1e-5)


@needs_openvino
@pytest.mark.parametrize("kind", [RuntimeError, GraphFileError])
def test_a_graph_it_refuses_runs_on_onnx_runtime(
    kind: type[Exception], tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.backends.openvino import OpenVinoBackend

    def refuse(self: OpenVinoBackend, network: str, outputs: tuple[str, ...], *, alone: bool) -> None:
        raise kind("\nno such operation\nin detail")

    monkeypatch.setattr(OpenVinoBackend, "_compile", refuse)
    bundle = open_bundle(tiny_bundle)
    inputs = _inputs(bundle, 1)
    backend = open_backend(bundle, backend="openvino")
    np.testing.assert_array_equal(
        backend.run("generator", inputs), open_backend(bundle, backend="onnx").run("generator", inputs)
    )
    info = backend.notices()
    assert len(info) == 1
    assert "no such operation" in info[0]
    assert backend.notices() == []


@needs_openvino
def test_wrong_inputs_are_one_sentence(tiny_bundle: Path) -> None:
    bundle = open_bundle(tiny_bundle)
    inputs = _inputs(bundle, 1)
    inputs["code"] = np.zeros((1, 999), dtype=np.float32)
    with pytest.raises(DeviceError, match="could not be run"):
        open_backend(bundle, backend="openvino").run("generator", inputs)
    with pytest.raises(DeviceError, match="does not run on"):
        open_backend(bundle, backend="openvino", device="cuda")


@needs_openvino
def test_nothing_is_reported_to_anybody(tiny_bundle: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from engine.bundle.bundle import open_bundle; from engine.backends.backend import open_backend\n"
        f"b = open_backend(open_bundle(Path({str(tiny_bundle)!r})), backend='openvino')\n"
        "assert 'openvino' in sys.modules\n"
        "seen = [name for name in sys.modules if 'telemetry' in name or '.ovc' in name]\n"
        "assert not seen, seen\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[3], check=True, timeout=120)


def test_auto_takes_what_is_installed(tiny_bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import engine.backends.backend as backends

    bundle = open_bundle(tiny_bundle)
    monkeypatch.setattr(backends, "has_nvidia_driver", lambda: False)
    expected = "openvino" if importlib.util.find_spec("openvino") else "onnx"
    assert open_backend(bundle).name == expected
    assert open_backend(bundle, device="cpu").name == expected
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert open_backend(bundle).name == "onnx"
    assert reopen_backend(bundle, "openvino").name == "onnx"


def test_weights_go_into_the_graph(tiny_bundle: Path) -> None:
    import onnx
    from onnx import numpy_helper

    bundle = open_bundle(tiny_bundle)
    graph = bundle.graph("generator")
    names = {tensor.name for tensor in external_tensors(graph)}
    stored = {f"generator.{name}": array for name, array in bundle.weights("generator").items()}
    whole = with_weights(graph, stored)
    assert external_tensors(whole) == []
    model = onnx.load_from_string(whole)
    onnx.checker.check_model(model)
    held = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    for name in names:
        np.testing.assert_array_equal(held[f"{name}.half"], stored[name])
    wide = with_weights(graph, {name: array.astype(np.float32) for name, array in stored.items()})
    held = {t.name: numpy_helper.to_array(t) for t in onnx.load_from_string(wide).graph.initializer}
    assert names <= held.keys()
    with pytest.raises(GraphFileError, match="missing"):
        with_weights(graph, {})
    with pytest.raises(GraphFileError):
        with_weights(graph[: len(graph) // 2], stored)


SIGNALLED = """
import gc, os, signal, sys
from pathlib import Path
from engine.backends.backend import open_backend
from engine.bundle.bundle import open_bundle
from test_openvino import _inputs

bundle = open_bundle(Path(sys.argv[1]))
backends = [open_backend(bundle, backend="openvino") for _ in range(2)]
for backend in backends:
    backend.run("generator", _inputs(bundle, 1))
del backend
while backends:
    del backends[0]
    gc.collect()
heard = []
signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
os.kill(os.getpid(), signal.SIGINT)
print(heard == [signal.SIGINT])
"""


@needs_openvino
def test_a_signal_after_two_models_have_gone_kills_nobody(tiny_bundle: Path) -> None:
    here = Path(__file__)
    places = os.pathsep.join([str(here.parents[3]), str(here.parents[2]), str(here.parent)])
    done = subprocess.run(
        [sys.executable, "-c", SIGNALLED, str(tiny_bundle)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONPATH": places},
    )
    assert (done.returncode, done.stdout.strip()) == (0, "True"), done.stderr


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of compiled networks, of a machine that takes its time over each."""
    monkeypatch.setenv("GANVAS_HOME", str(tmp_path))
    monkeypatch.setattr("engine.backends.openvino._QUICK_SECONDS", -1.0)
    return tmp_path / "cache" / "compiled"


def _compiled_anew(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """One entry for each network that is not taken from where it is kept."""
    anew = list[bool]()
    write = openvino._KeptNetwork.write

    def counted(self: openvino._KeptNetwork, compiled: object) -> None:
        anew.append(True)
        write(self, compiled)

    monkeypatch.setattr(openvino._KeptNetwork, "write", counted)
    return anew


@needs_openvino
def test_the_next_start_finds_networks_compiled(
    tiny_bundle: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle, anew = open_bundle(tiny_bundle), _compiled_anew(monkeypatch)
    several = _inputs(bundle, 3)
    first = open_backend(bundle, backend="openvino").run("generator", several)
    alone = open_backend(bundle, backend="openvino").run("generator", _inputs(bundle, 1))
    assert len(anew) == 2
    assert len(list(kept.iterdir())) == 2
    again = open_backend(open_bundle(tiny_bundle), backend="openvino")
    np.testing.assert_array_equal(again.run("generator", several), first)
    np.testing.assert_array_equal(again.run("generator", _inputs(bundle, 1)), alone)
    # Settings are part of what a network is compiled for.
    open_backend(bundle, backend="openvino", threads=1).run("generator", several)
    assert len(anew) == 3


@needs_openvino
@pytest.mark.parametrize("damage", ["flipped", "cut", "empty", "gone", "another's"])
def test_a_damaged_compiled_network_is_made_anew(
    tiny_bundle: Path, kept: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    bundle, anew = open_bundle(tiny_bundle), _compiled_anew(monkeypatch)
    inputs = _inputs(bundle, 2)
    first = open_backend(bundle, backend="openvino").run("generator", inputs)
    (file,) = kept.iterdir()
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    foreign = b"no network"
    match damage:
        case "flipped":
            file.write_bytes(content)
        case "cut":
            file.write_bytes(content[:-9])
        case "empty":
            file.write_bytes(b"")
        case "gone":
            file.unlink()
        case _:
            file.write_bytes(hashlib.sha256(foreign).digest() + foreign)
    np.testing.assert_array_equal(open_backend(bundle, backend="openvino").run("generator", inputs), first)
    assert len(anew) == 2


@needs_openvino
def test_tuned_weights_are_not_taken_for_the_model(tiny_bundle: Path, kept: Path) -> None:
    bundle = open_bundle(tiny_bundle)
    name, shape = next(iter(bundle.manifest.networks["generator"].tensors.items()))
    inputs = _inputs(bundle, 2)
    plain = open_backend(bundle, backend="openvino").run("generator", inputs)
    for amount in (0.5, 1.0):
        tuned = TunedBundle(bundle, "generator", {name: np.full(shape, amount, np.float32)})
        found = open_backend(tuned, backend="openvino").run("generator", inputs)
        expected = open_backend(tuned, backend="onnx").run("generator", inputs)
        np.testing.assert_allclose(found, expected, atol=1e-4)
        assert np.abs(found - plain).max() > 0.01
    np.testing.assert_array_equal(open_backend(bundle, backend="openvino").run("generator", inputs), plain)


@needs_openvino
def test_what_was_not_used_for_longest_goes_when_room_is_short(
    tiny_bundle: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = open_bundle(tiny_bundle)
    open_backend(bundle, backend="openvino").run("generator", _inputs(bundle, 1))
    (first,) = kept.iterdir()
    os.utime(first, (0, 0))
    monkeypatch.setattr("engine.backends.openvino._MOST_BYTES", int(first.stat().st_size * 1.5))
    open_backend(bundle, backend="openvino").run("generator", _inputs(bundle, 2))
    assert first not in kept.iterdir()
    assert len(list(kept.iterdir())) == 1


@needs_openvino
def test_networks_run_where_nothing_can_be_kept(tiny_bundle: Path, kept: Path) -> None:
    kept.parent.mkdir(parents=True)
    kept.write_text("in the way")
    bundle = open_bundle(tiny_bundle)
    assert open_backend(bundle, backend="openvino").run("generator", _inputs(bundle, 1)).shape[0] == 1
