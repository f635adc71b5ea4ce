"""A file that is no checkpoint is called what it is, with what to do, and nothing of it is unpacked."""

import bz2
import gzip
import io
import lzma
import pickle
import sys
import tarfile
import types
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.checkpoints.reader import open_checkpoint
from engine.errors import BundleError

POINTER = (
    b"version https://git-lfs.github.com/spec/v1\n"
    b"oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 217672\n"
)


def checkpoint() -> bytes:
    buffer = io.BytesIO()
    torch.save({"model.1.weight": torch.ones(2, 3)}, buffer)
    return buffer.getvalue()


def zipped(members: dict[str, bytes], comment: bytes = b"") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(members: dict[str, bytes], mode: str = "w", form: int = tarfile.GNU_FORMAT) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode, format=form) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def numpy_archive() -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, a=np.ones(3))
    return buffer.getvalue()


def own_class(module: str) -> bytes:
    """A network of somebody's own class, pickled whole."""
    made = types.ModuleType(module)
    kind = type("Generator", (torch.nn.Linear,), {"__module__": module})
    made.Generator = kind
    before = sys.modules.get(module)
    sys.modules[module] = made
    try:
        return pickle.dumps(kind(2, 2))
    finally:
        del sys.modules[module]
        if before is not None:
            sys.modules[module] = before


INSIDE = {"README.md": b"hello", "weights/": b"", "weights/latest_net_G.pth": checkpoint()}
PACKED = "it is a packed archive; unpack it first"
FROM_ZIP = "it is a zip of files; unpack it, and import 'latest_net_G.pth' from it"
FROM_TAR = "it is a tar of files; unpack it, and import 'latest_net_G.pth' from it"
OWN = "a class of the program that wrote it; load it there and save its state_dict"
PAGE = "it is a web page; download the file that the page leads to"
FILES = {
    "a Git LFS pointer": (POINTER, "it is a Git LFS pointer, .* 'git lfs pull'"),
    "a zip of files": (zipped(INSIDE), FROM_ZIP),
    "a zip of a repository": (zipped(INSIDE, b"4d7a2146" * 5), "it is a zip of files; unpack it first"),
    "a zip without weights": (zipped({"a.txt": b"a"}), "not one that PyTorch wrote, and holds no checkpoint"),
    "a model of ours": (zipped({"model.json": b"{}"}), "it is a model of Ganvas already"),
    "a numpy archive": (numpy_archive(), "'ganvas axes import'"),
    "a tar": (tarred(INSIDE), FROM_TAR),
    "a tar of POSIX": (tarred(INSIDE, form=tarfile.PAX_FORMAT), FROM_TAR),
    "a tar without weights": (tarred({"a.txt": b"a"}), "if there is one"),
    "a tar of an old PyTorch": (tarred({"sys_info": b"a", "pickle": b"b"}), "PyTorch before 0.2"),
    "a tar.gz": (tarred(INSIDE, "w:gz"), PACKED),
    "a tar.bz2": (tarred(INSIDE, "w:bz2"), PACKED),
    "a tar.xz": (tarred(INSIDE, "w:xz"), PACKED),
    "a checkpoint in gzip": (gzip.compress(checkpoint()), "it is packed with gzip; unpack it first"),
    "a checkpoint in bzip2": (bz2.compress(checkpoint()), PACKED),
    "a checkpoint in xz": (lzma.compress(checkpoint()), PACKED),
    "a broken gzip": (b"\x1f\x8b" + bytes(600), "packed with gzip"),
    "a web page": (b"\xef\xbb\xbf\r\n <!DOCTYPE html><html>virus scan</html>", PAGE),
    "a web page after a comment": (b"\n" * 100 + b"<!-- --><html></html>", PAGE),
    "an answer": (b'{"error": "Entry not found"}\r\n', "it is text .* if it was downloaded, try again"),
    "Keras": (b"\x89HDF\r\n\x1a\n" + bytes(99), "it is of Keras"),
    "a class of a script": (own_class("__main__"), OWN),
    "a class of a program": (own_class("networks"), OWN),
}


@pytest.mark.parametrize("what", FILES)
def test_a_file_that_is_no_checkpoint_is_called_what_it_is(what: str, tmp_path: Path) -> None:
    content, sentence = FILES[what]
    path = tmp_path / "generator.pth"
    path.write_bytes(content)
    with pytest.raises(BundleError, match=sentence) as caught:
        open_checkpoint(path)
    assert len(str(caught.value).splitlines()) == 1
    assert len(str(caught.value)) < 300
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(bytes(50 * 2**20)),
        tarred({"a\x1b[2J.pth": b"a"}),
        zipped({"a\x1b[2J" * 20 + ".pth": b"a"}),
        tarred({"a": b""})[:124] + b"77777777777\0" + tarred({"a": b""})[136:],
        tarred({str(n): b"" for n in range(3000)}),
        tarred({"a": b""})[:124] + b"\x80" + b"\xff" * 11 + tarred({"a": b""})[136:],
    ],
    ids=["a bomb", "controls in a tar", "controls in a zip", "a huge member", "many members", "no size"],
)
def test_archives_that_lie_get_their_sentence_too(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "generator.pth"
    path.write_bytes(content)
    with pytest.raises(BundleError, match="unpack") as caught:
        open_checkpoint(path)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 300
