"""The document without a window: strokes, tiles, history, styles and files keep what they promise."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.document.autosave import RecoveryFolder
from app.document.document import ModelName, Snapshot, blank_paper
from app.document.file_format import from_bytes, read_document, to_bytes, write_document
from app.document.strokes import TILE, Brush, Stroke, difference, paint_segment, straightened
from app.document.styles import Exemplar, Styles
from app.document.undo import HistoryStore
from engine.errors import DocumentError


def coverage(paper: np.ndarray) -> float:
    return float((255 - paper.astype(float)).sum() / 255)


@pytest.mark.parametrize("diameter", [1.0, 4.5, 5.0, 20.0, 63.0])
def test_a_line_covers_the_area_of_a_capsule(diameter: float) -> None:
    paper = blank_paper(256, 256)
    paint_segment(paper, (60.3, 80.6, diameter / 2), (180.9, 150.2, diameter / 2))
    length = np.hypot(180.9 - 60.3, 150.2 - 80.6)
    assert coverage(paper) == pytest.approx(length * diameter + np.pi * diameter**2 / 4, rel=0.03)


def test_edges_are_smooth_and_overlap_never_darkens_them() -> None:
    once, twice = blank_paper(64, 64), blank_paper(64, 64)
    paint_segment(once, (10, 12.3, 2.5), (50, 40.7, 2.5))
    for _ in range(5):
        paint_segment(twice, (10, 12.3, 2.5), (50, 40.7, 2.5))
    assert np.array_equal(once, twice)
    assert len(np.unique(once)) > 20


def test_the_eraser_leaves_clean_paper() -> None:
    paper = np.zeros((64, 64), np.uint8)
    paint_segment(paper, (10, 32, 6), (54, 32, 6), erase=True)
    assert paper[28:36, 12:52].min() == 255
    assert paper[:20].max() == 0


def test_painting_outside_the_paper_changes_nothing_and_does_not_fail() -> None:
    paper = blank_paper(64, 64)
    assert paint_segment(paper, (-500, -500, 3), (-400, 900, 3)).empty
    assert paper.min() == 255


def test_mirrored_strokes_are_mirror_images() -> None:
    paper = blank_paper(200, 100)
    stroke = Stroke(paper, Brush(size=5, mirror=True, smoothing=0))
    stroke.begin(20, 20)
    stroke.move(60, 70)
    stroke.end()
    assert np.array_equal(paper, paper[:, ::-1])
    assert paper.min() < 40


def test_a_light_pen_draws_thinner_lines() -> None:
    areas = []
    for pressure in (0.1, 1.0):
        paper = blank_paper(200, 100)
        stroke = Stroke(paper, Brush(size=12, smoothing=0))
        stroke.begin(20, 50, pressure)
        stroke.move(180, 50, pressure)
        stroke.end()
        areas.append(coverage(paper))
    assert areas[0] < 0.5 * areas[1]


def test_smoothing_calms_a_zigzag_and_still_ends_under_the_pen() -> None:
    heights = {}
    for smoothing in (0.0, 0.9):
        paper = blank_paper(400, 100)
        stroke = Stroke(paper, Brush(size=3, smoothing=smoothing))
        stroke.begin(10, 50)
        for step in range(40):
            stroke.move(10 + 9.5 * step, 50 + (15 if step % 2 else -15))
        stroke.end()
        rows = np.nonzero((paper[:, 100:300] < 128).any(axis=1))[0]
        heights[smoothing] = rows.max() - rows.min()
        assert paper[60:70, 375:385].min() < 128
    assert heights[0.9] < 0.6 * heights[0.0]


def test_a_line_follows_the_pen_without_leaving_traces() -> None:
    paper, straight = blank_paper(128, 128), blank_paper(128, 128)
    stroke = Stroke(paper, Brush(size=4, smoothing=0), "line")
    stroke.begin(10, 10)
    for place in ((100, 20), (20, 100), (90, 90)):
        stroke.move(*place)
    stroke.end()
    paint_segment(straight, (10, 10, 2), (90, 90, 2))
    assert np.array_equal(paper, straight)


def test_a_straightened_line_has_steps_of_45_degrees() -> None:
    assert straightened((0, 0), (10, 1)) == pytest.approx((np.hypot(10, 1), 0))
    x, y = straightened((0, 0), (10, 8))
    assert x == pytest.approx(y)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-50, 350), st.floats(-50, 250), st.floats(0, 1)), min_size=1, max_size=12),
    st.floats(1, 60),
    st.sampled_from(["brush", "eraser", "line"]),
    st.booleans(),
)
def test_any_stroke_can_be_undone_and_redone_to_the_pixel(points, size, tool, mirror) -> None:
    rng = np.random.default_rng(1)
    paper = rng.integers(0, 256, (190, 300), dtype=np.uint8)
    before = paper.copy()
    stroke = Stroke(paper, Brush(size=size, mirror=mirror), tool)
    stroke.begin(*points[0])
    for point in points[1:]:
        stroke.move(*point)
    _, diff = stroke.end()
    after = paper.copy()
    diff.toggle(paper)
    assert np.array_equal(paper, before)
    diff.toggle(paper)
    assert np.array_equal(paper, after)


def test_only_tiles_that_changed_are_kept() -> None:
    before, after = blank_paper(1024, 1024), blank_paper(1024, 1024)
    after[TILE * 3 + 5, TILE * 2 + 5] = 0
    diff = difference(before, after)
    assert [(row, column) for row, column, _ in diff.tiles] == [(3, 2)]
    assert diff.size < 200


def test_history_stays_inside_its_budget_and_forgets_nothing() -> None:
    store = HistoryStore(budget=20_000)
    rng = np.random.default_rng(0)
    blank, pictures, keys = blank_paper(128, 128), [], []
    for _ in range(12):
        pictures.append(rng.integers(0, 256, (128, 128), dtype=np.uint8))
        keys.append(store.put(difference(blank, pictures[-1])))
        assert store.in_memory < 20_000 + 20_000
    for key, picture in zip(keys, pictures, strict=True):
        paper = blank.copy()
        store.get(key).toggle(paper)
        assert np.array_equal(paper, picture)
    store.close()


def styled() -> Styles:
    styles = (
        Styles().rerolled([[0.1, 0.25], [1.0, -2.0], [0.5, 0.5]], seed=7, count=3).pinned(1, True).used(2)
    )
    return styles.with_exemplars([Exemplar((4.0, 4.5), "leather.png")], 0.25)


def test_mixing_moves_the_code_towards_the_exemplar() -> None:
    assert styled().code() == (0.5 + 3.5 * 0.25, 0.5 + 4.0 * 0.25)
    assert styled().code_seed is None
    assert styled().with_exemplars((), 0).code_seed == 7


def test_rolling_keeps_pinned_variants_even_when_there_are_fewer_cells() -> None:
    rolled = styled().rerolled([[9.0, 9.0]] * 2, seed=8, count=1)
    assert [variant.code for variant in rolled.variants] == [(9.0, 9.0)] or rolled.variants[0].pinned


def test_a_document_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    sketch = rng.integers(0, 256, (70, 90), dtype=np.uint8)
    result = rng.integers(0, 256, (70, 90, 3), dtype=np.uint8)
    path = tmp_path / "a.ganvas"
    write_document(path, Snapshot(sketch, styled(), ModelName("shoes", "abc"), result))
    again = read_document(path)
    assert np.array_equal(again.sketch, sketch)
    assert again.result is not None
    assert np.array_equal(again.result, result)
    assert (again.styles, again.model) == (styled(), ModelName("shoes", "abc"))
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.ganvas"]


def test_a_folder_that_is_not_there_gives_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"could not be saved .*kept\.$"):
        write_document(tmp_path / "no" / "a.ganvas", Snapshot(blank_paper(64, 64)))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_damaged_documents_open_whole_or_give_one_sentence(data: st.DataObject) -> None:
    whole = bytearray(to_bytes(Snapshot(blank_paper(64, 64), styled(), ModelName("shoes", "abc"))))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)) | st.just(len(whole)))
    opened = opened_or_refused(bytes(whole[:cut]))
    if isinstance(opened, Snapshot):
        assert opened.sketch.dtype == np.uint8
        assert opened.sketch.ndim == 2
    else:
        assert re.fullmatch(r"x\.ganvas [^\n]*; nothing was opened\.", opened)


def opened_or_refused(data: bytes) -> Snapshot | str:
    try:
        return from_bytes(data, "x.ganvas")
    except DocumentError as error:
        return str(error)


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["styles", "model", "name", "code", "base", "seed"]), inner, max_size=4
            )
        ),
        max_leaves=12,
    )
)
def test_any_description_is_read_or_refused(value: object) -> None:
    import json

    record = {
        "format": 1,
        "application": "ganvas",
        "width": 64,
        "height": 64,
        "styles": value,
        "model": value,
    }
    good = zipfile.ZipFile(io.BytesIO(to_bytes(Snapshot(blank_paper(64, 64)))))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("document.json", json.dumps(record))
        archive.writestr("sketch.png", good.read("sketch.png"))
    with pytest.raises(DocumentError):
        from_bytes(buffer.getvalue())


def test_a_bomb_is_refused_before_it_unfolds() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("document.json", b" " * (64 * 2**20))
    with pytest.raises(DocumentError, match="too large"):
        from_bytes(buffer.getvalue())


def test_a_living_editor_keeps_its_autosave_to_itself(tmp_path: Path) -> None:
    first, second = RecoveryFolder(tmp_path), RecoveryFolder(tmp_path)
    first.autosave.write_bytes(b"work")
    assert second.orphans() == []
    second.close()
    first.close()
    assert list(tmp_path.glob("*.ganvas")) == []
