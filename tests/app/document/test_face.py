"""A face in a document: what is saved comes back, what is damaged is refused, stale pictures never land."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.document.document import Document, ModelName, Snapshot, blank_paper
from app.document.face import SAMPLE_SIDE, Face, FaceCode, Mixing, Photo, Place, photo_of
from app.document.file_format import from_bytes, to_bytes
from app.document.styles import Styles
from app.document.undo import FaceCommand, PaperCommand
from app.worker.client import LiveFace, WorkerClient
from app.worker.face_messages import FaceDrawn, FacePicture
from app.worker.worker import ModelSession, Worker
from engine.errors import DocumentError
from engine.images.codec import encode_image
from engine.types import Draw

RNG = np.random.default_rng(3)


def some_photo(width: int = 60, height: int = 40) -> Photo:
    pixels = RNG.integers(0, 256, (height, width, 3)).astype(np.uint8)
    return photo_of(encode_image(pixels, "png"), "me.png", pixels)


def whole_face() -> Face:
    code = FaceCode(
        ws=RNG.standard_normal((8, 16)).astype(np.float32),
        origin="tune",
        noises=(np.ones((4, 4), np.float32), np.zeros((8, 8), np.float32)),
        tuning={"b4.conv1.weight": np.full((2, 3), 0.5, np.float32)},
        picture=RNG.integers(0, 256, (32, 32, 3)).astype(np.uint8),
    )
    mixing = Mixing(code.ws + 1, np.zeros((32, 32, 3), np.uint8), (0.25, 0.0, 1.0))
    place = Place((3.0, 2.0, 20.0, 1.0), ((9.5, 8.0), (16.0, 8.5)))
    return Face(some_photo(), place, code, {"smile": 1.5, "my own": -2.0}, ("age",), mixing)


def saved(face: Face, sketch: np.ndarray | None = None) -> bytes:
    paper = blank_paper(*face.paper) if sketch is None else sketch
    return to_bytes(Snapshot(paper, Styles(), ModelName("faces", "0" * 64), face=face))


def rewritten(data: bytes, **members: bytes | None) -> bytes:
    """A document with some members replaced, or left out where None."""
    named = {name.replace("_", "."): content for name, content in members.items()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.namelist():
            content = named.get(entry, old.read(entry))
            if content is not None:
                new.writestr(entry, content)
    return buffer.getvalue()


def record_of(data: bytes) -> dict:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return json.loads(archive.read("document.json"))


def test_everything_about_a_face_comes_back_to_the_bit() -> None:
    face = whole_face()
    mask = blank_paper(*face.paper)
    mask[5:20, 8:30] = 40
    back = from_bytes(saved(face, mask))
    found = back.face
    assert found is not None
    assert found.photo.data == face.photo.data
    assert (found.photo.name, found.photo.size) == ("me.png", (60, 40))
    np.testing.assert_array_equal(found.photo.screen, face.photo.screen)
    assert found.place == face.place
    np.testing.assert_array_equal(found.code.ws, face.code.ws)
    for there, here in zip(found.code.noises, face.code.noises, strict=True):
        np.testing.assert_array_equal(there, here)
    assert set(found.code.tuning) == {"b4.conv1.weight"}
    np.testing.assert_array_equal(found.code.tuning["b4.conv1.weight"], face.code.tuning["b4.conv1.weight"])
    np.testing.assert_array_equal(found.code.picture, face.code.picture)
    assert (found.code.origin, found.values, found.locked) == ("tune", face.values, ("age",))
    assert found.mixing.amounts == (0.25, 0.0, 1.0)
    np.testing.assert_array_equal(found.mixing.ws, face.mixing.ws)
    np.testing.assert_array_equal(back.sketch, mask)


def test_a_photo_whose_face_is_not_found_yet_and_a_sample_come_back() -> None:
    opened = from_bytes(saved(Face(some_photo()))).face
    assert opened.photo is not None
    assert opened.code is None
    assert opened.place is None
    sample = replace(whole_face(), photo=None, place=None, mixing=None)
    assert "draw" not in record_of(saved(sample))["face"], "as earlier versions write and read it"
    drawn = replace(sample, code=replace(sample.code, draw=Draw(7, 3, 0.7, (0.0, 1.0))))
    back = from_bytes(saved(drawn))
    assert back.face.code.draw == drawn.code.draw
    assert from_bytes(saved(sample)).face.code.draw is None
    assert back.face.photo is None
    assert back.sketch.shape == (SAMPLE_SIDE, SAMPLE_SIDE)


def test_a_large_photo_is_shown_smaller_and_kept_as_it_was_opened() -> None:
    pixels = np.zeros((30, 4100, 3), np.uint8)
    photo = photo_of(b"the file", "wide.png", pixels)
    assert photo.screen.shape == (15, 2048, 3)
    assert photo.data == b"the file"
    assert photo.scale == pytest.approx(2048 / 4100)


def test_a_drawing_is_still_written_in_the_format_that_older_editors_read() -> None:
    data = to_bytes(Snapshot(blank_paper(64, 64)))
    assert record_of(data)["format"] == 1
    assert "face" not in record_of(data)
    assert record_of(saved(whole_face()))["format"] == 2


@pytest.mark.parametrize(
    "change",
    [
        {"alignment": [1.0, 2.0, 3.0]},
        {"alignment": [1.0, 2.0, float("1e9"), 0.0]},
        {"alignment": [0.0, 0.0, 0.0, 0.0]},
        {"eyes": [[1.0, 2.0]]},
        {"origin": "elsewhere"},
        {"draw": 3},
        {"draw": {"seed": -1, "index": 0, "psi": 1.0, "labels": []}},
        {"draw": {"seed": 0, "index": 2**40, "psi": 1.0, "labels": []}},
        {"draw": {"seed": 0, "index": 0, "psi": float("nan"), "labels": []}},
        {"draw": {"seed": 0, "index": 0, "psi": 1.0, "labels": ["cat"]}},
        {"values": [["smile", 1e6]]},
        {"values": [["", 1.0]]},
        {"values": [[1, 2]]},
        {"values": "all"},
        {"locked": [{}]},
        {"mixing": [2.0, 0.0, 0.0]},
        {"mixing": [0.0]},
        {"photo": None},
        {"photo": {"name": 5}},
        {"photo": 7},
    ],
)
def test_a_damaged_description_is_one_sentence(change: dict) -> None:
    data = saved(whole_face())
    record = record_of(data)
    record["face"] |= change
    with pytest.raises(DocumentError, match=r"^me\.ganvas [^.]+; nothing was opened\.$"):
        from_bytes(rewritten(data, document_json=json.dumps(record).encode()), "me.ganvas")


@pytest.mark.parametrize(
    "members",
    [
        {"photo": b"no picture"},
        {"photo": None},
        {"codes_safetensors": b"\x00" * 40},
        {"codes_safetensors": None},
        {"face_png": b"GIF89a"},
        {"sketch_png": encode_image(np.full((10, 10), 255, np.uint8), "png")},
    ],
)
def test_damaged_parts_are_one_sentence(members: dict) -> None:
    with pytest.raises(DocumentError, match="nothing was opened"):
        from_bytes(rewritten(saved(whole_face()), **members))


def test_a_drawing_cannot_smuggle_parts_of_a_face() -> None:
    data = saved(whole_face())
    record = record_of(data) | {"format": 1}
    with pytest.raises(DocumentError, match="does not describe"):
        from_bytes(rewritten(data, document_json=json.dumps(record).encode()))


def test_a_drag_is_one_step_and_the_next_drag_another(qtbot: QtBot) -> None:
    from PySide6.QtGui import QUndoStack

    document, stack = Document(), QUndoStack()
    document.set_face(whole_face())
    for move in (1, 2):
        for value in (0.5, 1.0, move * 1.25):
            stack.push(FaceCommand(document, document.face.with_value("smile", value), "Change", move))
    assert stack.count() == 2
    stack.undo()
    assert document.face.values["smile"] == 1.25
    stack.undo()
    assert document.face.values["smile"] == 1.5
    stack.redo()
    assert document.face.values["smile"] == 1.25


def test_another_paper_takes_its_mask_along_and_brings_it_back(qtbot: QtBot) -> None:
    document = Document()
    photo_face = whole_face()
    mask = blank_paper(*photo_face.paper)
    mask[3, 3] = 0
    document.set_paper(mask, photo_face)
    command = PaperCommand(
        document, blank_paper(512, 512), replace(photo_face, photo=None, place=None), "Take"
    )
    command.redo()
    assert document.mask is None
    assert document.size == (512, 512)
    command.undo()
    assert document.face is photo_face
    assert document.mask is not None
    assert document.mask[3, 3] == 255


class Bench:
    """A document with a face whose pictures are delivered by the test, in whatever order it likes."""

    def __init__(self) -> None:
        self.document = Document()
        self.worker = Worker(ModelSession())
        self.asked: list[FacePicture] = []
        self.worker.put = self.asked.append  # type: ignore[method-assign]
        self.live = LiveFace(self.document, WorkerClient(self.worker, self.document))
        self.live.serve("faces")
        self.document.set_model(ModelName("faces"))
        self.document.set_face(whole_face())

    def move(self, value: float) -> FacePicture:
        self.document.set_face(self.document.face.with_value("smile", value), continued=True)
        return self.asked[-1]

    def deliver(self, request: FacePicture, grey: int) -> None:
        pixels = np.full((4, 4, 3), grey, np.uint8)
        self.worker.answered.emit(request, FaceDrawn(pixels, 1.0))

    def shown(self) -> int | None:
        return None if self.document.result is None else int(self.document.result[0, 0, 0])


def test_a_moving_slider_asks_for_coarse_pictures_and_resting_for_the_full_one(qtbot: QtBot) -> None:
    bench = Bench()
    assert not bench.asked[-1].coarse, "the first picture is asked for in full"
    bench.deliver(bench.asked[-1], 1)
    assert bench.live.settled
    coarse = bench.move(0.3)
    assert coarse.coarse
    bench.deliver(coarse, 2)
    assert bench.shown() == 2
    assert not bench.document.result_is_current
    assert not bench.live.settled
    qtbot.waitUntil(lambda: not bench.asked[-1].coarse, timeout=60_000)
    assert bench.asked[-1].face.values["smile"] == 0.3
    bench.deliver(bench.asked[-1], 3)
    assert bench.live.settled
    assert bench.document.result_is_current
    bench.deliver(coarse, 4)
    assert bench.shown() == 3, "the coarse picture never covers the full one"


def test_no_picture_from_before_an_undo_lands_after_it(qtbot: QtBot) -> None:
    bench = Bench()
    bench.deliver(bench.asked[-1], 1)
    late = bench.move(2.0)
    bench.document.set_face(bench.document.face.with_value("smile", 0.0))
    bench.deliver(late, 9)
    assert bench.shown() == 1
    older = bench.asked[-1]
    newer = bench.move(0.5)
    bench.deliver(newer, 5)
    bench.deliver(older, 4)
    assert bench.shown() == 5


def test_nothing_is_asked_of_a_model_that_is_not_the_document_s(qtbot: QtBot) -> None:
    bench = Bench()
    bench.document.set_model(ModelName("other"))
    before = len(bench.asked)
    bench.move(1.0)
    assert len(bench.asked) == before
    assert bench.live.settled
