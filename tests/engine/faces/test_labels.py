"""Conditional models: every backend refuses a missing label, and draws the same pictures of each class."""

import importlib.util
import json

import numpy as np
import pytest

from engine.backends.backend import open_backend
from engine.bundle.bundle import open_bundle
from engine.errors import DeviceError, RequestError
from engine.faces.generator import Generator
from engine.requests.replay import picture_of, sampled_request
from engine.requests.request import from_text, to_text

CLASSES = ("cat", "dog", "wild")
needs_openvino = pytest.mark.skipif(
    importlib.util.find_spec("openvino") is None, reason="OpenVINO has no wheel for this machine"
)
BACKENDS = ["onnx", "torch", pytest.param("openvino", marks=needs_openvino)]


@pytest.fixture(scope="module")
def bundle(drawn_animals):
    return open_bundle(drawn_animals)


@pytest.fixture(scope="module")
def generators(bundle):
    return {}


def generator_on(bundle, generators, name):
    if name not in generators:
        generators[name] = Generator(
            bundle, open_backend(bundle, backend=name, device="auto" if name == "openvino" else "cpu")
        )
    return generators[name]


@pytest.mark.parametrize("name", BACKENDS)
def test_a_missing_input_is_refused_in_one_sentence(bundle, generators, name):
    generator = generator_on(bundle, generators, name)
    z = generator.sample_z(2, 0)
    with pytest.raises(DeviceError, match="takes the input 'labels', and none was given") as refusal:
        generator.backend.run("mapping", {"z": z})
    assert "\n" not in str(refusal.value)
    labels = generator.labels_for(2)
    with pytest.raises(DeviceError, match="takes the input 'z', and none was given"):
        generator.backend.run("mapping", {"labels": labels})
    sides = enumerate(generator.noise_sizes)
    noises = {f"noise_{layer}": np.zeros((1, 1, side, side), np.float32) for layer, side in sides}
    with pytest.raises(DeviceError, match="takes the input 'ws', and none was given"):
        generator.backend.run_named("synthesis", noises, ["picture_32"])
    assert generator.backend.run("mapping", {"z": z, "labels": labels}).shape == (2, 8, 16)


@pytest.mark.parametrize("name", BACKENDS)
@pytest.mark.parametrize("number", range(3))
def test_pictures_of_a_class_are_the_same_on_every_backend(bundle, generators, name, number):
    made = []
    for backend in ("onnx", name):
        generator = generator_on(bundle, generators, backend)
        made.append(generator.synthesise(generator.sample_ws(2, 5, number=number)).astype(int))
    assert np.abs(made[0] - made[1]).max() <= 1
    other = generator.synthesise(generator.sample_ws(2, 5, number=(number + 1) % 3)).astype(int)
    assert np.abs(made[1] - other).max() > 3


def test_the_order_of_inputs_does_not_matter(bundle, generators):
    generator = generator_on(bundle, generators, "torch")
    inputs = {"z": generator.sample_z(2, 0), "labels": generator.labels_for(2)}
    turned = dict(reversed(inputs.items()))
    np.testing.assert_array_equal(
        generator.backend.run("mapping", inputs), generator.backend.run("mapping", turned)
    )


def test_a_request_keeps_its_label(bundle, generators):
    generator = generator_on(bundle, generators, "onnx")
    request = sampled_request(generator, 3, 1, 0.7, labels=generator.label(2))
    again, _ = from_text(to_text(request))
    assert again == request
    picture = picture_of(again, generator, None)
    ws = generator.sample_ws(2, 3, 0.7, number=2)[1:]
    np.testing.assert_array_equal(picture, generator.synthesise(ws)[0])
    unlabelled = sampled_request(generator, 3)
    assert "labels" not in json.dumps(to_text(unlabelled))
    with pytest.raises(RequestError, match="draws 3 classes"):
        picture_of(unlabelled, generator, None)


def test_classes_go_by_name_or_number(bundle, generators):
    generator = generator_on(bundle, generators, "onnx")
    assert generator.classes == CLASSES
    assert [generator.class_named(name) for name in ("cat", "wild", "1")] == [0, 2, 1]
    for name in ("3", "-1", "horse", ""):
        with pytest.raises(RequestError, match="it has: cat, dog, wild"):
            generator.class_named(name)
    with pytest.raises(RequestError, match="has no class 3"):
        generator.sample_ws(1, 0, number=3)
    with pytest.raises(RequestError, match="3 numbers, got 2"):
        generator.map(generator.sample_z(1, 0), labels=np.zeros((1, 2), np.float32))


def test_a_model_without_classes_takes_none(drawn_faces):
    plain = open_bundle(drawn_faces)
    generator = Generator(plain, open_backend(plain, backend="onnx", device="cpu"))
    assert (generator.classes, generator.label_size, generator.labels_for(4)) == ((), 0, None)
    with pytest.raises(RequestError, match="has no classes"):
        generator.class_named("0")
    with pytest.raises(RequestError):
        generator.map(generator.sample_z(1, 0), labels=np.zeros((1, 3), np.float32))
    assert "classes" not in json.loads(plain.read("model.json"))["latent"]
