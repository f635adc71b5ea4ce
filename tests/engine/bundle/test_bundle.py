"""A bundle comes back as it was written, is checked before use, and is whole or not there at all."""

import hashlib
import zipfile

import numpy as np
import onnx
import pytest
from helpers import small_bundle
from onnx import TensorProto, helper

import engine.bundle.bundle
from engine.bundle.bundle import Manifest, open_bundle, write_bundle
from engine.bundle.onnx_external import ExternalTensor, GraphFileError, external_tensors
from engine.errors import BundleError


@pytest.fixture
def path(tmp_path):
    target = tmp_path / "small.gmodel"
    write_bundle(target, Manifest.model_validate(small_bundle.MANIFEST), small_bundle.files())
    return target


def test_a_bundle_comes_back_as_it_was_written(path):
    bundle = open_bundle(path)
    content = small_bundle.files()
    assert bundle.path == path
    assert bundle.manifest.name == "small"
    assert bundle.manifest.capabilities == ["translate", "style"]
    assert (
        bundle.manifest.networks["generator"].config
        == small_bundle.MANIFEST["networks"]["generator"]["config"]
    )
    assert bundle.manifest.files == {n: hashlib.sha256(d).hexdigest() for n, d in content.items()}
    assert bundle.graph("generator") == content["generator.onnx"]
    assert bundle.read("preview.png") == content["preview.png"]
    assert bundle.card() == "# Small\n"
    assert bundle.preview().shape == (8, 8, 3)


def test_settings_keep_their_types(path):
    config = open_bundle(path).manifest.networks["generator"].config
    assert [type(config[key]) for key in ("widths", "upsample", "dropout", "residual", "depth")] == [
        list, str, float, bool, int,
    ]  # fmt: skip


def test_weights_have_their_stored_types_and_the_networks_own_names(path):
    bundle = open_bundle(path)
    expected = small_bundle.tensors()
    found = {
        f"{net}.{name}": value
        for net in ("generator", "encoder")
        for name, value in bundle.weights(net).items()
    }
    assert found.keys() == expected.keys()
    for name, value in found.items():
        assert value.dtype == expected[name].dtype
        assert value.shape == expected[name].shape
        assert np.array_equal(value, expected[name])
        assert value.flags.writeable


def test_the_digest_is_that_of_the_description_which_holds_all_hashes(path, tmp_path):
    bundle = open_bundle(path)
    with zipfile.ZipFile(path) as archive:
        assert bundle.digest == hashlib.sha256(archive.read("model.json")).hexdigest()
    other = {**small_bundle.files(), "CARD.md": b"# Another\n"}
    changed = write_bundle(tmp_path / "other.gmodel", bundle.manifest, other)
    assert changed.digest != bundle.digest


def test_the_same_content_gives_the_same_bytes(path, tmp_path):
    manifest = Manifest.model_validate(small_bundle.MANIFEST)
    again = tmp_path / "again.gmodel"
    write_bundle(again, manifest, dict(reversed(small_bundle.files().items())))
    assert again.read_bytes() == path.read_bytes()


def test_a_folder_with_the_same_files_is_the_same_bundle(path, tmp_path):
    folder = tmp_path / "folder"
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    (folder / ".DS_Store").write_bytes(b"left by a file manager")
    (folder / "notes.txt").write_text("left by a person")
    bundle = open_bundle(folder)
    assert bundle.digest == open_bundle(path).digest
    assert np.array_equal(bundle.weights("generator")["conv.bias"], [1, 2, 3])
    with pytest.raises(BundleError, match="notes"):
        bundle.read("notes.txt")


def test_a_deflated_bundle_is_read_as_well(tmp_path):
    target = tmp_path / "packed.gmodel"
    target.write_bytes(small_bundle.packed(small_bundle.files()))
    assert np.array_equal(open_bundle(target).weights("encoder")["scale"], [[0.5, 0.25]])


def test_an_open_bundle_notices_that_its_file_was_exchanged(path):
    bundle = open_bundle(path)
    other = small_bundle.tensors()
    other["generator.conv.bias"] = np.array([9, 9, 9], np.float16)
    content = {**small_bundle.files(), "weights.safetensors": small_bundle.safetensors(other)}
    write_bundle(path, bundle.manifest, content)
    with pytest.raises(BundleError):
        bundle.weights("generator")
    path.unlink()
    with pytest.raises(BundleError):
        bundle.weights("generator")
    with pytest.raises(BundleError):
        bundle.card()


def test_large_weights_are_checked_when_they_are_read(tmp_path, monkeypatch):
    content = small_bundle.files()
    model = small_bundle.manifest(content)
    content["weights.safetensors"] = content["weights.safetensors"][:-1] + b"x"
    target = tmp_path / "large.gmodel"
    target.write_bytes(small_bundle.packed(content, model))
    with pytest.raises(BundleError, match=r"weights\.safetensors"):
        open_bundle(target)
    monkeypatch.setattr(engine.bundle.bundle, "_HASH_LATER_FROM", 10)
    bundle = open_bundle(target)
    with pytest.raises(BundleError, match=r"weights\.safetensors"):
        bundle.weights("generator")


def test_what_a_bundle_does_not_hold_is_said(path, tmp_path):
    bundle = open_bundle(path)
    with pytest.raises(BundleError, match="no network 'critic'"):
        bundle.weights("critic")
    with pytest.raises(BundleError, match="use PyTorch"):
        bundle.graph("encoder")
    with pytest.raises(BundleError, match=r"misses other\.txt"):
        bundle.read("other.txt")
    content = {
        name: data for name, data in small_bundle.files().items() if name not in ("CARD.md", "preview.png")
    }
    bare = write_bundle(tmp_path / "bare.gmodel", bundle.manifest, content)
    assert bare.card() == ""
    with pytest.raises(BundleError, match=r"preview\.png"):
        bare.preview()


def test_a_damaged_preview_is_a_bundle_error(tmp_path):
    content = {**small_bundle.files(), "preview.png": b"GIF89a"}
    manifest = Manifest.model_validate(small_bundle.MANIFEST)
    bundle = write_bundle(tmp_path / "a.gmodel", manifest, content)
    with pytest.raises(BundleError, match="preview"):
        bundle.preview()


def test_a_bundle_that_would_be_refused_is_not_written(path):
    before = path.read_bytes()
    manifest = Manifest.model_validate(small_bundle.MANIFEST)
    for name, data in (
        ("weights.safetensors", b"broken"),
        ("generator.onnx", b"\xff\xff"),
        ("../evil", b""),
        ("model.json", b"{}"),
    ):
        with pytest.raises(BundleError):
            write_bundle(path, manifest, {**small_bundle.files(), name: data})
    with pytest.raises(BundleError):
        write_bundle(path, manifest, {})
    with pytest.raises(BundleError, match="could not be written"):
        write_bundle(path.parent / "nowhere" / "a.gmodel", manifest, small_bundle.files())
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


def test_a_missing_bundle_and_a_stray_file_are_named(tmp_path):
    with pytest.raises(BundleError, match=r"nothing\.gmodel does not exist"):
        open_bundle(tmp_path / "nothing.gmodel")
    (tmp_path / "photo.gmodel").write_bytes(small_bundle.preview())
    with pytest.raises(BundleError, match=r"photo\.gmodel is not a model bundle"):
        open_bundle(tmp_path / "photo.gmodel")
    (tmp_path / "empty").mkdir()
    with pytest.raises(BundleError, match=r"empty misses model\.json"):
        open_bundle(tmp_path / "empty")


def test_a_newer_format_is_named(tmp_path):
    content = small_bundle.files()
    target = tmp_path / "new.gmodel"
    target.write_bytes(small_bundle.packed(content, {**small_bundle.manifest(content), "format_version": 2}))
    with pytest.raises(BundleError, match="format '2'; this Ganvas reads 1"):
        open_bundle(target)


def external(name="w"):
    return small_bundle.external(name, (2, 3), "/etc/passwd")


def places():
    """Models that hide an external tensor in each place where ONNX allows a tensor."""
    inner = helper.make_graph([], "inner", [], [], [external()])
    sparse = onnx.SparseTensorProto(dims=[4])
    sparse.values.CopyFrom(external())
    nodes = {
        "attribute": helper.make_node("Constant", [], ["a"], value=external()),
        "attribute list": helper.make_node("Custom", [], ["a"], values=[external(), external("v")]),
        "subgraph": helper.make_node("If", ["c"], ["a"], then_branch=inner, else_branch=inner),
        "subgraph list": helper.make_node("Custom", [], ["a"], graphs=[inner]),
        "sparse attribute": helper.make_node("Constant", [], ["a"], sparse_value=sparse),
    }
    models = {name: helper.make_model(helper.make_graph([node], "g", [], [])) for name, node in nodes.items()}
    models["initializer"] = helper.make_model(helper.make_graph([], "g", [], [], [external()]))
    models["sparse"] = helper.make_model(helper.make_graph([], "g", [], [], sparse_initializer=[sparse]))
    function = helper.make_function("d", "F", [], ["a"], [nodes["attribute"]], [helper.make_opsetid("", 18)])
    models["function"] = helper.make_model(helper.make_graph([], "g", [], []), functions=[function])
    trained = helper.make_model(helper.make_graph([], "g", [], []))
    trained.training_info.add().initialization.CopyFrom(inner)
    models["training"] = trained
    return models


@pytest.mark.parametrize("place", places())
def test_external_data_is_found_wherever_it_hides(place):
    found = external_tensors(places()[place].SerializeToString())
    assert ExternalTensor("w", (2, 3), "/etc/passwd") in found


def test_a_graph_that_holds_its_values_refers_to_nothing():
    held = helper.make_tensor("w", TensorProto.FLOAT, [2], [1.0, 2.0])
    model = helper.make_model(helper.make_graph([], "g", [], [], [held]))
    assert external_tensors(model.SerializeToString()) == []


def test_a_tensor_is_external_by_its_location_alone_too():
    tensor = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[1])
    tensor.data_location = TensorProto.EXTERNAL
    model = helper.make_model(helper.make_graph([], "g", [], [], [tensor]))
    assert external_tensors(model.SerializeToString()) == [ExternalTensor("w", (1,), "")]


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"\x3a\xff", b"\x38\x01", b"\x08\x01", b"\x3a" + b"\x80" * 11, b"\x0b"]
)
def test_what_is_no_graph_is_refused(data):
    with pytest.raises(GraphFileError):
        external_tensors(data)


def test_endless_nesting_is_refused():
    message = b""
    for _ in range(40):
        # graph field 1 (node) > node field 5 (attribute) > attribute field 6 (graph)
        for key in (b"\x32", b"\x2a", b"\x0a"):
            length = len(message)
            size = b""
            while length >= 128:
                size += bytes([length % 128 + 128])
                length //= 128
            message = key + size + bytes([length]) + message
    size = bytes([len(message) % 128 + 128, len(message) // 128])
    with pytest.raises(GraphFileError, match="deeply"):
        external_tensors(b"\x3a" + size + message)


def sampling_model(**changes):
    """The description of a model that samples, without weights of its own."""
    networks = {name: {"architecture": f"stylegan2_{name}"} for name in ("mapping", "synthesis")}
    values = {
        **small_bundle.MANIFEST,
        "networks": networks,
        "capabilities": ["sample", "axes"],
        "latent": {"size": 8, "w_size": 6, "layers": 4},
    }
    return Manifest.model_validate({**values, **changes})


def test_axes_come_with_the_capability_and_only_with_it(tmp_path):
    axes = small_bundle.safetensors({"direction": np.ones((2, 6), np.float32)})
    path = tmp_path / "axes.gmodel"
    assert write_bundle(path, sampling_model(), {"axes.safetensors": axes}).read("axes.safetensors") == axes
    with pytest.raises(BundleError, match=r"no hash for axes\.safetensors"):
        write_bundle(path, sampling_model(), {})
    with pytest.raises(BundleError, match="does not offer them"):
        write_bundle(path, sampling_model(capabilities=["sample"]), {"axes.safetensors": axes})
    with pytest.raises(BundleError, match=r"axes\.safetensors .* is damaged"):
        write_bundle(path, sampling_model(), {"axes.safetensors": axes[:-1]})
    assert open_bundle(path).read("axes.safetensors") == axes


@pytest.mark.parametrize(
    "changes",
    [
        {"latent": None},
        {"latent": {"size": 8}},
        {"networks": {"synthesis": {"architecture": "stylegan2_synthesis"}}},
        {"capabilities": ["axes"]},
    ],
)
def test_a_model_that_samples_says_how(changes):
    with pytest.raises(ValueError, match="sample"):
        sampling_model(**changes)
