"""Model bundles that lie, each wrong in one way: the zip, the description, the tensors or the graph."""

import copy
import io
import json
import random
import struct
import warnings
import zipfile
from collections.abc import Callable
from typing import Any

from helpers import small_bundle
from helpers.small_bundle import external, files, graph, manifest, packed, safetensors, tensors

Header = dict[str, Any]


def corpus() -> dict[str, bytes]:
    """Name to content of more than 100 zips, none of which may open."""
    return {**_cut(), **_zips(), **_descriptions(), **_tensor_files(), **_graphs()}


def valid() -> bytes:
    """What all of them are made from."""
    return packed(files())


def _cut() -> dict[str, bytes]:
    data = valid()
    places = (
        0,
        1,
        4,
        30,
        100,
        len(data) // 4,
        len(data) // 2,
        len(data) - 100,
        len(data) - 22,
        len(data) - 1,
    )
    return {f"cut at {at}": data[:at] for at in places} | {
        "text": b"Not a zip at all, but long enough to hold the end of one.",
        "end alone": b"PK\5\6" + bytes(18),
        "followed by junk": data + b"junk",
        "with a comment": data[:-2] + b"\4\0junk",
        "zeros": bytes(1000),
        "overwritten middle": data[:200] + b"\xff" * 300 + data[500:],
        "overwritten table": data[:-300] + b"\xff" * 278 + data[-22:],
    }


def _zipped(
    change: Callable[[zipfile.ZipInfo], None] | None = None,
    extra: dict[str, bytes] | None = None,
    without: tuple[str, ...] = (),
    changed: str = "CARD.md",
) -> bytes:
    """The valid files; the entry `changed` is altered before it is written, and `extra` follow."""
    content = files()
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {"model.json": json.dumps(manifest(content)).encode(), **content}.items():
            if name not in without:
                entry = zipfile.ZipInfo(name)
                if change is not None and name == changed:
                    change(entry)
                archive.writestr(entry, data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for name, data in (extra or {}).items():
                archive.writestr(name, data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _patched(data: bytes, name: bytes, offset: int, value: bytes, *, local: int | None = None) -> bytes:
    """Change bytes of an entry's record in the table of contents, and in its own header."""
    changed = bytearray(data)
    at = data.rindex(name) - 46 + offset
    changed[at : at + len(value)] = value
    if local is not None:
        at = data.index(name) - 30 + local
        changed[at : at + len(value)] = value
    return bytes(changed)


def _zips() -> dict[str, bytes]:
    def mode(bits: int) -> Callable[[zipfile.ZipInfo], None]:
        def change(entry: zipfile.ZipInfo) -> None:
            entry.create_system = 3
            entry.external_attr = bits << 16

        return change

    data = _zipped()
    names = [
        "../evil",
        "../../evil.md",
        "/etc/evil",
        "C:\\evil",
        "..\\evil",
        "a/b.md",
        "evil\nname",
        ".hidden",
    ]
    names += ["nul", "CON.md", "com1.png", "x" * 200, "übel.md", "~root", "folder/", " ", "-rf", "a:b"]
    cases = {f"named {name[:20]!r}": _zipped(extra={name: b"evil"}) for name in names}
    for place in ("CARD.md", "weights.safetensors", "model.json"):
        cases[f"a name with a nul in place of {place}"] = data.replace(
            place.encode(), place[:-1].encode() + b"\0"
        )
    table = data.index(b"PK\1\2")
    long_table = data[table:-22] * 900
    many = {f"file{number}.md": b"" for number in range(70)}
    zeros = bytes(30 * 2**20)
    cases |= {
        "symbolic link": _zipped(mode(0o120777)),
        "device": _zipped(mode(0o060666)),
        "pipe": _zipped(mode(0o010666)),
        "link as weights": _zipped(mode(0o120777), changed="weights.safetensors"),
        "encrypted": _patched(data, b"CARD.md", 8, b"\1\0", local=6),
        "strongly encrypted": _patched(data, b"CARD.md", 8, b"\x41\0", local=6),
        "encrypted in the table only": _patched(data, b"CARD.md", 8, b"\1\0"),
        "packed with bzip2": _patched(data, b"CARD.md", 10, b"\x0c\0", local=8),
        "packed with 99": _patched(data, b"CARD.md", 10, b"\x63\0", local=8),
        "wrong checksum": _patched(data, b"CARD.md", 16, b"\1\2\3\4"),
        "another name in its header": _patched(data, b"CARD.md", 46, b"CARE.md"),
        "offset past the end": _patched(data, b"CARD.md", 42, b"\xff\xff\xff\x7f"),
        "size of 4 GB": _patched(data, b"CARD.md", 24, b"\xfe\xff\xff\xff"),
        "weights of 4 GB": _patched(data, b"weights.safetensors", 24, b"\xfe\xff\xff\xff"),
        "packed size of 2 GB": _patched(data, b"CARD.md", 20, b"\xff\xff\xff\x7f"),
        "same name twice": _zipped(extra={"CARD.md": b"other"}),
        "model.json twice": _zipped(extra={"model.json": b"{}"}),
        "same name in capitals": _zipped(extra={"card.md": b"other"}),
        "seventy files": _zipped(extra=many),
        "unmentioned file": _zipped(extra={"notes.md": b"hello"}),
        "no model.json": _zipped(without=("model.json",)),
        "no weights": _zipped(without=("weights.safetensors",)),
        "no graph": _zipped(without=("generator.onnx",)),
        "no card": _zipped(without=("CARD.md",)),
        "bomb beside": _zipped(extra={"bomb.bin": zeros}),
        "bomb as card": packed({**files(), "CARD.md": zeros}),
        "bomb as weights": packed({**files(), "weights.safetensors": zeros}),
        "bomb as description": packed(files(), b" " * (30 * 2**20)),
        "bomb as graph": packed({**files(), "generator.onnx": zeros}),
        "many bombs": packed({**files(), **{f"{number}.bin": zeros[: 2**21] for number in range(40)}}),
        "large table of contents": data[:table]
        + long_table
        + data[-22:-10]
        + struct.pack("<I", len(long_table))
        + data[-6:],
        "table says 65535": data[:-14] + b"\xff\xff\xff\xff" + data[-10:],
        "a zip64 locator": data[:-22] + b"PK\6\7" + b"\xff" * 16 + data[-22:],
        "weights changed": packed(
            {**files(), "weights.safetensors": files()["weights.safetensors"][:-1] + b"\1"}, manifest(files())
        ),
        "graph changed": packed({**files(), "generator.onnx": graph() + b"\x08\x01"}, manifest(files())),
        "card changed": packed({**files(), "CARD.md": b"#"}, manifest(files())),
    }
    return cases


def _descriptions() -> dict[str, bytes]:
    content = files()
    good = manifest(content)

    def at(path: str, value: Any) -> bytes:
        model = copy.deepcopy(good)
        part: Any = model
        *parents, last = path.split("/")
        for key in parents:
            part = part[key]
        if value is None:
            del part[last]
        else:
            part[last] = value
        return packed(content, model)

    wrong: dict[str, list[Any]] = {
        "format_version": [None, 0, 2, -1, "1", 1.0, True, [1], 10**30],
        "name": [None, 5, "", "Small", "../small", "a" * 65, "small\n", "a/b", []],
        "title": [None, 5, "x" * 1000, {}],
        "networks": [None, {}, [], "generator", {"generator": 5}, {"Bad Name": {"architecture": "x"}}],
        "networks/generator/architecture": [None, 7, ["unet"]],
        "networks/generator/config": [5, [], {"a": {"b": 1}}, {"a": ["x"]}, {"a": float("nan")}],
        "networks/generator/graph": [5, "../generator.onnx", "/etc/passwd", "other.onnx", "model.json"],
        "networks/generator/tensors": [
            5, {"conv.weight": 3}, {"conv.weight": [-3, 1]}, {"conv.weight": [3.5]}, {"conv.weight": ["3"]},
            {"conv.weight": [True]}, {"conv.weight": [2**40]}, {"conv.weight": [1] * 20}, {},
            {"conv.weight": [3]},
            {"conv.weight": [3, 1, 1, 1], "conv.bias": [3], "more": [1]}, {"conv.weight": [float("nan")]},
        ],
        "networks/generator/extra": [1],
        "networks/encoder/graph": ["generator.onnx"],
        "capabilities": [None, "translate", ["fly"], [5], ["translate"] * 99],
        "image": [None, 5, {}, [8, 1, 3]],
        "image/size": [0, -8, 8.5, "8", 10**9],
        "image/input_channels": [0, 2, 4, "1", 1.5],
        "image/output_channels": [1, 4],
        "image/input_kind": ["video", 5],
        "latent": [None, 5, {"size": 0}, {"size": 8, "prior": "uniform"}, {"size": 10**9}],
        "metrics": [5, {"kid": "low"}, {"kid": float("inf")}, {"kid": float("nan")}, {"kid": [1]}],
        "provenance": [5, {"data": []}, {"data": {}}],
        "licence": [None, 5],
        "files": [None, [], {}, {"CARD.md": 5}, {"CARD.md": "abc"}, {"../x": "0" * 64}],
        "unknown": [1],
    }  # fmt: skip
    cases = {
        f"{path} = {json.dumps(value)[:40]}": at(path, value)
        for path, values in wrong.items()
        for value in values
    }
    itself = copy.deepcopy(good)
    itself["files"]["model.json"] = "0" * 64
    missing = copy.deepcopy(good)
    missing["files"]["gone.bin"] = "0" * 64
    texts = {
        "empty": b"",
        "not JSON": b"{",
        "list": b"[]",
        "null": b"null",
        "number": b"5",
        "not UTF-8": b'{"format_version": 1, "name": "\xff\xfe"}',
        "UTF-16": json.dumps(good).encode("utf-16"),
        "pickle": b"\x80\4\x95.",
        "deep": b'{"format_version": 1, "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        "long number": b'{"format_version": ' + b"9" * 100_000 + b"}",
        "hash of itself": json.dumps(itself).encode(),
        "file that is not there": json.dumps(missing).encode(),
    }
    return cases | {f"description: {name}": packed(content, text) for name, text in texts.items()}


def _tensor_files() -> dict[str, bytes]:
    good = files()["weights.safetensors"]
    (length,) = struct.unpack("<Q", good[:8])
    body = good[8 + length :]

    def with_header(change: Callable[[Header], Any]) -> bytes:
        header = json.loads(good[8 : 8 + length])
        change(header)
        text = json.dumps(header).encode()
        return struct.pack("<Q", len(text)) + text + body

    def entry(key: str, value: Any) -> bytes:
        return with_header(lambda header: header["generator.conv.weight"].update({key: value}))

    def raw(text: bytes) -> bytes:
        return struct.pack("<Q", len(text)) + text + body

    one = b'"a": {"dtype": "F16", "shape": [3], "data_offsets": [0, 6]}'
    cases = {
        "empty": b"",
        "seven bytes": good[:7],
        "header of 2^64": b"\xff" * 8 + good[8:],
        "header past the end": struct.pack("<Q", len(good)) + good[8:],
        "header of 0": bytes(8) + good[8:],
        "header shorter than it is": struct.pack("<Q", length - 5) + good[8:],
        "huge header": struct.pack("<Q", 5 * 2**20) + random.Random(1).randbytes(5 * 2**20),
        "cut": good[:-1],
        "longer": good + b"x",
        "header alone": good[: 8 + length],
        "not JSON": raw(b"{" + one),
        "a list": raw(b"[" + one[5:] + b"]"),
        "not UTF-8": raw(b'{"\xff": 1}'),
        "deep": raw(b"[" * 200_000),
        "same tensor twice": raw(b"{" + one + b"," + one + b"}"),
        "entry is a number": with_header(lambda header: header.update({"generator.conv.weight": 5})),
        "no shape": with_header(lambda header: header["generator.conv.weight"].pop("shape")),
        "an extra field": entry("extra", 1),
        "dtype F64": entry("dtype", "F64"),
        "dtype is a list": entry("dtype", ["F16"]),
        "dtype does not fit": entry("dtype", "F32"),
        "shape negative": entry("shape", [-3, -1, 1, 1]),
        "shape NaN": entry("shape", [float("nan"), 1, 1, 1]),
        "shape fractional": entry("shape", [3.0, 1, 1, 1]),
        "shape true": entry("shape", [3, True, 1, 1]),
        "shape text": entry("shape", "3"),
        "shape huge": entry("shape", [2**62, 2**62, 4, 1]),
        "shape overflows to fit": entry("shape", [2**63, 2, 1, 3]),
        "shape zero": entry("shape", [0, 1, 1, 1]),
        "shape long": entry("shape", [3] + [1] * 100_000),
        "shape other": entry("shape", [1, 3, 1, 1]),
        "offsets negative": entry("data_offsets", [-6, 0]),
        "offsets reversed": entry("data_offsets", [6, 0]),
        "offsets past the end": entry("data_offsets", [2**40, 2**40 + 6]),
        "offsets overlap": entry("data_offsets", [2, 8]),
        "offsets on another": with_header(
            lambda header: header["generator.conv.bias"].update({"data_offsets": [0, 6]})
        ),
        "offsets fractional": entry("data_offsets", [0.0, 6.0]),
        "offsets of three": entry("data_offsets", [0, 6, 12]),
        "gap": with_header(lambda header: header.pop("generator.conv.weight")),
        "missing tensor": safetensors({k: v for k, v in tensors().items() if k != "encoder.scale"}),
        "unknown tensor": safetensors({**tensors(), "critic.weight": tensors()["encoder.scale"]}),
        "tensor of another network": safetensors(
            {k.replace("encoder", "coder"): v for k, v in tensors().items()}
        ),
        "tensor of another shape": safetensors({k: v.reshape(-1) for k, v in tensors().items()}),
        "pickle": b"\x80\4\x95" + bytes(100),
        "zip": valid(),
    }
    return {
        f"tensors: {name}": packed({**files(), "weights.safetensors": data}) for name, data in cases.items()
    }


def _graphs() -> dict[str, bytes]:
    weight, bias = small_bundle.WEIGHT, small_bundle.BIAS
    twice = external("generator.conv.bias", bias)
    twice.external_data.add(key="location", value="/etc/passwd")
    good = graph()
    cases = {
        "empty": b"",
        "text": b"graph { }",
        "cut": good[:-7],
        "zeros": bytes(300),
        "pickle": b"\x80\4\x95" + bytes(50),
        "outside": graph(external("generator.conv.weight", weight, "/etc/passwd")),
        "above": graph(external("generator.conv.weight", weight, "../other/weights.safetensors")),
        "relative": graph(external("generator.conv.weight", weight, "./weights.safetensors")),
        "other file": graph(external("generator.conv.weight", weight, "CARD.md")),
        "no location": graph(external("generator.conv.weight", weight, "")),
        "two locations": graph(external("generator.conv.weight", weight), twice),
        "unknown tensor": graph(external("generator.conv.scale", weight)),
        "tensor of the encoder": graph(external("encoder.scale", (1, 2))),
        "other shape": graph(external("generator.conv.weight", (3, 1))),
        "name without its network": graph(external("conv.weight", weight)),
    }
    return {f"graph: {name}": packed({**files(), "generator.onnx": data}) for name, data in cases.items()}
