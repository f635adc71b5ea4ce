"""Requests of codes are followed to the same picture; codes, tuned weights and inversions are kept whole."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from helpers.tiny_faces import make_tiny_faces

from engine.backends.backend import open_backend
from engine.bundle.bundle import open_bundle
from engine.bundle.safetensors import read_tensor_file, tensor_file
from engine.bundle.tuned import TunedBundle, tuning_digest
from engine.errors import LatentError, RequestError
from engine.faces.generator import Generator
from engine.faces.inversion_io import Closeness, Inversion, inversion_bytes, read_inversion
from engine.latent.directions import principal_axes
from engine.requests.replay import codes_of, picture_of, request_of_codes, sampled_request, with_sliders
from engine.requests.request import from_text, to_text


@pytest.fixture(scope="module")
def generator(tmp_path_factory: pytest.TempPathFactory) -> Generator:
    bundle = open_bundle(make_tiny_faces(tmp_path_factory.mktemp("faces") / "tinyfaces.gmodel"))
    return Generator(bundle, open_backend(bundle))


@pytest.fixture(scope="module")
def axes(generator: Generator):
    return principal_axes(generator.map(generator.sample_z(500, 0))[:, 0], generator.num_ws, 3)


def through_text(request):
    return from_text(to_text(request))[0]


def test_samples_are_made_again_from_their_recipe(generator: Generator) -> None:
    request = sampled_request(generator, seed=3, index=2, psi=0.6)
    ws = generator.map(generator.sample_z(3, 3), 0.6)
    made = picture_of(through_text(request), generator, None)
    np.testing.assert_array_equal(made, generator.synthesise(ws[2:])[0])
    noisy = picture_of(through_text(replace(request, noise_seed=4)), generator, None)
    np.testing.assert_array_equal(noisy, generator.synthesise(ws[2:], noise_seed=4)[0])
    assert (noisy != made).any()
    assert picture_of(request, generator, None, size=8).shape == (8, 8, 3)


def test_sliders_of_a_request_move_its_codes(generator: Generator, axes) -> None:
    request = with_sliders(
        sampled_request(generator, 3), axes, {"component 1": 2, "component 2": 0}, ["component 3"]
    )
    assert request.axes == (("component 1", 2.0),)
    again = through_text(request)
    before = generator.map(generator.sample_z(1, 3))[0]
    offset = axes.move({"component 1": 2}, ["component 3"])
    np.testing.assert_array_equal(codes_of(again, generator, axes), before + offset)
    still = with_sliders(request, axes, {"component 1": 0}, ["component 3"])
    assert still == sampled_request(generator, 3)
    with pytest.raises(LatentError):
        with_sliders(request, axes, {"smile": 1})


def test_other_axes_than_the_recipes_are_refused(generator: Generator, axes) -> None:
    request = with_sliders(sampled_request(generator, 3), axes, {"component 1": 2})
    other = principal_axes(generator.map(generator.sample_z(400, 1))[:, 0], generator.num_ws, 3)
    for known in (None, other, axes.only(["component 2"])):
        with pytest.raises(RequestError, match="add them again"):
            picture_of(request, generator, known)
    more = axes.joined(other.only([]))
    assert picture_of(request, generator, more).shape == (32, 32, 3), "further axes do not matter"


def test_codes_and_noise_of_a_photo_are_followed(generator: Generator) -> None:
    rng = np.random.default_rng(0)
    ws = rng.standard_normal((8, 16)).astype(np.float32)
    noises = [rng.standard_normal((side, side)).astype(np.float32) for side in generator.noise_sizes]
    request = through_text(request_of_codes(generator, ws, noises))
    made = picture_of(request, generator, None)
    np.testing.assert_array_equal(made, generator.synthesise(ws[None], noises=noises)[0])
    stored = picture_of(through_text(request_of_codes(generator, ws)), generator, None)
    np.testing.assert_array_equal(stored, generator.synthesise(ws[None])[0])
    with pytest.raises(RequestError, match="noise does not fit"):
        picture_of(replace(request, noise=request.noise[:-1]), generator, None)
    with pytest.raises(RequestError, match="do not fit"):
        picture_of(replace(request, ws=request.ws[:-1]), generator, None)


def test_tuned_weights_make_another_picture_and_have_a_digest(generator: Generator) -> None:
    spec = generator.bundle.manifest.networks["synthesis"]
    name = next(name for name in spec.tensors if name.endswith("b32.conv1.weight"))
    rng = np.random.default_rng(1)
    changes = {name: rng.standard_normal(spec.tensors[name]).astype(np.float32)}
    bundle = TunedBundle(generator.bundle, "synthesis", changes)
    tuned = Generator(bundle, open_backend(bundle))
    request, plain = sampled_request(tuned, 3), sampled_request(generator, 3)
    assert request.tuning_digest == tuning_digest(changes)
    assert (picture_of(request, tuned, None) != picture_of(plain, generator, None)).any()
    np.testing.assert_array_equal(
        bundle.weights("mapping")["w_avg"], generator.bundle.weights("mapping")["w_avg"]
    )
    for asked, maker in ((request, generator), (plain, tuned)):
        with pytest.raises(RequestError, match="tuned for one document"):
            picture_of(asked, maker, None)
    for wrong in ({"unknown": changes[name]}, {name: changes[name][:1]}, {name: changes[name] * np.nan}):
        with pytest.raises(LatentError, match="do not fit"):
            TunedBundle(generator.bundle, "synthesis", wrong)
    assert tuning_digest({}) == ""


@pytest.fixture
def inversion() -> Inversion:
    rng = np.random.default_rng(2)
    return Inversion(
        ws=rng.standard_normal((8, 16)).astype(np.float32),
        noises=tuple(rng.standard_normal((side, side)).astype(np.float32) for side in (4, 8, 8)),
        tuning={"b4.conv1.weight": rng.standard_normal((3, 3)).astype(np.float32)},
        picture=rng.integers(0, 255, (9, 9, 3)).astype(np.uint8),
        start=rng.standard_normal((8, 16)).astype(np.float32),
        closeness={"encode": Closeness(0.5, 0.25), "optimise": Closeness(0.125, 0.0625)},
        steps=57,
        stopped="early",
    )


def test_an_inversion_comes_back_as_it_was_written(inversion: Inversion) -> None:
    again = read_inversion(inversion_bytes(inversion, "ab"), "ab")
    for name in ("ws", "start", "picture"):
        np.testing.assert_array_equal(getattr(again, name), getattr(inversion, name))
    assert [noise.tobytes() for noise in again.noises] == [noise.tobytes() for noise in inversion.noises]
    np.testing.assert_array_equal(again.tuning["b4.conv1.weight"], inversion.tuning["b4.conv1.weight"])
    assert (again.closeness, again.steps, again.stopped) == (inversion.closeness, 57, "early")
    assert inversion_bytes(again, "ab") == inversion_bytes(inversion, "ab")


def test_a_damaged_or_foreign_inversion_is_refused(inversion: Inversion) -> None:
    data = inversion_bytes(inversion, "ab")
    with pytest.raises(LatentError, match="another model"):
        read_inversion(data, "cd")
    tensors, metadata = read_tensor_file(data)
    facts = metadata["facts"]
    for change in (
        {"facts": "{"},
        {"facts": "[]"},
        {"facts": facts.replace("9", "90")},
        {"facts": facts.replace("57", '"x"')},
        {"facts": facts.replace("early", "late")},
        {"facts": facts.replace("encode", "decode")},
        {"ganvas_inversion": "2"},
    ):
        with pytest.raises(LatentError):
            read_inversion(tensor_file(tensors, {**metadata, **change}), "ab")
    for name in ("ws", "start", "picture", "noise.0"):
        with pytest.raises(LatentError):
            read_inversion(tensor_file({k: v for k, v in tensors.items() if k != name}, metadata), "ab")
    for name, wrong in (("ws", np.zeros(3, np.float32)), ("noise.0", np.zeros((3, 4), np.float32))):
        with pytest.raises(LatentError):
            read_inversion(tensor_file({**tensors, name: wrong}, metadata), "ab")
    for part in (b"", data[:-3], data[:50]):
        with pytest.raises(LatentError):
            read_inversion(part, "ab")


def test_making_pictures_of_codes_needs_no_pytorch(drawn_faces: Path) -> None:
    import subprocess
    import sys

    code = (
        "import sys; from pathlib import Path\n"
        "import engine.faces.inversion, engine.latent.axis_examples, engine.latent.tlgan\n"
        "import engine.latent.interpolation, engine.requests.replay\n"
        "from app.cli.faces import open_generator\n"
        "from engine.requests.replay import picture_of, sampled_request\n"
        "from engine.latent.directions import principal_axes\n"
        f"g = open_generator({str(drawn_faces)!r}, 'onnx').generator\n"
        "axes = principal_axes(g.map(g.sample_z(50, 0))[:, 0], g.num_ws, 2)\n"
        "picture_of(sampled_request(g, 0), g, axes)\n"
        "assert not {'torch', 'scipy', 'onnx'} & set(sys.modules), sorted(sys.modules)\n"
    )
    root = Path(__file__).parents[3]
    subprocess.run([sys.executable, "-c", code], cwd=root, check=True, timeout=300)
