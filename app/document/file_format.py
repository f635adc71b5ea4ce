"""The `.ganvas` file: a zip of document.json and pictures, written atomically, distrusted when read.

Layout: document.json, sketch.png, and result.png where there is one; the members of styles_format.py and,
from format 2 on, of face_format.py. The number of the format is the lowest that can hold the document: 1 a
sketch with at most one exemplar, 2 with a face, 3 with several exemplars, a way, or a photo under the paper,
4 with a guide, which is guide.png: colours with transparency, of the sketch's size. Any of them may say what
it had of models that were replaced since, which older editors pass over; an autosave says whose it is.
All functions here read, write and decode, so they run in the worker and never in the window's thread.
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

from app.document import file_format_face as face_format
from app.document import file_format_styles as styles_format
from app.document.document import MAX_REPLACED, ModelName, Origin, Replaced, Snapshot
from app.document.face import Face
from engine.errors import DocumentError
from engine.files import FileState, write_atomically
from engine.sentences import Sentence

VERSION, WITH_FACE, WITH_SOURCE, WITH_GUIDE = 1, 2, 3, 4
SUFFIX = ".ganvas"
MEMBERS = {
    "document.json": 4 * 2**20,
    "sketch.png": 256 * 2**20,
    "result.png": 512 * 2**20,
    "guide.png": 512 * 2**20,
    **styles_format.MEMBERS,
    **face_format.MEMBERS,
}
MAX_PIXELS = 120_000_000
# What zipfile and zlib raise over bytes that are not what they say.
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)


def write_document(path: Path, snapshot: Snapshot) -> None:
    """Save `snapshot`; the file at `path` is either the old one or the whole new one.

    Raises:
        DocumentError: the folder is full, missing or may not be written.
    """
    try:
        write_atomically(path, to_bytes(snapshot))
    except OSError as error:
        reason = error.strerror or "the disk refused"
        raise DocumentError(
            "{name} could not be saved ({reason}); what was there is kept.", name=path.name, reason=reason
        ) from error


def read_document(path: Path) -> Snapshot:
    """Open the document at `path`.

    Raises:
        DocumentError: it cannot be read, or is not a document, or breaks a limit.
    """
    try:
        if path.stat().st_size > sum(MEMBERS.values()):
            raise DocumentError(
                "{name} is too large to be a Ganvas document; nothing was opened.", name=path.name
            )
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "the disk refused"
        raise DocumentError(
            "{name} cannot be read ({reason}); nothing was opened.", name=path.name, reason=reason
        ) from error
    return from_bytes(data, path.name)


def to_bytes(snapshot: Snapshot) -> bytes:
    """The bytes of a `.ganvas` file."""
    from engine.images.codec import encode_image

    height, width = snapshot.sketch.shape
    styles, source = snapshot.styles, snapshot.source
    record: dict[str, Any] = {
        "format": _format_of(snapshot),
        "application": "ganvas",
        "width": width,
        "height": height,
        "model": {"name": snapshot.model.name, "digest": snapshot.model.digest},
        "styles": styles_format.styles_record(styles),
    }
    if record["format"] >= WITH_SOURCE:
        record |= styles_format.source_record(styles, source)
    if snapshot.replaced:
        record["replaced"] = [
            {
                "model": {"name": replaced.model.name, "digest": replaced.model.digest},
                **styles_format.replaced_record(replaced.styles),
            }
            for replaced in snapshot.replaced
        ]
    if snapshot.origin is not None:
        state = snapshot.origin.state
        known = {} if state is None else {"modified": state.modified, "size": state.size}
        record["origin"] = {"path": str(snapshot.origin.path), **known}
    if snapshot.face is not None:
        record["face"] = face_format.face_record(snapshot.face)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        text = json.dumps(record, ensure_ascii=False, indent=1)
        archive.writestr("document.json", text, zipfile.ZIP_DEFLATED)
        archive.writestr("sketch.png", encode_image(snapshot.sketch, "png"))
        if snapshot.result is not None:
            archive.writestr("result.png", encode_image(snapshot.result, "png"))
        if snapshot.guide is not None and record["format"] == WITH_GUIDE:
            archive.writestr("guide.png", encode_image(snapshot.guide, "png"))
        for member, content in styles_format.members(styles, source).items():
            archive.writestr(member, content)
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
        raise DocumentError(
            "{name} is damaged or not a Ganvas document; nothing was opened.", name=name
        ) from error


def _format_of(snapshot: Snapshot) -> int:
    """The lowest format that can hold the document, so that an older editor opens whatever it can."""
    if snapshot.guide is not None and snapshot.guide[..., 3].any():
        return WITH_GUIDE
    if styles_format.needs_source(snapshot.styles, snapshot.source):
        return WITH_SOURCE
    return VERSION if snapshot.face is None else WITH_FACE


class _Reader:
    """One pass over the parts of a document, each checked before the next is trusted."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        seen: set[str] = set()
        for entry in self._archive.infolist():
            if entry.filename not in MEMBERS or entry.filename in seen or entry.flag_bits & 1:
                raise self._error("holds an unexpected part ({member})", member=repr(entry.filename[:40]))
            if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise self._error("packs a part in a way that is not used ({member})", member=entry.filename)
            if entry.file_size > MEMBERS[entry.filename]:
                raise self._error("has a part that is too large ({member})", member=entry.filename)
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
        members = {name: self._bytes(name) for name in self._present & set(styles_format.MEMBERS)}
        newer = record if record["format"] >= WITH_SOURCE else None
        styles, source = styles_format.read_styles(
            record.get("styles"), newer, members, sketch.shape, self._name
        )
        face = self._face(record, sketch.shape)
        if face is not None and source.underlay is not None:
            raise self._error("has a face and a photo under one paper")
        guide, replaced = self._guide(record, sketch.shape), self._replaced(record)
        name, origin = self._model(record), self._origin(record)
        sketch = np.ascontiguousarray(sketch)
        return Snapshot(sketch, styles, name, result, face, source, guide, replaced, origin)

    def _origin(self, record: dict[str, Any]) -> Origin | None:
        match record.get("origin"):
            case None:
                return None
            case {"path": str(path), "modified": int(modified), "size": int(size)}:
                return Origin(Path(path), FileState(modified, size))
            case {"path": str(path)}:
                return Origin(Path(path))
        raise self._error("has an unreadable {key}", key="origin")

    def _model(self, record: dict[str, Any]) -> ModelName:
        model = self._map(record, "model")
        return ModelName(self._text(model, "name"), self._text(model, "digest"))

    def _replaced(self, record: dict[str, Any]) -> tuple[Replaced, ...]:
        listed = record.get("replaced", [])
        if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
            raise self._error("has an unreadable {key}", key="replaced")
        return tuple(
            Replaced(self._model(item), styles_format.read_replaced(item, self._name))
            for item in listed[:MAX_REPLACED]
        )

    def _guide(self, record: dict[str, Any], paper: tuple[int, ...]) -> NDArray[np.uint8] | None:
        if record["format"] != WITH_GUIDE:
            if "guide.png" in self._present:
                raise self._error("holds a part that its format does not have ({member})", member="guide.png")
            return None
        guide = self._decoded("guide.png", MAX_PIXELS).copy()
        if guide.shape[:2] != paper:
            raise self._error("has a guide of another size than its sketch")
        # Either wholly there or not at all, as it is painted.
        guide[guide[..., 3] < 128] = 0
        np.putmask(guide[..., 3], guide[..., 3] > 0, 255)
        return guide

    def _face(self, record: dict[str, Any], paper: tuple[int, ...]) -> Face | None:
        present = self._present & set(face_format.MEMBERS)
        if record["format"] == VERSION or (record["format"] >= WITH_SOURCE and "face" not in record):
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
        if record.get("format") not in (VERSION, WITH_FACE, WITH_SOURCE, WITH_GUIDE):
            raise self._error(
                "has format {format}, which this Ganvas does not know", format=str(record.get("format"))[:20]
            )
        return record

    def _picture(self, member: str, max_pixels: int = MAX_PIXELS) -> NDArray[np.uint8]:
        from engine.images.codec import flatten

        return flatten(self._decoded(member, max_pixels))

    def _decoded(self, member: str, max_pixels: int) -> NDArray[np.uint8]:
        from engine.errors import ImageError
        from engine.images.codec import Limits, decode_image

        try:
            return decode_image(self._bytes(member), limits=Limits(max_pixels=max_pixels))
        except ImageError as error:
            raise self._error("has a damaged picture ({member})", member=member) from error

    def _bytes(self, member: str) -> bytes:
        if member not in self._present:
            raise self._error("misses its {member}", member=member)
        with self._archive.open(member) as part:
            # A lying header cannot make this read more than the limit.
            data = part.read(MEMBERS[member] + 1)
        if len(data) > MEMBERS[member]:
            raise self._error("has a part that is too large ({member})", member=member)
        return data

    def _map(self, record: dict[str, Any], key: str) -> dict[str, Any]:
        value = record.get(key)
        if not isinstance(value, dict):
            raise self._error("misses {key} in its description", key=key)
        return value

    def _text(self, record: dict[str, Any], key: str) -> str:
        value = record.get(key)
        if not isinstance(value, str) or len(value) > 4096:
            raise self._error("has an unreadable {key}", key=key)
        return value

    def _error(self, what: str, /, **fields: object) -> DocumentError:
        return DocumentError(
            "{name} {what}; nothing was opened.", name=self._name, what=Sentence(what, **fields)
        )
