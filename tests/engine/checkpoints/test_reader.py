"""Checkpoints of every format that people have are read as PyTorch reads them, and not copied too early."""

import argparse
import collections
import json
import pathlib
import pickle
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from engine.checkpoints.reader import open_checkpoint
from engine.checkpoints.records import ArrayRecord, Record, StorageRecord, TensorRecord

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def content():
    torch.manual_seed(0)
    network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.ConvTranspose2d(4, 2, 3))
    optimiser = torch.optim.Adam(network.parameters())
    network(torch.rand(2, 3, 8, 8)).sum().backward()
    optimiser.step()
    base = torch.arange(24, dtype=torch.float64)
    return {
        "g": network.state_dict(),
        "optimiser": optimiser.state_dict(),
        "parameter": nn.Parameter(torch.rand(3)),
        "transposed": base.reshape(4, 6).t()[1:, 2:],
        "same storage": base[3:5],
        "empty": torch.zeros(0, 3),
        "scalar": torch.tensor(2.5),
        **{
            str(dtype): torch.arange(5).to(dtype)
            for dtype in (torch.float16, torch.bfloat16, torch.int8, torch.int16, torch.int32, torch.uint8)
        },
        "true": torch.tensor([True, False, True]),
        "args": argparse.Namespace(size=256, lr=0.002, names=["a", None, True, -3, 2**40]),
        "default": collections.defaultdict(list, {"x": [1]}),
        "ordered": collections.OrderedDict([("b", 1), ("a", 2)]),
        "counter": collections.Counter("aab"),
        "bytes": b"\x00\xff",
        "sets": ({1, 2}, frozenset({"a"})),
        "array": np.arange(6, dtype="f4").reshape(2, 3),
        "columns": np.asfortranarray(np.arange(6).reshape(2, 3)),
        "big": np.arange(3, dtype=">i4"),
        "long array": np.arange(3000, dtype="f8"),
        "number": np.float32(1.5),
        "device": torch.device("cuda", 1),
        "type": torch.float16,
        "size": torch.Size([2, 3]),
        "path": pathlib.PurePosixPath("a/b"),
        "long": "x" * 70_000,
    }


def check(read, expected):
    if isinstance(read, TensorRecord):
        assert torch.equal(read.tensor(), expected.detach())
        assert read.tensor().dtype == expected.dtype
        assert read.tensor().shape == expected.shape
    elif isinstance(read, ArrayRecord):
        assert read.array is not None
        np.testing.assert_array_equal(read.array, expected)
    elif isinstance(read, Record) and isinstance(expected, argparse.Namespace):
        check(read.state, vars(expected))
    elif isinstance(read, dict):
        assert list(read) == list(expected)
        for name in read:
            check(read[name], expected[name])
    elif isinstance(read, list | tuple) and isinstance(expected, list | tuple):
        for one, other in zip(read, expected, strict=True):
            check(one, other)
    elif isinstance(expected, torch.device):
        assert read == str(expected)
    elif isinstance(expected, torch.dtype):
        assert f"{read.name}" == str(expected)
    elif isinstance(read, memoryview):
        assert bytes(read) == expected
    elif not isinstance(read, Record):
        assert read == expected
        assert type(read) is type(expected) or isinstance(expected, np.generic)


@pytest.mark.parametrize("new", [True, False], ids=["zip", "stream"])
def test_what_torch_saves_is_read(content, new, tmp_path):
    path = tmp_path / "saved.pth"
    torch.save(content, path, _use_new_zipfile_serialization=new)
    opened = open_checkpoint(path)
    assert opened.format == ("zip" if new else "legacy")
    check(opened.data, content)


@pytest.mark.parametrize("protocol", range(2, 6))
def test_what_pickle_dumps_is_read(content, protocol, tmp_path):
    """NVIDIA's files are such pickles: each storage is a torch file inside the pickle."""
    path = tmp_path / "saved.pkl"
    path.write_bytes(pickle.dumps(content, protocol=protocol))
    opened = open_checkpoint(path)
    assert opened.format == "pickle"
    check(opened.data, content)


@pytest.mark.parametrize("protocol", [0, 1])
def test_text_pickles_are_read(protocol, tmp_path):
    value = {"a": [1, -2, 3.5, True, False, None, 2**70, "ä\n'", ("x",)], "b": {}, "c": {1: []}}
    path = tmp_path / "old.pkl"
    path.write_bytes(pickle.dumps(value, protocol=protocol))
    assert open_checkpoint(path).data == value


def test_a_stream_of_python_2_with_views_of_storages_is_read(tmp_path):
    """PyTorch before 0.4 on Python 2: byte strings, `_rebuild_tensor`, parts of storages."""
    body = (
        b"\x80\x02ccollections\nOrderedDict\n)R(U\x08conv.w\x00xctorch._utils\n_rebuild_tensor\n"
        b"((U\x07storagectorch\nFloatStorage\nU\x0294U\x06cuda:0K\x06(U\x0295K\x02K\x03ttQ"
        b"K\x00K\x03\x85K\x01\x85tRu."
    )
    head = b"".join(pickle.dumps(part, protocol=2) for part in (0x1950A86A20F9469CFC6C, 1001))
    system = pickle.dumps({"little_endian": True}, protocol=2)
    numbers = struct.pack("<q6f", 6, 0, 1, 2, 3, 4, 5)
    path = tmp_path / "old.pth"
    path.write_bytes(head + system + body + pickle.dumps(["94"], protocol=2) + numbers)
    read = open_checkpoint(path).data
    assert read["conv.w\0x"].tensor().tolist() == [2, 3, 4]


def test_numbers_in_the_other_byte_order_are_turned_in_a_zip(tmp_path):
    value = {"w": torch.tensor([[1.5, -2.0], [3.25, 1e-3]]), "u": torch.tensor([7], dtype=torch.uint8)}
    path, turned = tmp_path / "little.pth", tmp_path / "big.pth"
    torch.save(value, path)
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(turned, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename.endswith("byteorder"):
                content = b"big"
            elif "/data/" in entry.filename:
                content = swapped(content, 4 if len(content) == 16 else 1)
            target.writestr(entry.filename, content)
    check(open_checkpoint(turned).data, value)


def test_numbers_in_the_other_byte_order_are_turned_in_a_stream(tmp_path):
    value = {"n": torch.tensor([1.5, -2.0, 1e-3], dtype=torch.float64)}
    path = tmp_path / "big.pth"
    torch.save(value, path, _use_new_zipfile_serialization=False)
    data = path.read_bytes()
    start = data.index(struct.pack("<qd", 3, 1.5))
    head = data[:start].replace(b"little_endianq\x02\x88", b"little_endianq\x02\x89")
    assert head != data[:start]
    path.write_bytes(head + struct.pack(">q", 3) + swapped(data[start + 8 :], 8))
    check(open_checkpoint(path).data, value)


def swapped(content, width):
    return b"".join(content[at : at + width][::-1] for at in range(0, len(content), width))


def test_a_zip_that_was_packed_again_is_read(content, tmp_path):
    path, packed = tmp_path / "a.pth", tmp_path / "b.pth"
    torch.save(content["g"], path)
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(entry.filename, source.read(entry))
    check(open_checkpoint(packed).data, content["g"])


def test_a_zip_with_64_bit_sizes_is_read(content, tmp_path):
    path, large = tmp_path / "a.pth", tmp_path / "b.pth"
    torch.save(content["g"], path)
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(large, "w") as target:
        for entry in source.infolist():
            with target.open(entry.filename, "w", force_zip64=True) as file:
                file.write(source.read(entry))
    data = large.read_bytes()
    end = data[-22:]
    count, size, start = struct.unpack("<HII", end[10:20])
    record = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, start)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, len(data) - 22, 1)
    last = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    large.write_bytes(data[:-22] + record + locator + last)
    check(open_checkpoint(large).data, content["g"])


def test_tensors_of_one_storage_share_it(tmp_path):
    path = tmp_path / "shared.pth"
    base = torch.arange(10.0)
    torch.save({"a": base[:5], "b": base[5:]}, path)
    read = open_checkpoint(path).data
    assert read["a"].storage is read["b"].storage
    assert isinstance(read["a"].storage, StorageRecord)


def test_what_is_read_may_be_changed_and_the_file_stays(tmp_path):
    path = tmp_path / "a.pth"
    torch.save({"w": torch.ones(5)}, path)
    before = path.read_bytes()
    open_checkpoint(path).data["w"].tensor().mul_(3)
    assert path.read_bytes() == before


PERSISTENT = """
import sys
from types import ModuleType

import torch


class EasyDict(dict):
    pass


def _reconstruct_persistent_obj(meta):
    raise SystemError("a record was made into an object")


class Layer(torch.nn.Module):
    def __init__(self, width, depth=0):
        super().__init__()
        self.width = width
        self.weight = torch.nn.Parameter(torch.arange(float(width)))
        self.register_buffer("noise", torch.ones(2))
        self.register_buffer("hidden", torch.ones(2), persistent=False)
        if depth:
            self.deeper = Layer(width + 1, depth - 1)
        self._init_args, self._init_kwargs = (width,), EasyDict(depth=depth)

    def __reduce__(self):
        state = dict(self.__dict__)
        meta = EasyDict(type="class", version=6, module_src=SOURCE, class_name="Layer", state=state)
        return (_reconstruct_persistent_obj, (meta,), None)
"""


@pytest.mark.slow
def test_nvidias_persistent_classes_become_records(tmp_path):
    """A pickle made as `torch_utils.persistence` makes it; its embedded source would write a file."""
    marker, path = tmp_path / "marker", tmp_path / "network.pkl"
    code = (
        PERSISTENT
        + f"""
SOURCE = "open({str(marker)!r}, 'w')"
import pickle
for module, named in (("torch_utils.persistence", _reconstruct_persistent_obj), ("dnnlib.util", EasyDict)):
    package = module.partition(".")[0]
    sys.modules[package], sys.modules[module] = ModuleType(package), ModuleType(module)
    named.__module__ = module
    setattr(sys.modules[module], named.__name__, named)
value = dict(G_ema=Layer(3, depth=2).eval(), training_set_kwargs=EasyDict(path="x.zip"), augment_pipe=None)
pickle.dump(value, open({str(path)!r}, "wb"))
"""
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path)
    read = open_checkpoint(path).data
    layer = read["G_ema"]
    assert isinstance(layer, Record)
    assert layer.class_name == "Layer"
    assert "module_src" not in json.dumps(layer.arguments)
    assert layer.state["_init_args"] == (3,)
    assert layer.state["_init_kwargs"] == {"depth": 2}
    assert layer.state["_parameters"]["weight"].tensor().tolist() == [0, 1, 2]
    assert layer.state["_modules"]["deeper"].state["_parameters"]["weight"].tensor().tolist() == [0, 1, 2, 3]
    assert read["training_set_kwargs"] == {"path": "x.zip"}
    assert not marker.exists()


MEASURED = """
import json, sys
from pathlib import Path
import torch
from engine.checkpoints.reader import open_checkpoint
def copied():
    return int(Path("/proc/self/status").read_text().split("RssAnon:")[1].split()[0]) * 1024
before, most, total = copied(), 0, 0.0
data = open_checkpoint(Path(sys.argv[1])).data
opened = copied() - before
for record in data.values():
    total += float(record.tensor().sum())
    most = max(most, copied() - before)
print(json.dumps({"opened": opened, "read": most, "total": total}))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory of one's own is read from /proc")
@pytest.mark.parametrize("new", [True, False], ids=["zip", "stream"])
def test_a_large_file_is_held_once(new, tmp_path):
    """In memory of the process's own: nothing of a zip, whose tensors are views; a stream's tensors, once."""
    path = tmp_path / "large.pth"
    tensors = {f"layer.{n}": torch.full((512, 1024), float(n)) for n in range(64)}
    torch.save(tensors, path, _use_new_zipfile_serialization=new)
    run = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    result = json.loads(run.stdout)
    size = path.stat().st_size
    assert result["total"] == sum(range(64)) * 512 * 1024
    assert result["opened"] < 0.2 * size
    assert result["read"] < (0.2 if new else 1.2) * size
