"""Files that are taken for weights and are none: what each is and what to do with it, told by its bytes."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from engine.files import IMPORTED_SUFFIXES
from engine.sentences import Sentence, printable

_PACKED = Sentence("it is a packed archive; unpack it first, and import the checkpoint in it")
_STARTS: tuple[tuple[bytes, Sentence], ...] = (
    (
        b"version https://git-lfs.github.com/spec/",
        Sentence("it is a Git LFS pointer, which stands for the weights; fetch them with 'git lfs pull'"),
    ),
    (b"BZh", _PACKED),
    (b"\xfd7zXZ\0", _PACKED),
    (b"7z\xbc\xaf\x27\x1c", _PACKED),
    (b"Rar!\x1a\x07", _PACKED),
    (b"\x28\xb5\x2f\xfd", _PACKED),
    (b"\x89HDF\r\n\x1a\n", Sentence("it is of Keras (HDF5), which is not read; take PyTorch's weights")),
)
# How PyTorch before 0.2 called the members of its tars.
_OF_TORCH = ("sys_info", "pickle", "storages", "tensors")
_OF_CHECKPOINTS = (*IMPORTED_SUFFIXES, ".pth.tar")
_BLOCK = 512
# What is looked at, at most: headers of a tar, bytes of a packed file, and of one that may be text.
_MOST_MEMBERS = 1000
_MOST_PACKED = 2**16
_MOST_TEXT = 512


def other_file(content: memoryview) -> Sentence | None:
    """What a file is that is no checkpoint and known all the same; completes "FILE was refused: ...".

    Nothing of it is unpacked but the first block of what gzip packed.
    """
    start = bytes(content[:_MOST_TEXT])
    for lead, sentence in _STARTS:
        if start.startswith(lead):
            return sentence
    if start.startswith(b"\x1f\x8b"):
        return _of_gzip(content)
    if _is_tar(start):
        return _of_tar(content)
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return Sentence("it is a web page; download the file that the page leads to")
    return None


def text_file(content: memoryview) -> Sentence | None:
    """What a file is that holds text alone, such as a server's answer; pickles can be text too."""
    start = bytes(content[:_MOST_TEXT])
    if (
        b"\0" in start
        or not start.decode("utf-8", "ignore").replace("\r", "").replace("\n", "").isprintable()
    ):
        return None
    return Sentence("it is text and no checkpoint of a kind that is known; if it was downloaded, try again")


def zip_of_files(names: Iterable[str]) -> Sentence:
    """What a zip is that PyTorch did not write, by its members' names."""
    names = list(names)
    if "model.json" in names:
        return Sentence("it is a model of Ganvas already; add it to the library as it is")
    if names and all(name.endswith(".npy") for name in names):
        return Sentence("it is a numpy archive, not weights; directions are added with 'ganvas axes import'")
    inside = _checkpoint(names)
    if inside is None:
        return Sentence("it is a zip, but not one that PyTorch wrote, and holds no checkpoint")
    return Sentence("it is a zip of files; unpack it, and import '{inside}' from it", inside=inside)


def commented_zip(content: memoryview) -> Sentence | None:
    """What a zip is that ends in a comment, as those of GitHub do and PyTorch's do not."""
    tail = bytes(content[-22 - 2**16 :])
    end = tail.rfind(b"PK\5\6")
    if not 0 <= end <= len(tail) - 22:
        return None
    length = int.from_bytes(tail[end + 20 : end + 22], "little")
    if not length or end + 22 + length != len(tail):
        return None
    return Sentence("it is a zip of files; unpack it first, and import the checkpoint in it")


def _of_gzip(content: memoryview) -> Sentence:
    try:
        first = zlib.decompressobj(31).decompress(content[:_MOST_PACKED], _BLOCK)
    except zlib.error:
        first = b""
    if _is_tar(first):
        return _PACKED
    return Sentence("it is packed with gzip; unpack it first, and import what comes out")


def _is_tar(start: bytes) -> bool:
    return len(start) >= _BLOCK and start[257:262] == b"ustar"


def _of_tar(content: memoryview) -> Sentence:
    names = list(_tar_names(content))
    if names and names[0].removeprefix("./") in _OF_TORCH:
        return Sentence("it is a tar of PyTorch before 0.2; load and save it with a newer PyTorch first")
    inside = _checkpoint(names)
    if inside is None:
        return Sentence("it is a tar of files; unpack it, and import the checkpoint in it, if there is one")
    return Sentence("it is a tar of files; unpack it, and import '{inside}' from it", inside=inside)


def _tar_names(content: memoryview) -> Iterator[str]:
    """Names of the first members, as their headers give them (POSIX.1-1988, ustar)."""
    place = 0
    for _ in range(_MOST_MEMBERS):
        head = bytes(content[place : place + _BLOCK])
        size = head[124:136].strip(b" \0")
        if not _is_tar(head) or not all(48 <= digit < 56 for digit in size):
            return
        yield head[:100].partition(b"\0")[0].decode("utf-8", "replace")
        place += _BLOCK + -(-int(size or b"0", 8) // _BLOCK) * _BLOCK


def _checkpoint(names: Iterable[str]) -> str | None:
    """The first of the names that a checkpoint could have, without its folder, fit to be shown."""
    for name in names:
        if name.lower().endswith(_OF_CHECKPOINTS):
            return printable(name.replace("\\", "/").rpartition("/")[2][-60:], 60)
    return None
