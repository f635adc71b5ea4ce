"""Pictures from codes: the same on every backend, in every size, and changed by exactly the codes moved."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from helpers.tiny_faces import MAPPING, SYNTHESIS, tiny_face_networks

from engine.architectures.stylegan2 import truncate
from engine.backends.backend import Backend, open_backend
from engine.bundle.bundle import Bundle, open_bundle
from engine.errors import DeviceError, RequestError
from engine.faces.generator import Generator

BACKENDS = ["onnx", "openvino", "torch"]


@pytest.fixture(scope="module")
def bundle(drawn_faces: Path) -> Bundle:
    return open_bundle(drawn_faces)


def backend_of(bundle: Bundle, name: str) -> Backend:
    if name == "openvino":
        pytest.importorskip("openvino", reason="openvino is not installed")
    return open_backend(bundle, backend=name, device="cpu", threads=1)  # type: ignore[arg-type]


@pytest.fixture(params=BACKENDS, scope="module")
def generator(request: pytest.FixtureRequest, bundle: Bundle) -> Generator:
    return Generator(bundle, backend_of(bundle, request.param))


def test_a_graph_gives_pytorchs_pictures_at_every_size(bundle: Bundle, generator: Generator) -> None:
    networks = {name: module for name, (_, _, module) in tiny_face_networks().items()}
    for module in networks.values():
        for tensor in (*module.parameters(), *module.buffers()):
            tensor.data = tensor.data.half().float()
    z = generator.sample_z(3, seed=4)
    with torch.no_grad():
        ws = truncate(networks["mapping"](torch.from_numpy(z)), networks["mapping"].w_avg, 0.8, 5)
        pictures = networks["synthesis"].pictures(ws)
    mapped = generator.map(z, psi=0.8, cutoff=5)
    np.testing.assert_allclose(mapped, ws.numpy(), rtol=1e-3, atol=1e-4)
    assert generator.sizes == (4, 8, 16, 32)
    inputs = {"ws": mapped}
    for layer, noise in enumerate(generator._noises(None, None)):
        inputs[f"noise_{layer}"] = np.broadcast_to(noise, (3, 1, *noise.shape))
    names = [f"picture_{size}" for size in generator.sizes]
    made = generator.backend.run_named("synthesis", inputs, names)
    assert list(made) == names
    for name, picture in zip(names, pictures, strict=True):
        difference = np.abs(made[name] - picture.numpy()).max() / np.abs(picture.numpy()).max()
        assert difference <= 1e-3, f"{name}: {difference:.1e}"
    largest = generator.backend.run("synthesis", inputs)
    np.testing.assert_allclose(largest, made["picture_32"], rtol=1e-4, atol=1e-4)


def test_stopping_early_gives_the_picture_on_the_way(generator: Generator) -> None:
    ws = generator.map(generator.sample_z(2, seed=1))
    inputs = {"ws": ws}
    for layer, noise in enumerate(generator._noises(7, None)):
        inputs[f"noise_{layer}"] = np.broadcast_to(noise, (2, 1, *noise.shape))
    whole = generator.backend.run_named("synthesis", inputs, ["picture_32", "picture_8"])["picture_8"]
    early = generator.synthesise(ws, noise_seed=7, size=8)
    assert early.shape == (2, 8, 8, 3)
    expected = np.clip((whole + 1) * 127.5 + 0.5, 0, 255).astype(np.uint8).transpose(0, 2, 3, 1)
    assert np.abs(early.astype(int) - expected).max() <= 1
    assert generator.preview_size == 8


def test_the_same_seed_gives_the_same_picture_whatever_the_batch(generator: Generator) -> None:
    z = generator.sample_z(5, seed=9)
    np.testing.assert_array_equal(z[:2], generator.sample_z(2, seed=9))
    ws = generator.map(z)
    together = generator.synthesise(ws, noise_seed=3).astype(int)
    alone = generator.synthesise(ws[4:], noise_seed=3)
    assert together.shape == (5, 32, 32, 3)
    assert np.abs(together[4:] - alone).max() <= 1
    np.testing.assert_array_equal(alone, generator.synthesise(ws[4:], noise_seed=3))
    assert np.abs(together[4:] - generator.synthesise(ws[4:], noise_seed=4)).max() > 1
    noises = [np.zeros((side, side), np.float32) for side in generator.noise_sizes]
    assert np.abs(together[4:] - generator.synthesise(ws[4:], noises=noises)).max() > 1
    many = generator.synthesise(np.repeat(ws[:1], 33, axis=0))
    assert many.shape == (33, 32, 32, 3)


def test_each_layers_code_changes_what_comes_after_it(generator: Generator) -> None:
    ws = generator.map(generator.sample_z(1, seed=0))
    other = generator.map(generator.sample_z(1, seed=1))
    plain = {size: generator.synthesise(ws, size=size) for size in generator.sizes}
    for layer in range(generator.num_ws):
        edited = ws.copy()
        edited[:, layer] = other[:, layer]
        for size in generator.sizes:
            # The block of 4 uses codes 0 and 1, that of 8 codes 1 to 3, and so on.
            used = layer <= 2 * int(np.log2(size)) - 3
            changed = not np.array_equal(generator.synthesise(edited, size=size), plain[size])
            assert changed == used, (layer, size)
    whole = np.repeat(generator.average[None, None], generator.num_ws, axis=1)
    np.testing.assert_allclose(generator.map(generator.sample_z(1, seed=0), psi=0), whole, atol=1e-6)


def test_a_request_that_does_not_fit_is_refused(generator: Generator) -> None:
    ws = generator.map(generator.sample_z(1, seed=0))
    with pytest.raises(RequestError, match="16 numbers"):
        generator.map(np.zeros((1, 15), np.float32))
    with pytest.raises(RequestError, match="8 codes of 16"):
        generator.synthesise(ws[:, 1:])
    with pytest.raises(RequestError, match="no picture of 24"):
        generator.synthesise(ws, size=24)
    with pytest.raises(RequestError, match="noise"):
        generator.synthesise(ws, noises=[np.zeros((4, 4), np.float32)])
    with pytest.raises(DeviceError, match="gives no 'picture_5'"):
        generator.backend.run_named("synthesis", {"ws": ws}, ["picture_5"])
    assert generator.map(generator.sample_z(0, seed=0)).shape == (0, 8, 16)
    assert generator.synthesise(ws[:0]).shape == (0, 32, 32, 3)


def test_only_models_that_sample_make_a_generator(tiny_bundle: Path) -> None:
    sketches = open_bundle(tiny_bundle)
    with pytest.raises(RequestError, match="does not make pictures from codes"):
        Generator(sketches, open_backend(sketches, device="cpu"))


def test_a_conditional_model_takes_labels(drawn_animals: Path) -> None:
    bundle = open_bundle(drawn_animals)
    labels = np.eye(3, dtype=np.float32)
    made = []
    for name in ("onnx", "torch"):
        generator = Generator(bundle, backend_of(bundle, name))
        made.append(generator.map(np.repeat(generator.sample_z(1, 0), 3, axis=0), labels=labels))
    np.testing.assert_allclose(made[0], made[1], rtol=1e-3, atol=1e-4)
    assert np.abs(made[0][0] - made[0][1]).max() > 1e-3


def test_pictures_from_graphs_need_no_torch(bundle: Bundle) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from engine.bundle.bundle import open_bundle; from engine.backends.backend import open_backend\n"
        "from engine.faces.generator import Generator\n"
        f"b = open_bundle(Path({str(bundle.path)!r})); g = Generator(b, open_backend(b, device='cpu'))\n"
        "g.warm_up(); g.synthesise(g.map(g.sample_z(2, 0), psi=0.7), noise_seed=1)\n"
        "assert not {'torch', 'scipy', 'onnx'} & set(sys.modules), sorted(sys.modules)\n"
    )
    root = Path(__file__).parents[3]
    subprocess.run([sys.executable, "-c", code], cwd=root, check=True, timeout=120)


def test_the_generator_knows_its_codes(generator: Generator) -> None:
    assert (generator.z_size, generator.w_size, generator.num_ws) == (
        MAPPING["z_size"],
        SYNTHESIS["w_size"],
        8,
    )
    assert generator.noise_sizes == (4, 8, 8, 16, 16, 32, 32)


@pytest.mark.parametrize("at_once", [1, 2, 8])
def test_pictures_come_as_their_codes_come(bundle: Bundle, at_once: int) -> None:
    generator = Generator(bundle, backend_of(bundle, "onnx"))
    ws = generator.map(generator.sample_z(5, 3))
    asked = []

    def coming():
        for number, code in enumerate(ws):
            asked.append(number)
            yield code

    pictures = generator.pictures(coming(), at_once)
    first = next(pictures)
    assert len(asked) == min(at_once, 5)
    made = np.stack([first, *pictures]).astype(int)
    assert np.abs(made - generator.synthesise(ws)).max() <= 1
