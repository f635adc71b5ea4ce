"""What training programs leave beside weights is plain data, whatever its classes; nothing is imported."""

import argparse
import collections
import datetime
import decimal
import fractions
import pathlib
import pickle
import subprocess
import sys
import types
import uuid
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from engine.architectures.registry import build
from engine.checkpoints import allowlist
from engine.checkpoints.reader import open_checkpoint
from engine.checkpoints.records import Record
from engine.checkpoints.scan import scan

ROOT = Path(__file__).resolve().parents[3]
U_NET = {"widths": [4, 6, 8], "norm": "instance"}


class Attributes(dict[str, Any]):
    """As EasyDict and its like: a dictionary whose items are attributes too."""

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, value)
        self[name] = value


class Node:
    """As omegaconf's: a value that knows its parent, which knows its values."""

    def __init__(self, parent: Any, content: Any) -> None:
        self._parent, self._content = parent, content
        self._metadata = {"ref_type": Any, "object_type": dict, "flags": None}


def named(monkeypatch: pytest.MonkeyPatch, kind: type, full: str) -> type:
    """The class under the name of another program's."""
    module, _, name = full.rpartition(".")
    parts = module.split(".")
    for count in range(1, len(parts) + 1):
        monkeypatch.setitem(sys.modules, ".".join(parts[:count]), types.ModuleType(parts[0]))
    made = type(name, (kind,), {"__module__": module})
    setattr(sys.modules[module], name, made)
    return made


def things(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """An object of every class that is harmless."""
    beside: dict[str, Any] = {
        "deque": collections.deque([1.5, 2.5], maxlen=3),
        "empty": collections.deque(),
        "when": datetime.datetime(2024, 2, 29, 1, 2, 3, tzinfo=datetime.UTC),
        "day": datetime.date(2024, 2, 29),
        "hour": datetime.time(4, 5),
        "took": datetime.timedelta(days=2, seconds=3),
        "args": argparse.Namespace(size=64, data=pathlib.Path("data/shoes")),
        "simple": types.SimpleNamespace(lr=0.1),
        "paths": [pathlib.PurePosixPath("a/b"), pathlib.PureWindowsPath("a\\b")],
        "scalars": [np.float32(1.5), np.int64(3), np.bool_(True), np.float64(0.25)],
        "numbers": [decimal.Decimal("1.5"), fractions.Fraction(1, 3), 1 + 2j, range(3), slice(1, 2)],
        "bytes": bytearray(b"abc"),
        "id": uuid.UUID(int=5),
    }
    for number, full in enumerate(sorted(allowlist.DICTIONARIES)):
        made = named(monkeypatch, Attributes, full)(a=1, b={"c": "d"})
        made.e = [2]
        beside[f"dictionary {number}"] = made
    kinds = {full: named(monkeypatch, Node, full) for full in sorted(allowlist.NAMES)}
    # Their packages hold several of them: each name must be there when they are written.
    for full, kind in kinds.items():
        setattr(sys.modules[full.rpartition(".")[0]], full.rpartition(".")[2], kind)
    whole = kinds["omegaconf.dictconfig.DictConfig"](None, {})
    for number, kind in enumerate(kinds.values()):
        whole._content[f"value {number}"] = kind(whole, number)
    return {**beside, "config": whole}


@pytest.mark.parametrize("new", [True, False], ids=["zip", "stream"])
def test_weights_are_imported_whatever_stands_beside_them(
    new: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = build("pix2pix_unet", U_NET).state_dict()
    path = tmp_path / "a.pth"
    with monkeypatch.context() as patch:
        beside = things(patch)
        torch.save({"gen": state, **beside}, path, _use_new_zipfile_serialization=new)
    assert scan([path]).sentence() == "Found in a.pth: pix2pix, generator (gen)."
    read = open_checkpoint(path).data
    assert read["deque"] == [1.5, 2.5]
    assert read["empty"] == []
    assert read["scalars"] == [1.5, 3, True, 0.25]
    assert read["args"].state["size"] == 64
    assert {type(read[name]) for name in read if name.startswith("dictionary")} == {dict}
    assert read["dictionary 0"] == {"a": 1, "b": {"c": "d"}, "e": [2]}
    assert isinstance(read["when"], Record)
    assert (read["config"].class_name, read["config"].state) == ("omegaconf.dictconfig.DictConfig", None)


@pytest.mark.parametrize("protocol", range(6))
def test_every_protocol_writes_them_so_that_they_are_read(
    protocol: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.pkl"
    with monkeypatch.context() as patch:
        beside = things(patch)
        for name in ("scalars", "bytes", "numbers", "id") if protocol < 2 else ():
            # Python 2's way of writing these is no checkpoint's.
            del beside[name]
        path.write_bytes(pickle.dumps(beside, protocol=protocol))
    read = open_checkpoint(path).data
    assert read.keys() == beside.keys()
    assert read["deque"] == [1.5, 2.5]
    assert read["dictionary 3"]["e"] == [2]


def test_none_of_their_modules_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.pkl"
    with monkeypatch.context() as patch:
        path.write_bytes(pickle.dumps(things(patch), protocol=4))
    strangers = {name.partition(".")[0] for name in allowlist.DICTIONARIES | allowlist.NAMES}
    for name in strangers:
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from pathlib import Path\n"
        "from engine.checkpoints.reader import open_checkpoint\n"
        f"open_checkpoint(Path({str(path)!r}))\n"
        f"print(sorted({strangers!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr
    assert not (tmp_path / "ran").exists()
