"""Opening a checkpoint that a stranger wrote: its format, and what it holds, without running it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from engine.errors import BundleError
from engine.importers.mapped import map_file
from engine.importers.records import RefusedError
from engine.importers.torch_legacy import read_stream
from engine.importers.torch_zip import read_zip

MAX_FILE = 16 * 2**30

Format = Literal["zip", "legacy", "pickle"]


@dataclass(frozen=True)
class CheckpointFile:
    """An opened checkpoint.

    Attributes:
        path: of the file.
        format: PyTorch's zip, PyTorch's older stream, or a plain pickle.
        data: what it holds: plain data, with `Record`, `TensorRecord` and `ArrayRecord` in it.
    """

    path: Path
    format: Format
    data: Any


def open_checkpoint(path: Path) -> CheckpointFile:
    """Open a checkpoint; the file is mapped, and its tensors are read when they are asked for.

    Raises:
        BundleError: one sentence on why it was refused; nothing in it was run.
    """
    try:
        return _open(path)
    except RefusedError as refusal:
        raise BundleError(f"{path.name} was refused: {refusal}. Nothing in it was run.") from refusal
    except OSError as error:
        reason = (error.strerror or "the disk refused").lower()
        raise BundleError(f"{path.name} cannot be read ({reason}); nothing was imported.") from error


def _open(path: Path) -> CheckpointFile:
    if not path.is_file():
        raise RefusedError("it is not a file" if path.exists() else "it does not exist")
    size = path.stat().st_size
    if size < 4:
        raise RefusedError("it is empty")
    if size > MAX_FILE:
        raise RefusedError(f"it is larger than {MAX_FILE // 2**30} GB")
    content = map_file(path, size)
    if bytes(content[:4]) == b"PK\3\4":
        return CheckpointFile(path, "zip", read_zip(path, content))
    if size > 512 and bytes(content[257:262]) == b"ustar":
        raise RefusedError("it is a tar of PyTorch before 0.2; load and save it with a newer PyTorch first")
    if bytes(content[8:9]) == b"{" and int.from_bytes(content[:8], "little") < size:
        raise RefusedError("it is of safetensors, which is not read; take the publisher's .pth, .pt or .pkl")
    if bytes(content[:64]).lstrip()[:1] == b"<":
        raise RefusedError("it is a web page; download the file that the page leads to")
    if content[0] not in (0x80, ord("("), ord("c"), ord("]"), ord("}")):
        raise RefusedError("it is no checkpoint of a kind that is known")
    form, data = read_stream(content)
    return CheckpointFile(path, form, data)
