"""Checkpoints that attack whoever opens them, or lie about what they hold, as a stranger would send them."""

import io
import pickle
import struct
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import torch
from helpers.hostile_pickles import attacks, call, floods, oddities, text, whole

MAGIC, PROTOCOL = 0x1950A86A20F9469CFC6C, 1001
SYSTEM = {"protocol_version": 1001, "little_endian": True, "type_sizes": {"short": 2, "int": 4, "long": 4}}


def corpus(marker: Path) -> dict[str, bytes]:
    """Name to content of more than 100 files; whoever runs one of them creates `marker`."""
    payloads = {**attacks(marker), **floods(), **oddities()}
    cases = {}
    for name, payload in payloads.items():
        cases[f"{name} in a pickle"] = payload
        cases[f"{name} in a zip"] = zipped(payload)
        cases[f"{name} in a stream"] = stream(payload)
    return {**cases, **storages(), **zips(), **streams()}


def zipped(payload: bytes, members: dict[str, bytes] | None = None, pack: int = zipfile.ZIP_STORED) -> bytes:
    """A torch zip around a pickle."""
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", pack) as archive:
        warnings.simplefilter("ignore")
        archive.writestr("archive/data.pkl", payload)
        archive.writestr("archive/version", b"3\n")
        for name, content in (members or {}).items():
            archive.writestr(name, content)
    return buffer.getvalue()


def stream(payload: bytes, keys: list[str] | None = None, tail: bytes = b"", **head: object) -> bytes:
    """An older torch file around a pickle."""
    parts = [head.get("magic", MAGIC), head.get("protocol", PROTOCOL), head.get("system", SYSTEM)]
    first = b"".join(pickle.dumps(part, protocol=2) for part in parts)
    return first + payload + pickle.dumps(keys or [], protocol=2) + tail


def storage(key: str = "0", count: bytes = b"K\x04", kind: str = "FloatStorage", view: bytes = b"") -> bytes:
    """Opcodes of a storage's persistent id."""
    return (
        b"(" + text("storage") + f"ctorch\n{kind}\n".encode() + text(key) + text("cpu") + count + view + b"tQ"
    )


def tensor(held: bytes, offset: bytes, shape: bytes, strides: bytes) -> bytes:
    """Opcodes of a tensor."""
    arguments = (held, offset, shape, strides, b"\x89", call("collections", "OrderedDict"))
    return call("torch._utils", "_rebuild_tensor_v2", *arguments)


def small_pickle() -> bytes:
    """A dictionary with one tensor of four numbers in storage "0"."""
    return whole(b"}" + text("w") + tensor(storage(), b"K\x00", b"K\x04\x85", b"K\x01\x85") + b"s")


def storages() -> dict[str, bytes]:
    """Tensors that reach outside their storage, and storages that are not what they say."""
    four = struct.pack("<4f", 1, 2, 3, 4)
    long = b"\x8a\x08" + struct.pack("<q", 2**62)
    negative = b"J" + struct.pack("<i", -1)
    wrong = {
        "longer than its storage": tensor(storage(), b"K\x00", b"K\x05\x85", b"K\x01\x85"),
        "starting behind its storage": tensor(storage(), b"K\x05", b"K\x01\x85", b"K\x01\x85"),
        "of negative offset": tensor(storage(), negative, b"K\x01\x85", b"K\x01\x85"),
        "of negative stride": tensor(storage(), b"K\x00", b"K\x02\x85", negative + b"\x85"),
        "of negative shape": tensor(storage(), b"K\x00", negative + b"\x85", b"K\x01\x85"),
        "with a stride that leaves its storage": tensor(storage(), b"K\x00", b"K\x02\x85", b"K\x04\x85"),
        "of 2^62 numbers of one": tensor(storage(), b"K\x00", long + b"\x85", b"K\x00\x85"),
        "spread from one number": tensor(storage(), b"K\x00", b"K\x05\x85", b"K\x00\x85"),
        "of more strides than sides": tensor(storage(), b"K\x00", b"K\x01\x85", b"K\x01K\x01\x86"),
        "of rank 20": tensor(storage(), b"K\x00", b"(" + b"K\x01" * 20 + b"t", b"(" + b"K\x01" * 20 + b"t"),
        "of half a number": tensor(
            storage(), b"K\x00", b"G" + struct.pack(">d", 0.5) + b"\x85", b"K\x01\x85"
        ),
        "of true numbers": tensor(storage(), b"K\x00", b"\x88\x85", b"K\x01\x85"),
        "of a storage of 2^62": tensor(storage(count=long), b"K\x00", b"K\x04\x85", b"K\x01\x85"),
        "of a storage of -1": tensor(storage(count=negative), b"K\x00", b"K\x04\x85", b"K\x01\x85"),
        "of a storage twice as large": tensor(storage(count=b"K\x08"), b"K\x00", b"K\x04\x85", b"K\x01\x85"),
        "of wider numbers": tensor(storage(kind="DoubleStorage"), b"K\x00", b"K\x04\x85", b"K\x01\x85"),
        "of a storage that is not there": tensor(storage(key="7"), b"K\x00", b"K\x04\x85", b"K\x01\x85"),
        "of a storage outside": tensor(storage(key="../../etc/passwd"), b"K\x00", b"K\x04\x85", b"K\x01\x85"),
        "of no storage": tensor(b"N", b"K\x00", b"K\x04\x85", b"K\x01\x85"),
        "of complex numbers": tensor(
            storage(kind="ComplexFloatStorage"), b"K\x00", b"K\x04\x85", b"K\x01\x85"
        ),
        "of a view outside": tensor(
            storage(view=b"(" + text("v") + b"K\x02K\x09t"), b"K\x00", b"K\x01\x85", b"K\x01\x85"
        ),
        "of one storage as two types": tensor(storage(), b"K\x00", b"K\x04\x85", b"K\x01\x85")
        + b"0"
        + tensor(storage(kind="IntStorage"), b"K\x00", b"K\x04\x85", b"K\x01\x85"),
    }
    cases = {}
    for name, body in wrong.items():
        cases[f"a tensor {name} in a zip"] = zipped(whole(body), {"archive/data/0": four})
        cases[f"a tensor {name} in a stream"] = stream(whole(body), ["0"], struct.pack("<q", 4) + four)
    shared = storage(count=b"J" + struct.pack("<i", 2**20)) + b"q\x000"
    view = tensor(b"h\x00", b"K\x00", b"J" + struct.pack("<i", 2**20) + b"\x85", b"K\x01\x85")
    cases["a thousand tensors of one storage in a zip"] = zipped(
        whole(shared + b"](" + view * 1000 + b"e"), {"archive/data/0": bytes(2**22)}
    )
    return cases


def zips() -> dict[str, bytes]:
    """Zips that lie."""
    four = struct.pack("<4f", 1, 2, 3, 4)
    good = zipped(small_pickle(), {"archive/data/0": four})

    def patched(name: bytes, offset: int, value: bytes) -> bytes:
        changed = bytearray(good)
        at = good.rindex(name) - 46 + offset
        changed[at : at + len(value)] = value
        return bytes(changed)

    names = [
        "../evil",
        "/etc/evil",
        "archive/../../evil",
        "..\\evil",
        "archive//data.pkl",
        "archive/data/../0",
    ]
    cases = {
        f"a zip with a member {name}": zipped(small_pickle(), {name: b"evil", "archive/data/0": four})
        for name in names
    }
    zeros = bytes(20 * 2**20)
    nine = {f"archive/data/{n}": b"" for n in range(70_000)}
    return cases | {
        "a zip cut in half": good[: len(good) // 2],
        "a zip without an end": good[:-22],
        "a zip followed by junk": good + b"junk",
        "a zip of zeros": good[:4] + bytes(1000),
        "a zip with two pickles": zipped(
            small_pickle(), {"other/data.pkl": small_pickle(), "archive/data/0": four}
        ),
        "a zip without a pickle": zipped(small_pickle(), {"archive/data/0": four}).replace(
            b"data.pkl", b"data.pkx"
        ),
        "a zip of something else": zipped(b"hello", {}).replace(b"data.pkl", b"data.txt"),
        "a zip with its pickle twice": zipped(
            small_pickle(), {"archive/data.pkl": b"N.", "archive/data/0": four}
        ),
        "a TorchScript zip": zipped(
            small_pickle(), {"archive/constants.pkl": b"", "archive/code/x.py": b"evil"}
        ),
        "a zip with an unknown order": zipped(
            small_pickle(), {"archive/byteorder": b"mixed", "archive/data/0": four}
        ),
        "a zip with a short storage": zipped(small_pickle(), {"archive/data/0": four[:-1]}),
        "a zip with a long storage": zipped(small_pickle(), {"archive/data/0": four + b"x"}),
        "a zip whose member claims 4 GB": patched(b"archive/data/0", 20, b"\xfe\xff\xff\xff\xfe\xff\xff\xff"),
        "a zip whose member lies outside": patched(b"archive/data/0", 42, b"\xff\xff\xff\x7f"),
        "a zip whose member is encrypted": patched(b"archive/data/0", 8, b"\1\0"),
        "a zip whose member is packed oddly": patched(b"archive/data/0", 10, b"\x0c\0"),
        "a zip whose table is outside": good[:-6] + b"\xff\xff\xff\x7f" + good[-2:],
        "a zip with a huge table": good[:-10] + b"\xff\xff\xff\x7f" + good[-6:],
        "a zip with a false ZIP64 end": good[:-22] + b"PK\6\7" + b"\xff" * 16 + good[-22:],
        "a zip of too many members": zipped(small_pickle(), nine),
        "a bomb as a pickle": zipped(zeros, {}, zipfile.ZIP_DEFLATED),
        "a bomb as a storage": zipped(
            whole(
                tensor(
                    storage(count=b"J" + struct.pack("<i", 5 * 2**20)), b"K\x00", b"K\x04\x85", b"K\x01\x85"
                )
            ),
            {"archive/data/0": zeros},
            zipfile.ZIP_DEFLATED,
        ),
    }


def inside(content: bytes) -> bytes:
    """A pickle with a storage whose content is a file of its own."""
    given = b"B" + struct.pack("<I", len(content)) + content
    return whole(call("torch.storage", "_load_from_bytes", given))


def streams() -> dict[str, bytes]:
    """Older files that lie."""
    four = struct.pack("<q", 4) + struct.pack("<4f", 1, 2, 3, 4)
    pickled = small_pickle()
    return {
        "an empty file": b"",
        "a file of text": b"hello, this is no checkpoint at all",
        "a picture": b"\x89PNG\r\n\x1a\n" + bytes(100),
        "a web page": b"<!DOCTYPE html><html><body>404</body></html>",
        "a safetensors file with a rest": struct.pack("<Q", 2) + b"{}" + bytes(4),
        "a tar of an old PyTorch": b"sys_info".ljust(257, b"\0") + b"ustar\x0000" + bytes(1000),
        "a stream of another protocol": stream(pickled, ["0"], four, protocol=7),
        "a stream of a system that is none": stream(pickled, ["0"], four, system=[1]),
        "a stream of an unknown order": stream(pickled, ["0"], four, system={"little_endian": "maybe"}),
        "a stream without its storages": stream(pickled, ["0"]),
        "a stream that is cut": stream(pickled, ["0"], four[:-1]),
        "a stream with the wrong count": stream(pickled, ["0"], struct.pack("<q", 5) + four[8:]),
        "a stream with a count of -1": stream(pickled, ["0"], struct.pack("<q", -1) + four[8:]),
        "a stream with other keys": stream(pickled, ["1"], four),
        "a stream with a key twice": stream(pickled, ["0", "0"], four + four),
        "a stream without keys": stream(pickled, []),
        "a plain pickle with storages": pickled,
        "a storage inside that is none": inside(b"abc"),
        "a storage inside that is a dictionary": inside(stream(pickled, ["0"], four)),
        "a storage inside a storage": inside(
            stream(call("torch.storage", "_load_from_bytes", b"C\x01a") + b".")
        ),
    }


def valid() -> dict[str, bytes]:
    """Three good files of the same content, to be mutated: a zip, a stream, a plain pickle."""
    generator = torch.Generator().manual_seed(0)
    value = {
        "g_ema": {
            "a.weight": torch.rand(2, 3, generator=generator),
            "a.bias": torch.rand(3, generator=generator).half(),
        },
        "shared": torch.arange(12).reshape(3, 4).t(),
        "step": 17,
        "names": ["x", ("y", 2.5, None, True)],
    }
    return {
        "zip": saved(value, lambda buffer: torch.save(value, buffer)),
        "stream": saved(
            value, lambda buffer: torch.save(value, buffer, _use_new_zipfile_serialization=False)
        ),
        "pickle": pickle.dumps(value, protocol=4),
    }


def saved(value: object, save: Callable[[io.BytesIO], None]) -> bytes:
    """What a function writes into a buffer."""
    buffer = io.BytesIO()
    save(buffer)
    return buffer.getvalue()
