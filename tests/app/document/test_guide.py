"""The guide layer without a window: what materials paint, what is undone, what a file keeps."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QUndoStack

from app.document.document import Document, Snapshot, blank_paper
from app.document.file_format import from_bytes, read_document, to_bytes, write_document
from app.document.guide import GuideStroke, paint, texture
from app.document.material import Material
from app.document.strokes import Brush, Rect
from app.document.undo import GuideCommand, HistoryStore, PaintCommand, PaperCommand
from engine.errors import DocumentError

RED = Material((200, 10, 30))
RNG = np.random.default_rng(4)
CLOTH = Material((90, 90, 90), RNG.integers(0, 256, (7, 11, 3), dtype=np.uint8), "cloth")


def layer_of(height: int = 90, width: int = 150) -> np.ndarray:
    return np.zeros((height, width, 4), np.uint8)


def painted_layer() -> np.ndarray:
    layer = layer_of(64, 64)
    rect = Rect(5, 10, 40, 50)
    paint(layer, rect, np.ones((40, 35), bool), texture(CLOTH, rect))
    return layer


def test_a_swatch_goes_on_without_a_seam_and_lies_still() -> None:
    whole = texture(CLOTH, Rect(0, 0, 60, 40))
    assert np.array_equal(whole[:7, :11], CLOTH.swatch)
    assert np.array_equal(whole[7:14, :11], CLOTH.swatch[::-1])
    assert np.array_equal(whole[:7, 11:22], CLOTH.swatch[:, ::-1])
    # Neighbours across the border of a repetition are neighbours of the swatch, or the same pixel.
    assert np.array_equal(whole[:, 10], whole[:, 11])
    assert np.array_equal(whole[6], whole[7])
    assert np.array_equal(texture(CLOTH, Rect(13, 9, 31, 28)), whole[9:28, 13:31])


@pytest.mark.parametrize("material", [RED, CLOTH])
def test_a_stroke_is_opaque_and_has_its_material_everywhere(material: Material) -> None:
    layer = layer_of()
    stroke = GuideStroke(layer, Brush(size=20, smoothing=0), material)
    stroke.begin(20, 20)
    stroke.move(120, 70)
    stroke.end()
    where = layer[..., 3] > 0
    assert set(np.unique(layer[..., 3])) == {0, 255}
    assert 20 * np.hypot(100, 50) < where.sum() < 20 * np.hypot(100, 50) + 600
    assert np.array_equal(layer[where][:, :3], texture(material, Rect(0, 0, 150, 90))[where])
    assert not layer[~where].any()


def test_two_strokes_that_meet_make_one_cloth() -> None:
    one, two = layer_of(), layer_of()
    for layer, halves in ((one, [(10, 140)]), (two, [(10, 80), (70, 140)])):
        for start, end in halves:
            stroke = GuideStroke(layer, Brush(size=30, smoothing=0), CLOTH)
            stroke.begin(start, 45)
            stroke.move(end, 45)
            stroke.end()
    assert np.array_equal(one, two)


def test_the_eraser_leaves_nothing_behind() -> None:
    layer = layer_of()
    layer[...] = (1, 2, 3, 255)
    stroke = GuideStroke(layer, Brush(size=20), None)
    stroke.begin(75, 45)
    stroke.end()
    assert not layer[45, 75].any()
    assert layer[45, 95].all()


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-50, 250), st.floats(-50, 150), st.floats(0, 1)), min_size=1, max_size=8),
    st.floats(1, 90),
    st.sampled_from([RED, CLOTH, None]),
    st.booleans(),
)
def test_any_stroke_is_undone_redone_and_taken_back_to_the_pixel(
    points: list[tuple[float, float, float]], size: float, material: Material | None, mirror: bool
) -> None:
    layer = painted_layer()
    before = layer.copy()
    for ends in (True, False):
        stroke = GuideStroke(layer, Brush(size=size, mirror=mirror), material)
        stroke.begin(*points[0])
        for point in points[1:]:
            stroke.move(*point)
        if not ends:
            stroke.cancel()
            break
        _, diff = stroke.end()
        after = layer.copy()
        diff.toggle(layer)
        assert np.array_equal(layer, before)
        diff.toggle(layer)
        assert np.array_equal(layer, after)
        diff.toggle(layer)
    assert np.array_equal(layer, before)


def test_guide_and_sketch_share_one_history(qapp: object) -> None:
    document, stack, store = Document(), QUndoStack(), HistoryStore()
    states = [(document.sketch.copy(), layer_of(512, 512))]

    def step(begin: Callable[[], None], kind: type[PaintCommand]) -> None:
        begin()
        document.continue_stroke(300, 200)
        stack.push(kind(document, store, document.end_stroke(), "", done=True))
        states.append((document.sketch.copy(), document.guide_layer().copy()))

    brush = Brush(size=30)
    step(lambda: document.begin_guide_stroke(brush, RED, 100, 100), GuideCommand)
    step(lambda: document.begin_stroke(brush, "brush", 50, 220), PaintCommand)
    step(lambda: document.begin_guide_stroke(brush, CLOTH, 200, 100), GuideCommand)
    step(lambda: document.begin_guide_stroke(brush, None, 200, 150), GuideCommand)
    stack.push(PaperCommand(document, blank_paper(64, 64), None, ""))
    assert document.guide is None
    for place in (5, 2, 0, 3, 1, 4, 5, 4, 0, 4):
        stack.setIndex(place)
        if place < 5:
            assert np.array_equal(document.sketch, states[place][0])
            assert np.array_equal(document.guide_layer(), states[place][1])
        else:
            assert document.guide is None
    assert not np.array_equal(states[3][1], states[4][1])


def test_what_requests_carry_is_never_written_to(qapp: object) -> None:
    document = Document()
    assert document.guide_copy() is None
    document.begin_guide_stroke(Brush(size=30), RED, 100, 100)
    first = document.guide_copy()
    assert first is document.guide_copy()
    with pytest.raises(ValueError, match="read-only"):
        first[0, 0] = 1
    kept = first.copy()
    revision = document.revision
    document.continue_stroke(200, 200)
    assert document.revision > revision
    assert np.array_equal(first, kept)
    assert not np.array_equal(first, document.guide_copy())


def test_a_document_keeps_its_guide_to_the_pixel(tmp_path: Path) -> None:
    path, layer = tmp_path / "painted.ganvas", painted_layer()
    snapshot = Snapshot(blank_paper(64, 64), guide=layer)
    write_document(path, snapshot)
    assert np.array_equal(read_document(path).guide, layer)
    assert from_bytes(to_bytes(replace(snapshot, guide=None))).guide is None


def members_of(data: bytes) -> dict[str, bytes]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    return {name: archive.read(name) for name in archive.namelist()}


def test_a_document_with_nothing_painted_is_one_of_the_first_format() -> None:
    members = members_of(to_bytes(Snapshot(blank_paper(64, 64), guide=layer_of(64, 64))))
    assert json.loads(members["document.json"])["format"] == 1
    assert set(members) == {"document.json", "sketch.png"}


@pytest.mark.parametrize("damage", ["missing", "cut", "other size", "other format", "bomb"])
def test_a_damaged_guide_opens_nothing(damage: str) -> None:
    members = members_of(to_bytes(Snapshot(blank_paper(64, 64), guide=painted_layer())))
    record = json.loads(members["document.json"])
    assert record["format"] == 4
    if damage == "missing":
        del members["guide.png"]
    elif damage == "cut":
        members["guide.png"] = members["guide.png"][:60]
    elif damage == "other size":
        large = np.zeros((65, 64, 4), np.uint8)
        large[0, 0] = 255
        members["guide.png"] = members_of(to_bytes(Snapshot(blank_paper(64, 65), guide=large)))["guide.png"]
    elif damage == "other format":
        members["document.json"] = json.dumps(record | {"format": 3}).encode()
    else:
        head = bytearray(members["guide.png"])
        head[16:24] = (60_000).to_bytes(4, "big") * 2
        members["guide.png"] = bytes(head)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    with pytest.raises(DocumentError, match="nothing was opened"):
        from_bytes(buffer.getvalue())
