"""A window that fits any screen, with every panel within reach; keys that mean what people expect."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from helpers.editor_window import OpenEditor
from PySide6.QtCore import QMimeData, QSize, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.actions import ACTIONS, CANVAS_KEYS
from app.window.keys import CommandPalette, keys_of
from engine.files import resources_folder
from engine.images.codec import write_image

LARGEST = QSize(1000, 640)


@pytest.fixture
def plain(qtbot: QtBot, ganvas_home: Path, tiny_bundle: Path) -> Iterator[OpenEditor]:
    """A window without a model yet."""
    made = OpenEditor(qtbot, ganvas_home, tiny_bundle)
    yield made
    made.window.settings.set("language", "en")
    made.close()


def fill(editor: OpenEditor, folder: Path) -> None:
    """Four photos to take a style of, and a full shelf, as far as the model has styles."""
    document, capabilities = editor.document, editor.editor.capabilities
    if "encode_style" in capabilities:
        rng, mime = np.random.default_rng(0), QMimeData()
        for seed in range(4):
            write_image(folder / f"{seed}.png", rng.integers(0, 255, (40, 40, 3), dtype=np.uint8))
        mime.setUrls([QUrl.fromLocalFile(str(folder / f"{seed}.png")) for seed in range(4)])
        editor.window.styles.exemplars.well.dropped.emit(mime)
        editor.wait(lambda: len(document.styles.exemplars) == 4)
    if "style" in capabilities:
        for _ in range(4):
            editor.trigger("keep_style")
            editor.trigger("next_style")


def check_fits(editor: OpenEditor, language: str) -> None:
    window = editor.window
    window.settings.set("language", language)
    window.notice.report("A sentence of some length about what happened, and what can be done about it.")
    editor.qtbot.wait(50)
    least = window.minimumSizeHint()
    assert least.width() <= LARGEST.width(), language
    assert least.height() <= LARGEST.height(), language
    window.resize(LARGEST)
    editor.qtbot.wait(50)
    assert window.size() == LARGEST
    inside = window.rect()
    for part in (window.canvas, window.statusBar(), window.direction, *window.docks.values()):
        if not part.visibleRegion().isEmpty():
            corner = part.mapTo(window, part.rect().bottomRight())
            assert inside.contains(corner), part.objectName()


BUNDLED = sorted(path.stem for path in (resources_folder() / "models").glob("*.gmodel"))


@pytest.mark.parametrize("model", BUNDLED)
def test_the_window_fits_a_small_screen_with_each_bundled_model(
    model: str, plain: OpenEditor, tmp_path: Path
) -> None:
    plain.show(model=model)
    plain.wait(lambda: plain.editor.model is not None and plain.editor.model.name == model)
    plain.settle()
    fill(plain, tmp_path)
    for language in ("zh_CN", "en"):
        check_fits(plain, language)
    for dock in plain.window.docks.values():
        if dock.isVisible():
            dock.raise_()
            check_fits(plain, "en")


@pytest.mark.slow
def test_the_window_fits_with_a_model_that_goes_four_ways(
    qtbot: QtBot, ganvas_home: Path, bundle_of: Callable[[str], Path], tmp_path: Path
) -> None:
    editor = OpenEditor(qtbot, ganvas_home, bundle_of("munit")).show(model="tiny-munit").ready()
    fill(editor, tmp_path)
    bar = editor.window.direction
    check_fits(editor, "en")
    assert bar.isVisible()
    assert bar.more.isVisible()
    names = [action.text() for action in bar.more.menu().actions()]
    assert names == [editor.window.actions_.all[name].text() for name in bar.handlers]
    # Narrower still: the ways themselves are in a menu, and it chooses.
    bar.setFixedWidth(bar.minimumSizeHint().width())
    editor.qtbot.wait(50)
    assert bar.chosen.isVisible()
    assert not any(button.isVisible() for button in bar.directions.values())
    bar.chosen.menu().actions()[1].trigger()
    assert editor.document.source.direction == list(bar.directions)[1]
    bar.setFixedWidth(bar.sizeHint().width())
    editor.qtbot.wait(50)
    assert all(button.isVisible() for button in bar.directions.values())
    assert not bar.more.isVisible()
    editor.close()


def test_a_new_window_lies_on_the_screen_however_far_the_one_before_it_was(editor: OpenEditor) -> None:
    room = QGuiApplication.primaryScreen().availableGeometry()
    editor.window.move(room.right() - 60, room.bottom() - 60)
    other = editor.window.windows.add(editor.window)
    assert room.contains(other.geometry())
    other.close()


def test_all_of_a_panel_can_be_scrolled_to(editor: OpenEditor) -> None:
    window = editor.window
    window.resize(LARGEST)
    editor.qtbot.wait(50)
    for panel in (window.sketch, window.model, window.mixing):
        area = panel.parentWidget().parentWidget()
        assert isinstance(area, QScrollArea)
        hidden = panel.minimumSizeHint().height() - area.viewport().height()
        if area.isVisible() and hidden > 0:
            assert area.verticalScrollBar().maximum() >= hidden
    # One scroll area holds variants, photos and the shelf.
    areas = {part.parentWidget() for part in (window.styles.grid, window.styles.shelf)}
    assert len(areas) == 1


def test_panels_hide_and_come_back_and_the_layout_can_be_reset(editor: OpenEditor) -> None:
    window, parts = editor.window, [*editor.window.docks.values(), editor.window.tools]
    before = {part.objectName() for part in parts if part.isVisible()}
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_Tab)
    assert not any(part.isVisible() for part in parts)
    QTest.keyClick(window.canvas, Qt.Key.Key_Tab)
    assert {part.objectName() for part in parts if part.isVisible()} == before
    window.docks["sketch"].setFloating(True)
    window.docks["history"].hide()
    window.tools.hide()
    editor.trigger("reset_layout")
    assert not window.docks["sketch"].isFloating()
    assert {part.objectName() for part in parts if part.isVisible()} == before


def test_panels_that_are_hidden_when_the_window_closes_are_there_the_next_time(
    qtbot: QtBot, ganvas_home: Path, tiny_bundle: Path
) -> None:
    editor = OpenEditor(qtbot, ganvas_home, tiny_bundle).show().ready()
    editor.trigger("panels")
    editor.close()
    again = OpenEditor(qtbot, ganvas_home, tiny_bundle).show().ready()
    assert again.window.docks["history"].isVisible()
    assert again.window.tools.isVisible()
    again.close()


@pytest.mark.parametrize(
    ("keys", "action"),
    [
        ("Ctrl+Y", "redo"),
        ("Ctrl+Shift+Z", "redo"),
        ("Ctrl+W", "close"),
        ("Ctrl+Q", "quit"),
        ("F1", "shortcuts"),
        ("F11", "full_screen"),
        ("Ctrl+Shift+P", "commands"),
        ("1", "actual"),
        ("2", "fit"),
        ("3", "fit_width"),
    ],
)
def test_usual_keys(keys: str, action: str, editor: OpenEditor) -> None:
    assert QKeySequence(keys) in editor.window.actions_.all[action].shortcuts()


@pytest.mark.parametrize("keys", ["Ctrl+T", "Ctrl+D", "Ctrl+R", "Ctrl+M"])
def test_keys_that_mean_other_things_elsewhere_are_free(keys: str) -> None:
    assert not [name for name, spec in ACTIONS.items() if keys in spec.shortcut.split("; ")]


def test_a_key_of_ones_own_is_taken_from_the_actions_that_have_it_by_default(editor: OpenEditor) -> None:
    settings = editor.window.settings
    settings.save("shortcuts/zoom_in", "Ctrl+Y")
    settings.save("shortcuts/zoom_out", "")
    keys = keys_of(settings)
    assert keys["zoom_in"] == [QKeySequence("Ctrl+Y")]
    assert keys["zoom_out"] == []
    assert keys["redo"] == [QKeySequence("Ctrl+Shift+Z")]


def test_delete_clears_the_sketch_from_the_canvas_alone(editor: OpenEditor) -> None:
    assert CANVAS_KEYS["clear"] == "Delete"
    window = editor.window
    editor.draw_shoe()
    drawn = editor.document.sketch.copy()
    window.sketch.pen_width.slider.setFocus()
    QTest.keyClick(window.sketch.pen_width.slider, Qt.Key.Key_Delete)
    assert np.array_equal(editor.document.sketch, drawn)
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_Delete)
    assert editor.document.sketch.min() == 255
    editor.trigger("undo")
    assert np.array_equal(editor.document.sketch, drawn)


@pytest.mark.parametrize("mode", ["mirror", "live"])
def test_a_mode_that_a_letter_flips_says_so(mode: str, editor: OpenEditor) -> None:
    action = editor.window.actions_.all[mode]
    action.trigger()
    first = editor.window.status.currentMessage()
    action.trigger()
    second = editor.window.status.currentMessage()
    assert action.text() in first
    assert action.text() in second
    assert first != second


def test_a_command_is_found_by_words_of_its_name_and_done(editor: OpenEditor) -> None:
    palette = CommandPalette(editor.window.actions_.all, editor.window)
    QTest.keyClicks(palette.text, "mirr")
    assert "Mirror" in palette.list.item(0).text()
    QTest.keyClick(palette.text, Qt.Key.Key_Return)
    assert palette.chosen is editor.window.actions_.all["mirror"]


def test_commands_are_found_in_either_language_and_useless_ones_cannot_be_chosen(editor: OpenEditor) -> None:
    editor.window.settings.set("language", "zh_CN")
    palette = CommandPalette(editor.window.actions_.all, editor.window)
    palette.text.setText("mirror")
    assert palette.list.count() >= 1
    assert palette.list.currentItem().data(Qt.ItemDataRole.UserRole) == "mirror"
    palette.text.setText("refine")
    assert not editor.window.actions_.all["refine"].isEnabled()
    QTest.keyClick(palette.text, Qt.Key.Key_Return)
    assert palette.chosen is None
    palette.text.setText("no such thing")
    assert palette.list.count() == 0
    QTest.keyClick(palette.text, Qt.Key.Key_Return)
    assert palette.chosen is None
    editor.window.settings.set("language", "en")


def test_quitting_closes_every_window(editor: OpenEditor) -> None:
    windows = editor.window.windows
    windows.add(editor.window)
    assert len(windows.open) == 2
    editor.trigger("quit")
    assert windows.open == []


def test_the_canvas_has_a_menu_of_its_own(editor: OpenEditor) -> None:
    canvas: QWidget = editor.window.canvas
    canvas.customContextMenuRequested.emit(canvas.rect().center())
    shown = [menu for menu in editor.window.findChildren(QMenu) if menu.isVisible()]
    assert len(shown) == 1
    assert editor.window.actions_.all["copy"] in shown[0].actions()
    shown[0].close()
