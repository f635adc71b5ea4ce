"""Materials in a real window: painted, filled, rubbed out, kept, exported, and followed by the picture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from helpers.editor_window import OpenEditor
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.document.file_format import read_document
from app.document.guide import texture
from app.document.material import Material
from app.document.strokes import Rect
from app.worker.messages import FindRegion, Grid, Picture, RegionFound
from engine.bundle.library import Library
from engine.files import resources_folder
from engine.images.codec import read_rgb
from engine.images.metadata import read_recipe
from engine.requests.replay import redo
from engine.requests.request import digest_of, from_text

BLUE = Material((20, 40, 220))
SWATCH = Material((90, 90, 90), np.random.default_rng(1).integers(0, 256, (24, 24, 3), dtype=np.uint8))
TOOLS = ("material_brush", "fill", "vary", "material_eraser")


@pytest.fixture
def painter(qtbot: QtBot, ganvas_home: Path, tiny_bundle: Path) -> Iterator[OpenEditor]:
    """A window with the model that follows materials, and a shoe on its paper."""
    bundle = resources_folder() / "models" / "shoes-material.gmodel"
    made = OpenEditor(qtbot, ganvas_home, tiny_bundle).show(model=str(bundle)).ready()
    made.settle()
    made.draw_shoe()
    made.settle()
    made.editor.materials.set_material(BLUE)
    yield made
    made.close()


def tap(editor: OpenEditor, x: float, y: float) -> None:
    place: QPoint = editor.window.canvas.to_widget(x, y).toPoint()
    QTest.mouseClick(editor.window.canvas, Qt.MouseButton.LeftButton, pos=place)
    editor.settle()


def picture(editor: OpenEditor) -> np.ndarray:
    result = editor.document.result
    assert result is not None
    return result.copy()


def test_the_picture_follows_the_material_brush_and_every_step_is_undone(painter: OpenEditor) -> None:
    document, stack = painter.document, painter.editor.stack
    drawn, plain, sketch = picture(painter), stack.count(), document.sketch.copy()
    painter.trigger("material_brush")
    painter.stroke([(200, 290), (250, 300), (300, 290)])
    painter.settle()
    assert stack.count() == plain + 1
    assert np.array_equal(document.sketch, sketch)
    assert document.guide is not None
    assert tuple(document.guide[298, 250]) == (20, 40, 220, 255)
    painted = picture(painter)
    assert painted[298, 250, 2] > drawn[298, 250, 2] or painted[298, 250, 0] < drawn[298, 250, 0]
    assert not np.array_equal(painted, drawn)
    painter.trigger("undo")
    painter.settle()
    assert not document.guide.any()
    assert np.array_equal(picture(painter), drawn)
    painter.trigger("redo")
    painter.settle()
    assert np.array_equal(picture(painter), painted)
    painter.trigger("material_eraser")
    painter.stroke([(190, 290), (250, 300), (310, 290)])
    painter.settle()
    assert document.guide[298, 250, 3] == 0
    painter.trigger("clear_guide")
    painter.settle()
    assert not document.guide.any()
    assert np.array_equal(picture(painter), drawn)


def test_a_tap_fills_a_part_and_outside_says_why_not(painter: OpenEditor) -> None:
    document = painter.document
    painter.editor.materials.set_material(SWATCH)
    painter.trigger("fill")
    tap(painter, 250, 290)
    assert document.guide is not None
    share = (document.guide[..., 3] > 0).mean()
    assert 0.08 < share < 0.3
    assert tuple(document.guide[290, 250, :3]) == tuple(texture(SWATCH, Rect(250, 290, 251, 291))[0, 0])
    steps, said = painter.editor.stack.count(), list[str]()
    painter.editor.message.connect(said.append)
    tap(painter, 40, 40)
    assert painter.editor.stack.count() == steps
    assert len(said) == 1
    painter.trigger("undo")
    assert not document.guide.any()


def difference(one: np.ndarray, other: np.ndarray, where: np.ndarray) -> float:
    """Mean absolute difference at some places, in levels of 0 to 255."""
    return float(np.abs(one[where].astype(int) - other[where].astype(int)).mean())


def test_a_part_is_varied_and_the_rest_stays(painter: OpenEditor) -> None:
    painter.editor.materials.set_material(BLUE)
    painter.stroke([(220, 230), (240, 290), (230, 345)])
    painter.trigger("fill")
    tap(painter, 150, 300)
    before, layer = picture(painter), painter.document.guide_copy()
    assert layer is not None
    painter.trigger("vary")
    tap(painter, 330, 280)
    first, painted = picture(painter), painter.document.guide_copy()
    assert painted is not None
    varied = (painted != layer).any(axis=2)
    assert 0.04 < varied.mean() < 0.3
    assert np.array_equal(painted[~varied], layer[~varied])
    rest = layer[..., 3] > 0
    assert not (varied & rest).any()
    assert difference(first, before, varied) > 2 * difference(first, before, rest)
    tap(painter, 330, 280)
    assert difference(picture(painter), first, varied) > 2
    painter.trigger("undo")
    painter.trigger("undo")
    painter.settle()
    assert np.array_equal(picture(painter), before)


def test_what_is_asked_of_the_worker_carries_the_guide(
    painter: OpenEditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Picture | Grid] = []
    put = painter.editor.worker.put

    def noted(request: object) -> object:
        if isinstance(request, Picture | Grid):
            asked.append(request)
        return put(request)

    monkeypatch.setattr(painter.editor.worker, "put", noted)
    thumbnails = dict(painter.editor.live.thumbnails)
    painter.trigger("material_brush")
    painter.stroke([(200, 290), (230, 295), (260, 300), (300, 290)])
    painter.settle()
    assert [type(request) for request in asked].count(Grid) == 1
    assert sum(isinstance(request, Picture) for request in asked) >= 3
    revisions = [request.stamp.revision for request in asked]
    assert revisions == sorted(revisions)
    for request in asked:
        assert request.guide is not None
        assert request.guide is not painter.document.guide
        assert not request.guide.flags.writeable
    assert not np.array_equal(asked[0].guide, asked[-1].guide)
    later = painter.editor.live.thumbnails
    assert all(not np.array_equal(view, later[code]) for code, view in thumbnails.items())


def test_a_region_that_is_found_late_is_left_out_of_another_document(painter: OpenEditor) -> None:
    painter.editor.stack.setClean()
    painter.editor.materials.fill(250, 290)
    painter.files.new()
    painter.settle()
    assert painter.document.guide is None
    assert painter.editor.stack.count() == 0


def test_a_region_that_is_found_while_the_brush_paints_is_a_step_of_its_own(painter: OpenEditor) -> None:
    editor, document = painter.editor, painter.document
    steps = editor.stack.count()
    editor.begin_stroke("material_brush", 100, 300, 1.0)
    editor.materials.fill(250, 290)
    painter.wait(lambda: editor.client.pending == 0)
    document.continue_stroke(140, 300)
    assert editor.stack.count() == steps
    editor.end_stroke("material_brush")
    painter.wait(lambda: editor.stack.count() == steps + 2)
    painter.settle()
    editor.undo()
    assert document.guide is not None
    assert document.guide[300, 120, 3] == 255
    assert document.guide[200, 300, 3] == 0


def test_a_painted_document_opens_with_the_same_pixels(painter: OpenEditor, tmp_path: Path) -> None:
    painter.trigger("fill")
    tap(painter, 250, 290)
    layer, before = painter.document.guide_copy(), picture(painter)
    path = tmp_path / "painted.ganvas"
    painter.files.save(path)
    painter.settle()
    assert not painter.files.unsaved
    assert np.array_equal(read_document(path).guide, layer)
    painter.files.new()
    painter.settle()
    assert painter.document.guide is None
    painter.files.open(path)
    painter.settle()
    assert np.array_equal(painter.document.guide, layer)
    painter.editor.live.refresh()
    painter.settle()
    assert np.array_equal(picture(painter), before)


def test_files_in_one_style_keep_what_is_painted_in_them(painter: OpenEditor, tmp_path: Path) -> None:
    painter.trigger("fill")
    tap(painter, 250, 290)
    shown = picture(painter)
    painter.files.save(tmp_path / "painted.ganvas")
    painter.settle()
    painter.editor.styling.style_files([tmp_path / "painted.ganvas"], tmp_path)
    painter.settle()
    assert np.array_equal(read_rgb(tmp_path / "painted.png"), shown)


def test_unsaved_paint_is_brought_back_after_a_kill(painter: OpenEditor, tmp_path: Path) -> None:
    painter.trigger("fill")
    tap(painter, 250, 290)
    painter.files.autosave()
    painter.settle()
    (autosaved,) = painter.home.rglob("*.ganvas")
    assert np.array_equal(read_document(autosaved).guide, painter.document.guide)


def test_an_exported_picture_is_made_again_to_the_pixel(painter: OpenEditor, tmp_path: Path) -> None:
    painter.trigger("fill")
    tap(painter, 250, 290)
    path, shown = tmp_path / "shoe.png", picture(painter)
    painter.files.export(path)
    painter.settle()
    assert np.array_equal(read_rgb(path), shown)
    recipe = read_recipe(path.read_bytes())
    assert recipe is not None
    request, _ = from_text(recipe)
    assert request.guide_digest == digest_of(painter.document.guide_copy())
    library = Library.default()
    library.install(resources_folder() / "models" / "shoes-material.gmodel")
    assert np.array_equal(redo(recipe, library), shown)
    painter.trigger("clear_guide")
    painter.settle()
    painter.files.export(path)
    painter.settle()
    request, _ = from_text(read_recipe(path.read_bytes()) or "")
    assert request.guide_digest == ""


def test_a_hidden_layer_is_followed_and_painting_shows_it(painter: OpenEditor) -> None:
    canvas = painter.window.canvas
    painter.trigger("fill")
    tap(painter, 250, 290)
    place, shown = canvas.to_widget(250, 290).toPoint(), picture(painter)
    seen = canvas.grab().toImage().pixelColor(place)
    assert seen.blue() - seen.red() > 60
    painter.trigger("guide_visible")
    painter.settle()
    hidden = canvas.grab().toImage().pixelColor(place)
    assert hidden.red() == hidden.blue() == 255
    assert np.array_equal(picture(painter), shown)
    painter.trigger("material_brush")
    painter.stroke([(200, 290), (210, 290)])
    assert painter.window.actions_.all["guide_visible"].isChecked()


def test_only_models_that_follow_it_are_painted_for(painter: OpenEditor) -> None:
    actions = painter.window.actions_.all
    painter.trigger("fill")
    tap(painter, 250, 290)
    layer = painter.document.guide_copy()
    painter.editor.choose_model("tiny")
    painter.wait(lambda: painter.editor.model is not None and painter.editor.model.name == "tiny")
    painter.settle()
    assert not any(actions[name].isEnabled() for name in (*TOOLS, "guide_visible", "clear_guide"))
    assert actions["brush"].isChecked()
    assert np.array_equal(painter.document.guide, layer)
    painter.files.export(painter.home / "tiny.png")
    painter.settle()
    request, _ = from_text(read_recipe((painter.home / "tiny.png").read_bytes()) or "")
    assert request.guide_digest == ""
    painter.editor.undo()
    painter.wait(lambda: painter.editor.model is not None and "guide" in painter.editor.capabilities)
    painter.settle()
    assert all(actions[name].isEnabled() for name in TOOLS)
    assert np.array_equal(painter.document.guide, layer)


def test_thinner_and_thicker_change_the_tool_in_hand(painter: OpenEditor) -> None:
    settings = painter.window.settings
    painter.trigger("material_brush")
    brush, before = settings.get("brush_size"), settings.get("material_size")
    painter.trigger("thicker")
    assert settings.get("material_size") > before
    assert settings.get("brush_size") == brush


def test_regions_found_are_bounded_by_their_rectangle(painter: OpenEditor) -> None:
    found: list[RegionFound] = []
    request = FindRegion(painter.document.sketch.copy(), 250, 290)
    painter.editor.client.ask(request, found.append)
    painter.settle()
    (region,) = found
    assert region.where is not None
    assert region.where.shape == (region.rect.height, region.rect.width)
    assert region.where.any(axis=0).all()
    assert region.where.any(axis=1).all()
