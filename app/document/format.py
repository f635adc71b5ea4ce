"""The `.ganvas` file: a zip of document.json and pictures, written atomically, distrusted when read.

Layout: document.json, sketch.png, and where there are any result.png and reference.png; format 2 is format 1
with a face, whose members are those of face_format.py. All functions
here read, write and decode, so they run in the worker and never in the window's thread.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.document import face_format
from app.document.document import ModelName, Snapshot
from app.document.errors import DocumentError
from app.document.face import Face
from app.document.styles import Code, Reference, Styles, Variant

VERSION, WITH_FACE = 1, 2
SUFFIX = ".ganvas"
MEMBERS = {
    "document.json": 4 * 2**20,
    "sketch.png": 256 * 2**20,
    "result.png": 512 * 2**20,
    "reference.png": 4 * 2**20,
    **face_format.MEMBERS,
}
MAX_PIXELS = 120_000_000
MAX_THUMBNAIL_PIXELS = 512 * 512
MAX_VARIANTS = 64
MAX_CODE = 16384
# What zipfile and zlib raise over bytes that are not what they say.
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)


def write_document(path: Path, snapshot: Snapshot) -> None:
    """Save `snapshot`; the file at `path` is either the old one or the whole new one.

    Raises:
        DocumentError: the folder is full, missing or may not be written.
    """
    from engine.files import write_atomically

    try:
        write_atomically(path, to_bytes(snapshot))
    except OSError as error:
        reason = error.strerror or "the disk refused"
        raise DocumentError(f"{path.name} could not be saved ({reason}); what was there is kept.") from error


def read_document(path: Path) -> Snapshot:
    """Open the document at `path`.

    Raises:
        DocumentError: it cannot be read, or is not a document, or breaks a limit.
    """
    try:
        if path.stat().st_size > sum(MEMBERS.values()):
            raise DocumentError(f"{path.name} is too large to be a Ganvas document; nothing was opened.")
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "the disk refused"
        raise DocumentError(f"{path.name} cannot be read ({reason}); nothing was opened.") from error
    return from_bytes(data, path.name)


def to_bytes(snapshot: Snapshot) -> bytes:
    """The bytes of a `.ganvas` file."""
    from engine.images import encode_image

    styles = snapshot.styles
    height, width = snapshot.sketch.shape
    record = {
        "format": VERSION if snapshot.face is None else WITH_FACE,
        "application": "ganvas",
        "width": width,
        "height": height,
        "model": {"name": snapshot.model.name, "digest": snapshot.model.digest},
        "styles": {
            "seed": styles.seed,
            "count": styles.count,
            "variants": [
                {"code": list(v.code), "seed": v.seed, "index": v.index, "pinned": v.pinned}
                for v in styles.variants
            ],
            "base": list(styles.base),
            "base_seed": styles.base_seed,
            "mix": styles.mix,
            "reference": None
            if styles.reference is None
            else {"code": list(styles.reference.code), "name": styles.reference.name},
        },
    }
    if snapshot.face is not None:
        record["face"] = face_format.face_record(snapshot.face)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        text = json.dumps(record, ensure_ascii=False, indent=1)
        archive.writestr("document.json", text, zipfile.ZIP_DEFLATED)
        archive.writestr("sketch.png", encode_image(snapshot.sketch, "png"))
        if snapshot.result is not None:
            archive.writestr("result.png", encode_image(snapshot.result, "png"))
        if styles.reference is not None and styles.reference.thumbnail:
            archive.writestr("reference.png", styles.reference.thumbnail)
        if snapshot.face is not None:
            for member, content in face_format.face_members(snapshot.face).items():
                archive.writestr(member, content)
    return buffer.getvalue()


def from_bytes(data: bytes, name: str = "document") -> Snapshot:
    """The document in the bytes of a `.ganvas` file; `name` is what messages call it."""
    try:
        return _Reader(data, name).snapshot()
    except DocumentError:
        raise
    except _DAMAGE as error:
        raise DocumentError(f"{name} is damaged or not a Ganvas document; nothing was opened.") from error


class _Reader:
    """One pass over the parts of a document, each checked before the next is trusted."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        seen: set[str] = set()
        for entry in self._archive.infolist():
            if entry.filename not in MEMBERS or entry.filename in seen or entry.flag_bits & 1:
                raise self._error(f"holds an unexpected part ({entry.filename[:40]!r})")
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise self._error(f"packs a part in a way that is not used ({entry.filename})")
            if entry.file_size > MEMBERS[entry.filename]:
                raise self._error(f"has a part that is too large ({entry.filename})")
            seen.add(entry.filename)
        self._present = seen

    def snapshot(self) -> Snapshot:
        record = self._record()
        sketch = self._picture("sketch.png")[:, :, 0]
        if (sketch.shape[1], sketch.shape[0]) != (record.get("width"), record.get("height")):
            raise self._error("names another size than its sketch has")
        result = self._picture("result.png") if "result.png" in self._present else None
        if result is not None and result.shape[:2] != sketch.shape:
            result = None
        model = self._map(record, "model")
        return Snapshot(
            np.ascontiguousarray(sketch),
            self._styles(self._map(record, "styles")),
            ModelName(self._text(model, "name"), self._text(model, "digest")),
            result,
            self._face(record, sketch.shape),
        )

    def _face(self, record: dict[str, Any], paper: tuple[int, ...]) -> Face | None:
        present = self._present & set(face_format.MEMBERS)
        if record.get("format") == VERSION:
            if present:
                raise self._error("holds parts of a face that it does not describe")
            return None
        face = face_format.read_face(
            record.get("face"), {member: self._bytes(member) for member in present}, self._name
        )
        if (paper[1], paper[0]) != face.paper:
            raise self._error("has a mask of another size than its photo")
        return face

    def _record(self) -> dict[str, Any]:
        try:
            record = json.loads(self._bytes("document.json"))
        except (ValueError, RecursionError) as error:
            raise self._error("has an unreadable description") from error
        if not isinstance(record, dict) or record.get("application") != "ganvas":
            raise self._error("has an unreadable description")
        if record.get("format") not in (VERSION, WITH_FACE):
            raise self._error(f"has format {str(record.get('format'))[:20]}, which this Ganvas does not know")
        return record

    def _styles(self, record: dict[str, Any]) -> Styles:
        listed = record.get("variants")
        if not isinstance(listed, list) or len(listed) > MAX_VARIANTS:
            raise self._error("has an unreadable list of styles")
        variants = []
        for item in listed:
            if not isinstance(item, dict):
                raise self._error("has an unreadable list of styles")
            seed, index = self._whole(item, "seed"), self._whole(item, "index")
            variants.append(Variant(self._code(item, "code"), seed, index, item.get("pinned") is True))
        base = self._code(record, "base")
        if any(len(variant.code) != len(base) for variant in variants):
            raise self._error("has styles of different lengths")
        reference, mix = None, 0.0
        if record.get("reference") is not None:
            item = self._map(record, "reference")
            reference = Reference(self._code(item, "code"), self._text(item, "name"), self._thumbnail())
            mix = self._number(record.get("mix"))
        return Styles(
            seed=self._whole(record, "seed"),
            count=min(MAX_VARIANTS, max(1, self._whole(record, "count"))),
            variants=tuple(variants),
            base=base,
            base_seed=None if record.get("base_seed") is None else self._whole(record, "base_seed"),
            reference=reference,
            mix=min(1.0, max(0.0, mix)),
        )

    def _thumbnail(self) -> bytes:
        """The reference's small picture, decoded once here so that the window never meets a hostile one."""
        if "reference.png" not in self._present:
            return b""
        from engine.images import encode_image

        pixels = self._picture("reference.png", MAX_THUMBNAIL_PIXELS)
        return encode_image(pixels, "png")

    def _picture(self, member: str, max_pixels: int = MAX_PIXELS) -> NDArray[np.uint8]:
        from engine.errors import ImageError
        from engine.images import Limits, decode_image, flatten

        try:
            return flatten(decode_image(self._bytes(member), limits=Limits(max_pixels=max_pixels)))
        except ImageError as error:
            raise self._error(f"has a damaged picture ({member})") from error

    def _bytes(self, member: str) -> bytes:
        if member not in self._present:
            raise self._error(f"misses its {member}")
        with self._archive.open(member) as part:
            # A lying header cannot make this read more than the limit.
            data = part.read(MEMBERS[member] + 1)
        if len(data) > MEMBERS[member]:
            raise self._error(f"has a part that is too large ({member})")
        return data

    def _map(self, record: dict[str, Any], key: str) -> dict[str, Any]:
        value = record.get(key)
        if not isinstance(value, dict):
            raise self._error(f"misses {key} in its description")
        return value

    def _code(self, record: dict[str, Any], key: str) -> Code:
        value = record.get(key)
        if not isinstance(value, list) or len(value) > MAX_CODE:
            raise self._error("has an unreadable style code")
        return tuple(self._number(item) for item in value)

    def _number(self, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < 1e6:
            raise self._error("has a number out of range")
        return float(value)

    def _whole(self, record: dict[str, Any], key: str) -> int:
        value = record.get(key)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
            raise self._error(f"has an unreadable {key}")
        return value

    def _text(self, record: dict[str, Any], key: str) -> str:
        value = record.get(key)
        if not isinstance(value, str) or len(value) > 4096:
            raise self._error(f"has an unreadable {key}")
        return value

    def _error(self, what: str) -> DocumentError:
        return DocumentError(f"{self._name} {what}; nothing was opened.")
