"""Systems of two domains in a real window: each of the six through the same panels, both ways, and back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from helpers.editor_window import OpenEditor
from helpers.sharing import made_once
from helpers.two_domains import TINY
from PySide6.QtCore import QMimeData, QUrl
from pytestqt.qtbot import QtBot

from app.document.file_format import read_document
from app.window.style_dialogs import SwapDialog
from engine.bundle.library import Library
from engine.images.codec import read_rgb, write_image
from engine.images.metadata import read_recipe
from engine.requests.replay import redo
from engine.translation import tiling as full_size

# Their models are trained first.
pytestmark = pytest.mark.slow

QUICK = ("discogan", "munit")
SYSTEMS = [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in TINY]


@pytest.fixture(scope="session")
def munit_of_sketches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A MUNIT whose first domain are sketches."""
    from helpers.unpaired_bundles import make_bundle

    make = partial(make_bundle, "munit", settings={**TINY["munit"], "kind_a": "sketch"})
    return made_once(tmp_path_factory, "munit-of-sketches.gmodel", make)


@pytest.fixture
def editor(
    request: pytest.FixtureRequest, qtbot: QtBot, ganvas_home: Path, bundle_of: Callable[[str], Path]
) -> Iterator[OpenEditor]:
    """A window with the tiny system that the test names, "munit" where it names none."""
    name = getattr(request, "param", "munit")
    bundle = request.getfixturevalue("munit_of_sketches") if name == "munit" else bundle_of(name)
    (ganvas_home / "models").mkdir()
    shutil.copy(bundle, ganvas_home / "models" / f"{name}.gmodel")
    made = OpenEditor(qtbot, ganvas_home, bundle).show(model=f"tiny-{name}").ready()
    yield made
    made.close()


def photo(path: Path, seed: int = 0, size: tuple[int, int] = (80, 100)) -> Path:
    rng = np.random.default_rng(seed)
    height, width = size
    pixels = np.full((height, width, 3), rng.integers(120, 255, 3), np.uint8)
    pixels[height // 4 : -height // 4, width // 4 : -width // 4] = rng.integers(0, 140, 3)
    pixels[: height // 3, : width // 3] = rng.integers(0, 255, 3)
    write_image(path, pixels)
    return path


def again(editor: OpenEditor, picture: Path) -> np.ndarray:
    recipe = read_recipe(picture.read_bytes())
    assert recipe is not None
    return redo(recipe, Library(editor.home / "no", editor.home / "models"))


def exported(editor: OpenEditor, path: Path) -> np.ndarray:
    editor.settle()
    editor.files.export(path)
    editor.wait(path.exists)
    editor.settle()
    pixels = read_rgb(path)
    assert np.array_equal(pixels, editor.document.result)
    assert np.array_equal(again(editor, path), pixels)
    return pixels


def test_a_large_photo_is_exported_at_its_own_size(
    editor: OpenEditor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, path = editor.document, tmp_path / "full.png"
    assert editor.window.actions_.all["export_full_size"].isEnabled()
    editor.editor.sources.import_source("input", path=photo(tmp_path / "photo.png", size=(117, 150)))
    editor.wait(lambda: document.source.underlay is not None)
    editor.settle()
    editor.files.export(path, full_size=True)
    editor.wait(path.exists)
    editor.settle()
    pixels = read_rgb(path)
    assert pixels.shape == (117, 150, 3)
    assert not np.array_equal(pixels, document.result), "not the model's square, enlarged"
    assert np.array_equal(again(editor, path), pixels)

    # In tiles it takes rounds, each of which tells how far it is and can be the last.
    monkeypatch.setitem(full_size.translate_full_size.__kwdefaults__, "whole_pixels", 0)
    monkeypatch.setitem(full_size.translate_full_size.__kwdefaults__, "tile", 64)
    info: list[str] = []
    editor.editor.client.failed.connect(info.append)
    editor.editor.client.progressed.connect(lambda *_: editor.editor.client.cancel())
    editor.files.export(tmp_path / "never.png", full_size=True)
    editor.wait(lambda: bool(info))
    assert info == ["Stopped; the document is as it was."]
    assert not (tmp_path / "never.png").exists()


@pytest.mark.parametrize("editor", SYSTEMS, indirect=True)
def test_each_system_takes_a_picture_in_both_directions_and_back(editor: OpenEditor, tmp_path: Path) -> None:
    window, document, sources = editor.window, editor.document, editor.editor.sources
    bar = window.direction
    has_styles = "style" in editor.editor.capabilities
    assert bar.isVisible()
    assert {"forward", "backward"} <= set(bar.directions)
    assert ("restyle_output" in bar.directions) == has_styles
    assert window.docks["styles"].isVisible() == has_styles
    sources.import_source("input", path=photo(tmp_path / "photo.png"))
    editor.wait(lambda: document.source.underlay is not None)
    assert document.sketch.shape == (80, 100), "the paper takes the photo's size"
    there = exported(editor, tmp_path / "there.png")
    if has_styles:
        assert len(editor.editor.live.thumbnails) == document.styles.count
        before = there
        editor.click_style(3)
        there = exported(editor, tmp_path / "styled.png")
        assert not np.array_equal(before, there)
    bar.directions["backward"].click()
    assert document.source.direction == "backward"
    back = exported(editor, tmp_path / "back.png")
    assert not np.array_equal(there, back)
    editor.trigger("turn")
    assert document.source.direction == "forward"
    editor.settle()
    assert np.array_equal(document.result, there)
    dialog = window.stylist.show_cycle()
    editor.wait(lambda: dialog.cycle is not None)
    assert dialog.cycle is not None
    assert np.array_equal(dialog.cycle.there, there)
    expected = np.abs(read_rgb(tmp_path / "photo.png").astype(float) - dialog.cycle.back).mean(axis=2) / 255
    np.testing.assert_allclose(dialog.cycle.error, expected, atol=1e-6)
    assert f"{expected.mean():.1%}" in dialog.text.text()
    dialog.write(tmp_path / "cycle.png")
    assert read_rgb(tmp_path / "cycle.png").shape[1] > 4 * 100
    dialog.close()
    editor.trigger("result_to_input")
    assert document.source.direction == "backward"
    assert np.array_equal(document.source.underlay, there)
    editor.settle()
    editor.trigger("undo")
    assert document.source.direction == "forward"
    editor.stroke([(20, 40), (80, 44)])
    editor.settle()
    assert not np.array_equal(document.result, there), "ink over the photo counts"
    exported(editor, tmp_path / "inked.png")
    shown = document.result
    editor.files.save(tmp_path / "a.ganvas")
    editor.wait(lambda: not editor.files.unsaved)
    saved = read_document(tmp_path / "a.ganvas")
    assert np.array_equal(saved.source.underlay, document.source.underlay)
    while editor.editor.stack.canUndo():
        editor.trigger("undo")
    assert document.source.underlay is None
    assert document.blank
    editor.editor.stack.setClean()
    editor.files.open(tmp_path / "a.ganvas")
    editor.wait(lambda: not document.blank)
    editor.settle()
    assert np.array_equal(document.result, shown)


def test_exemplars_belong_to_the_kind_of_picture_that_comes_out(editor: OpenEditor, tmp_path: Path) -> None:
    document, bar = editor.document, editor.window.direction
    assert bar.directions["forward"].text() == "Sketch to Photo"
    assert bar.directions["restyle_output"].text() == "Photo in another style"
    editor.draw_shoe()
    editor.editor.styling.read([photo(tmp_path / "a.png", 1)])
    editor.wait(lambda: bool(document.styles.exemplars))
    editor.trigger("keep_style")
    editor.wait(lambda: len(editor.editor.styling.shelf) == 1)
    bar.directions["restyle_output"].click()
    assert document.styles.exemplars, "the same kind of picture comes out"
    bar.directions["backward"].click()
    assert not document.styles.exemplars
    assert editor.editor.styling.shelf == ()
    editor.settle()
    editor.trigger("undo")
    assert document.styles.exemplars
    assert document.source.direction == "restyle_output"
    assert len(editor.editor.styling.shelf) == 1
    editor.settle()


def test_two_photos_swap_styles_and_either_becomes_the_document(editor: OpenEditor, tmp_path: Path) -> None:
    paths = [photo(tmp_path / "a.png", 1), photo(tmp_path / "b.png", 2, (60, 60))]
    editor.draw_shoe()
    editor.settle()
    drawn = editor.document.sketch.copy()
    editor.editor.sources.go("restyle_output")
    dialog = SwapDialog(editor.editor, editor.window.theme, editor.window)
    dialog.show()
    assert [dialog.directions.itemText(row) for row in range(3)] == [
        "Both: Photo",
        "Both: Sketch",
        "First: Sketch; second: Photo",
    ]
    assert not dialog.uses[0].isEnabled()
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    dialog.wells[0].dropped.emit(mime)
    editor.wait(lambda: dialog.swapped is not None)
    assert dialog.swapped is not None
    first, second = dialog.swapped.dressed
    assert first.pixels.shape == (80, 100, 3)
    assert second.pixels.shape == (60, 60, 3)
    assert dialog.views[1].caption.text() == "b.png in the style of a.png"
    dialog.uses[1].click()
    editor.wait(lambda: editor.document.sketch.shape == (60, 60))
    assert [exemplar.name for exemplar in editor.document.styles.exemplars] == ["a.png"]
    pixels = exported(editor, tmp_path / "swapped.png")
    assert np.array_equal(pixels, second.pixels)
    editor.trigger("undo")
    assert np.array_equal(editor.document.sketch, drawn)
    assert not editor.document.styles.exemplars
    editor.settle()


def test_a_swap_that_cannot_be_read_says_so_and_the_document_stays(
    editor: OpenEditor, tmp_path: Path
) -> None:
    dialog = SwapDialog(editor.editor, editor.window.theme, editor.window)
    (tmp_path / "no.png").write_bytes(b"no picture")
    dialog.choose_photo(0, photo(tmp_path / "a.png"))
    dialog.choose_photo(1, tmp_path / "no.png")
    editor.wait(lambda: "no.png" in dialog.message.text())
    assert dialog.swapped is None
    assert editor.editor.stack.count() == 0
    dialog.deleteLater()


def test_a_document_that_goes_back_opens_forward_with_a_model_of_one_direction(
    editor: OpenEditor, tiny_bundle: Path, tmp_path: Path
) -> None:
    editor.editor.sources.import_source("input", path=photo(tmp_path / "a.png"))
    editor.wait(lambda: editor.document.source.underlay is not None)
    editor.window.direction.directions["backward"].click()
    editor.settle()
    editor.editor.choose_model(str(tiny_bundle))
    editor.wait(lambda: editor.document.model.name == str(tiny_bundle))
    assert editor.document.source.direction == "forward"
    assert not editor.window.direction.isVisible()
    assert not editor.window.actions_.all["turn"].isEnabled()
    editor.settle()
    editor.trigger("undo")
    assert editor.document.source.direction == "backward"
    editor.wait(lambda: editor.editor.model is not None and editor.editor.model.name == "tiny-munit")
    editor.wait(lambda: editor.editor.live.ready)
    editor.settle()


def test_a_dropped_photo_may_be_the_input_and_opening_one_begins_with_it(
    editor: OpenEditor, tmp_path: Path
) -> None:
    path = photo(tmp_path / "a.png")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    editor.window.canvas.dropped.emit(mime)
    buttons = editor.window.notice.findChildren(type(editor.window.styles.roll))
    assert [b.text() for b in buttons] == ["As Drawing", "Photo to Sketch", "As Photo", "As Style"]
    buttons[2].click()
    editor.wait(lambda: editor.document.source.underlay is not None)
    editor.trigger("remove_input")
    assert editor.document.blank
    editor.settle()
    editor.editor.stack.setClean()
    editor.files.open(path)
    editor.wait(lambda: not editor.document.blank)
    assert editor.document.source.underlay is None, "a model of sketches is given a drawing"
    editor.settle()
    editor.window.direction.directions["backward"].click()
    editor.editor.stack.setClean()
    editor.files.open(path)
    editor.wait(lambda: editor.document.source.underlay is not None)
    assert np.array_equal(editor.document.source.underlay, read_rgb(path))
    editor.settle()
