"""Strangers' ONNX graphs: read off their shapes, fitted in, equal on both runtimes, or refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime as ort
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

from app.__main__ import main
from engine.backends.backend import open_backend
from engine.bundle.bundle import open_bundle
from engine.errors import BundleError, DeviceError
from engine.faces.generator import Generator
from engine.translation.translator import Translator
from trainer.bundling.import_files import import_files
from trainer.bundling.import_questions import scan_into
from trainer.bundling.imported import ImportOptions

SIDE = 32


class Translating(nn.Module):
    """A small network of pictures, of any range, layout and number of channels."""

    def __init__(
        self, channels: int = 3, made: int = 3, ending: nn.Module | None = None, *, last: bool = False
    ):
        super().__init__()
        self.last, self.ending = last, ending or nn.Tanh()
        self.layers = nn.Sequential(
            nn.Conv2d(channels, 8, 3, 2, 1), nn.ReLU(), nn.ConvTranspose2d(8, made, 4, 2, 1)
        )

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        image = image.permute(0, 3, 1, 2) if self.last else image
        made = self.ending(self.layers(image))
        return made.permute(0, 2, 3, 1) if self.last else made


class To255(nn.Module):
    """Numbers from 0 to 255 without an operator that tells it."""

    def forward(self, made: torch.Tensor) -> torch.Tensor:
        return torch.clamp(made * 900 + 120, 0, 255)


class Drawing(nn.Module):
    """DCGAN's shape: a code becomes a picture."""

    def __init__(self, code: int = 24, *, spread: bool = False):
        super().__init__()
        self.code, self.spread = code, spread
        self.first = nn.ConvTranspose2d(code, 16, 8)
        self.rest = nn.Sequential(nn.ReLU(), nn.ConvTranspose2d(16, 3, 4, 4), nn.Tanh())

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        return self.rest(self.first(z if self.spread else z.reshape(-1, self.code, 1, 1)))


def export(
    path: Path,
    network: nn.Module,
    shape: tuple[int, ...],
    *,
    batch: str | None = None,
    half: bool = False,
    **named: Any,
) -> Path:
    torch.manual_seed(3)
    example = torch.rand(shape)
    network = network.eval()
    if half:
        network, example = network.half(), example.half()
    axes = {"image": {0: batch}} if batch else {}
    options = {"input_names": ["image"], "output_names": ["picture"], "dynamic_axes": axes, "dynamo": False}
    torch.onnx.export(network, (example,), str(path), **{**options, **named})
    return path


def theirs(path: Path, given: np.ndarray) -> np.ndarray:
    session = ort.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    (name,) = (one.name for one in session.get_inputs())
    rows = [session.run(None, {name: row[None]})[0] for row in given]
    return np.concatenate(rows).astype(np.float32)


def bundle_of(path: Path, **options: Any):
    made = import_files([path], path.with_suffix(".gmodel"), options=ImportOptions(**options))
    return open_bundle(path.with_suffix(".gmodel")), made


def to_range(ours: np.ndarray, values: str) -> np.ndarray:
    scale, shift = {"-1..1": (1, 0), "0..1": (0.5, 0.5), "0..255": (127.5, 127.5)}[values]
    return (ours * scale + shift).astype(np.float32)


TRANSLATORS: dict[str, tuple[Callable[[], nn.Module], dict[str, Any], str]] = {
    "pictures of -1 to 1": (Translating, {}, "-1..1"),
    "pictures of 0 to 1": (lambda: Translating(ending=nn.Sigmoid()), {}, "0..1"),
    "pictures of 0 to 255": (lambda: Translating(ending=To255()), {}, "0..255"),
    "channels last": (lambda: Translating(last=True), {"shape": (1, SIDE, SIDE, 3)}, "-1..1"),
    "grey in": (lambda: Translating(1), {"shape": (1, 1, SIDE, SIDE)}, "-1..1"),
    "grey out": (lambda: Translating(3, 1), {}, "-1..1"),
    "half precision": (Translating, {"half": True}, "-1..1"),
    "any batch": (Translating, {"batch": "n"}, "-1..1"),
    "an old opset": (Translating, {"opset_version": 9}, "-1..1"),
    "our own names": (Translating, {"input_names": ["picture"], "output_names": ["image"]}, "-1..1"),
}


@pytest.mark.parametrize("what", TRANSLATORS)
def test_a_graph_of_pictures_becomes_a_translator_that_makes_what_it_made(tmp_path: Path, what: str) -> None:
    network, options, values = TRANSLATORS[what]
    named = dict(options)
    shape = named.pop("shape", (1, 3, SIDE, SIDE))
    path = export(tmp_path / "net.onnx", network(), shape, **named)
    bundle, made = bundle_of(path)
    assert made.capabilities == ("translate",)
    last = shape[3] == 3
    channels = 3 if last else shape[1]
    spec = bundle.manifest.image
    assert (spec.size, spec.input_channels) == (SIDE, channels)
    assert spec.input_kind == ("sketch" if channels == 1 else "photo")
    assert any(f"taken to be {values};" in line for line in made.assumptions)
    ours = np.random.default_rng(1).uniform(-1, 1, (3, channels, SIDE, SIDE)).astype(np.float32)
    given = to_range(ours, values)
    given = given.transpose(0, 2, 3, 1) if last else given
    expected = theirs(path, given.astype(np.float16 if named.get("half") else np.float32))
    expected = expected.transpose(0, 3, 1, 2) if last else expected
    expected = np.broadcast_to(expected, (3, 3, SIDE, SIDE))
    for backend in ("onnx", "openvino"):
        result = open_backend(bundle, backend=backend, device="cpu").run("generator", {"image": ours})
        tolerance = 5e-3 if named.get("half") else 1e-4
        np.testing.assert_allclose(
            to_range(result, values), expected, atol=tolerance * max(1, expected.max())
        )
    translator = Translator(bundle, open_backend(bundle))
    pictures = translator.translate(
        np.full((40, 50, 3), 90, np.uint8), np.empty((1, 0), np.float32), "forward"
    )
    assert pictures[0].shape[2] == 3
    with pytest.raises(DeviceError, match="PyTorch does not run"):
        open_backend(bundle, backend="torch")


@pytest.mark.parametrize("spread", [False, True])
@pytest.mark.parametrize("batch", [None, "n"])
def test_a_graph_of_codes_becomes_a_model_that_samples(
    tmp_path: Path, spread: bool, batch: str | None
) -> None:
    shape = (1, 24, 1, 1) if spread else (1, 24)
    path = export(tmp_path / "dcgan.onnx", Drawing(spread=spread), shape, batch=batch)
    bundle, made = bundle_of(path)
    assert made.capabilities == ("sample",)
    generator = Generator(bundle, open_backend(bundle))
    assert (generator.size, generator.z_size, generator.num_ws) == (SIDE, 24, 1)
    z = generator.sample_z(3, 5)
    expected = theirs(path, z.reshape(3, *shape[1:]))
    np.testing.assert_allclose(generator.drawn(generator.map(z)), expected, atol=1e-4)
    np.testing.assert_allclose(generator.map(z, 0.5)[:, 0], z / 2, atol=1e-6)
    generator.warm_up()


def test_half_the_size_makes_nearly_the_same(tmp_path: Path) -> None:
    path = export(tmp_path / "dcgan.onnx", Drawing(96), (1, 96))
    whole, half = tmp_path / "whole.gmodel", tmp_path / "half.gmodel"
    import_files([path], whole)
    import_files([path], half, half=True)
    assert half.stat().st_size < 0.7 * whole.stat().st_size
    made = [Generator(b, open_backend(b)) for b in map(open_bundle, (whole, half))]
    drawn = [one.drawn(one.sample_ws(2, 0)) for one in made]
    assert 0 < np.abs(drawn[0] - drawn[1]).max() < 0.02


def test_any_side_is_asked_for_and_a_range_can_be_said(tmp_path: Path) -> None:
    axes = {"image": {0: "n", 2: "h", 3: "w"}, "picture": {0: "n", 2: "h", 3: "w"}}
    path = export(tmp_path / "any.onnx", Translating(), (1, 3, SIDE, SIDE), dynamic_axes=axes)
    found = scan_into([path], None, lambda what, done, total: None)
    assert [question["key"] for question in found["questions"]] == ["input", "values", "size"]
    assert found["capabilities"] == ["translate"]
    bundle, made = bundle_of(path)
    assert bundle.manifest.image.size == 256
    assert any("--size" in line for line in made.assumptions)
    bundle, made = bundle_of(path, size=64, values="0..1", input_kind="sketch")
    assert bundle.manifest.image.size == 64
    assert not made.assumptions
    ours = np.random.default_rng(1).uniform(-1, 1, (1, 3, 64, 64)).astype(np.float32)
    result = open_backend(bundle).run("generator", {"image": ours})
    np.testing.assert_allclose(to_range(result, "0..1"), theirs(path, to_range(ours, "0..1")), atol=1e-4)


def test_the_command_line_brings_a_graph_in_and_draws_with_it(
    tmp_path: Path, ganvas_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = export(tmp_path / "dcgan.onnx", Drawing(), (1, 24))
    (ganvas_home / "models").mkdir()
    bundle = ganvas_home / "models" / "dcgan.gmodel"
    assert main(["import", str(path), "-o", str(bundle), "--values=-1..1"]) == 0
    said = capsys.readouterr().out
    assert "--values" not in said
    assert "N(0, 1)" in said
    command = ["sample", "dcgan", "-n", "2", "-o", str(tmp_path / "out"), "--json"]
    assert main(command) == 0
    (first, _) = json.loads(capsys.readouterr().out)["pictures"]
    assert main(["redo", first, "-o", str(tmp_path / "again.png"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["same"] is True


def graph(
    nodes: list[Any], given: dict[str, list[Any]], made: list[Any], kind: int = TensorProto.FLOAT, **more: Any
) -> bytes:
    body = helper.make_graph(
        nodes,
        "g",
        [helper.make_tensor_value_info(name, kind, shape) for name, shape in given.items()],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, made)],
        more.get("initializer", []),
    )
    opsets = [helper.make_opsetid(*pair) for pair in more.get("opsets", [("", 17)])]
    return helper.make_model(body, opset_imports=opsets, ir_version=8).SerializeToString()


PICTURE = [1, 3, SIDE, SIDE]
SAME = [helper.make_node("Tanh", ["x"], ["y"])]


def outside() -> bytes:
    model = onnx.ModelProto.FromString(graph(SAME, {"x": PICTURE}, PICTURE))
    tensor = model.graph.initializer.add()
    tensor.name, tensor.data_type, tensor.data_location = "w", TensorProto.FLOAT, TensorProto.EXTERNAL
    tensor.dims.append(4)
    for key, value in (("location", "../../etc/passwd"), ("offset", "0"), ("length", "16")):
        entry = tensor.external_data.add()
        entry.key, entry.value = key, value
    return model.SerializeToString()


def branches(depth: int) -> bytes:
    """If within If, each of which makes the picture."""
    value = helper.make_tensor_value_info("y", TensorProto.FLOAT, PICTURE)
    body = helper.make_graph([helper.make_node("Tanh", ["x"], ["y"])], "b", [], [value])
    for _ in range(depth):
        node = helper.make_node("If", ["c"], ["y"], then_branch=body, else_branch=body)
        body = helper.make_graph([node], "b", [], [value])
    held = numpy_helper.from_array(np.array(True), "c")
    return graph(list(body.node), {"x": PICTURE}, PICTURE, initializer=[held])


def loop() -> bytes:
    body = helper.make_graph(
        [helper.make_node("Identity", ["go"], ["on"]), helper.make_node("Tanh", ["v"], ["o"])],
        "b",
        [
            helper.make_tensor_value_info("n", TensorProto.INT64, []),
            helper.make_tensor_value_info("go", TensorProto.BOOL, []),
            helper.make_tensor_value_info("v", TensorProto.FLOAT, PICTURE),
        ],
        [
            helper.make_tensor_value_info("on", TensorProto.BOOL, []),
            helper.make_tensor_value_info("o", TensorProto.FLOAT, PICTURE),
        ],
    )
    held = [
        numpy_helper.from_array(np.array(2**62), "times"),
        numpy_helper.from_array(np.array(True), "go_on"),
    ]
    node = helper.make_node("Loop", ["times", "go_on", "x"], ["y"], body=body)
    return graph([node], {"x": PICTURE}, PICTURE, initializer=held)


def huge() -> bytes:
    held = [numpy_helper.from_array(np.array([2**20, 2**20]), "shape")]
    nodes = [
        helper.make_node("ConstantOfShape", ["shape"], ["many"]),
        helper.make_node("ReduceMax", ["many"], ["most"], keepdims=0),
        helper.make_node("Add", ["x", "most"], ["y"]),
    ]
    return graph(nodes, {"x": PICTURE}, PICTURE, initializer=held)


def random_each_time() -> bytes:
    nodes = [helper.make_node("RandomNormalLike", ["x"], ["r"]), helper.make_node("Tanh", ["r"], ["y"])]
    return graph(nodes, {"x": PICTURE}, PICTURE)


def only(operator: str, *given: str, made: Any = PICTURE, shape: Any = PICTURE, **named: Any) -> bytes:
    """A graph of one node."""
    kind, opsets = named.pop("kind", TensorProto.FLOAT), named.pop("opsets", [("", 17)])
    node = helper.make_node(operator, given, ["y"], **named)
    return graph([node], dict.fromkeys(given, shape), made, kind, opsets=opsets)


def foreign(operator: str, domain: str) -> bytes:
    return only(operator, "x", domain=domain, opsets=[("", 17), (domain, 1)])


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "two inputs": (lambda: only("Add", "x", "z"), r"takes 2 inputs \(x, z\)"),
    "no input": (lambda: only("Constant", made=[], value_float=1.0), "takes 0 inputs"),
    "custom operator": (lambda: foreign("Evil", "evil.ops"), "operator 'Evil' of evil.ops"),
    "a runtime's own": (lambda: foreign("Gelu", "com.microsoft"), "operator 'Gelu' of com.microsoft"),
    "unknown operator": (lambda: only("Nothing", "x"), "no valid graph"),
    "tensors outside": (outside, "keeps 1 of its tensors in other files"),
    "a loop": (loop, r"repeats a part of itself \('Loop'\)"),
    "deep branches": (lambda: branches(7), "more parts, or more within each other"),
    "huge arrays": (huge, "would hold 1099511627776 numbers"),
    "not the same twice": (random_each_time, "others each time"),
    "not square": (lambda: graph(SAME, {"x": [1, 3, 32, 48]}, [1, 3, 32, 48]), "pictures of 32 x 48"),
    "label maps": (lambda: graph(SAME, {"x": [1, 35, 32, 32]}, [1, 35, 32, 32]), "shape 1 x 35 x 32 x 32"),
    "a batch of four": (lambda: graph(SAME, {"x": [4, 3, 32, 32]}, [4, 3, 32, 32]), "shape 4 x 3 x 32 x 32"),
    "all dimensions open": (
        lambda: only("Tanh", "x", made=list("abcd"), shape=list("abcd")),
        "shape any x any x any x any",
    ),
    "whole numbers": (lambda: only("Cast", "x", to=1, kind=TensorProto.UINT8), "takes UINT8"),
    "no picture": (lambda: only("ReduceMax", "x", made=[], keepdims=0), "makes no picture"),
    "a picture of another size": (
        lambda: only("AveragePool", "x", made=[1, 3, 16, 16], kernel_shape=[2, 2], strides=[2, 2]),
        "makes pictures of 16 x 16 of 32 x 32",
    ),
    "an opset of long ago": (lambda: graph(SAME, {"x": PICTURE}, PICTURE, opsets=[("", 5)]), "opset 5"),
    "nothing": (lambda: b"", "no graph that can be read"),
    "text": (lambda: b"hello, this is no graph", "no graph that can be read"),
    "cut short": (lambda: graph(SAME, {"x": PICTURE}, PICTURE)[:-9], "no graph that can be read"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_does_not_fit_is_refused_in_one_sentence(
    tmp_path: Path, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    content, words = HOSTILE[what]
    path = tmp_path / "their.onnx"
    path.write_bytes(content())
    with pytest.raises(BundleError, match=words):
        import_files([path], tmp_path / "their.gmodel")
    assert main(["import", str(path), "-o", str(tmp_path / "their.gmodel"), "--json"]) == 1
    said = capsys.readouterr().err
    assert said.startswith("ganvas: their.onnx ")
    assert said.count("\n") == 1
    assert not (tmp_path / "their.gmodel").exists()


def test_a_shallow_branch_is_run(tmp_path: Path) -> None:
    path = tmp_path / "their.onnx"
    path.write_bytes(branches(2))
    bundle, _ = bundle_of(path)
    ours = np.random.default_rng(1).uniform(-1, 1, (2, 3, SIDE, SIDE)).astype(np.float32)
    made = open_backend(bundle, backend="onnx").run("generator", {"image": ours})
    np.testing.assert_allclose(made, np.tanh(ours), atol=1e-5)


def test_damaged_copies_are_refused_or_read_and_never_crash(tmp_path: Path) -> None:
    whole = export(tmp_path / "net.onnx", Translating(), (1, 3, SIDE, SIDE)).read_bytes()
    rng, path, refused = np.random.default_rng(0), tmp_path / "broken.onnx", 0
    for _ in range(60):
        data = bytearray(whole)
        for place in rng.integers(0, min(len(data), 4000), 3):
            data[place] = rng.integers(256)
        path.write_bytes(data)
        try:
            import_files([path], tmp_path / "broken.gmodel")
        except BundleError:
            refused += 1
    assert refused > 5


def test_a_graph_is_no_start_and_comes_alone(tmp_path: Path) -> None:
    from engine.checkpoints.scan import scan

    path = export(tmp_path / "net.onnx", Translating(), (1, 3, SIDE, SIDE))
    with pytest.raises(BundleError, match="import it by itself"):
        scan([path])
    with pytest.raises(BundleError, match="import it alone"):
        import_files([path, path], tmp_path / "two.gmodel")
    with pytest.raises(BundleError, match="pictures of 32 pixels"):
        import_files([path], tmp_path / "two.gmodel", options=ImportOptions(size=64))
    plain = path.rename(tmp_path / "download")
    assert import_files([plain], tmp_path / "plain.gmodel").family == "onnx", "told by its first byte"
