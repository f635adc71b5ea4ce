"""Materials in a real window: the panel comes with a model that follows them, and paints through it."""

from __future__ import annotations

import numpy as np
from helpers.editor_window import OpenEditor
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.panels.swatches import CropDialog

FOLLOWS = "shoes-material"


def open_follower(editor: OpenEditor) -> OpenEditor:
    """Open a model that follows materials, and wait until it draws."""
    window = editor.window
    editor.editor.choose_model(FOLLOWS)
    editor.wait(lambda: window.materials is not None and window.docks["materials"].isVisible())
    editor.wait(lambda: editor.editor.live.ready)
    return editor


def test_the_panel_is_loaded_and_shown_with_a_model_that_follows_materials(editor: OpenEditor) -> None:
    window, dock = editor.window, editor.window.docks["materials"]
    assert window.materials is None
    assert dock.isHidden()
    assert not dock.toggleViewAction().isEnabled()
    open_follower(editor)
    assert dock.toggleViewAction().isEnabled()
    assert dock.widget() is window.materials.panel
    editor.settle()
    editor.editor.choose_model("tiny")
    editor.wait(lambda: dock.isHidden())
    assert not dock.toggleViewAction().isEnabled()
    assert not window.materials.panel.swatches.isEnabled()


def test_what_the_panel_chooses_is_painted_shown_and_cleared(editor: OpenEditor) -> None:
    open_follower(editor)
    window, document = editor.window, editor.document
    panel = window.materials.panel
    editor.wait(lambda: panel.swatches.list.count() > 0)
    editor.draw_shoe()
    editor.settle()
    panel.use_colour(QColor("#2040c0"))
    assert editor.editor.materials.material.colour == (0x20, 0x40, 0xC0)
    assert window.actions_.all["material_brush"].isChecked()
    panel.size_slider.slider.setValue(50)
    assert editor.editor.materials.size == panel.size_slider._to_value(50)
    editor.stroke([(200, 200), (260, 220)])
    assert document.guide is not None
    painted = document.guide[document.guide[..., 3] == 255]
    assert len(painted)
    assert np.abs(painted[:, :3].astype(int) - (0x20, 0x40, 0xC0)).max() <= 1
    editor.settle()
    editor.wait(lambda: document.result is not None)
    panel.swatches.picture_requested.emit()
    editor.wait(lambda: isinstance(QApplication.activeModalWidget(), CropDialog))
    QApplication.activeModalWidget().reject()
    panel.layer.click()
    assert not window.settings.get("guide_visible")
    window.actions_.all["guide_visible"].trigger()
    assert panel.layer.isChecked()
    panel.clear.click()
    assert not document.guide[..., 3].any()
    editor.trigger("undo")
    assert document.guide[..., 3].any()
    editor.settle()


def test_the_eyedropper_takes_a_colour_from_the_canvas_and_draws_nothing(editor: OpenEditor) -> None:
    open_follower(editor)
    window = editor.window
    panel, canvas = window.materials.panel, window.canvas
    panel.use_colour(QColor("#20c040"))
    editor.stroke([(200, 200), (260, 200), (200, 215)])
    steps = editor.editor.stack.count()
    panel.use_colour(QColor("#000000"))
    place = canvas.to_widget(230, 205).toPoint()
    shown = canvas.grab().toImage().pixelColor(place)
    panel.eyedropper.click()
    assert panel.eyedropper.isChecked()
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place)
    assert not panel.eyedropper.isChecked()
    red, green, blue = editor.editor.materials.material.colour
    assert green > max(red, blue)
    assert (red, green, blue) == (shown.red(), shown.green(), shown.blue())
    assert editor.editor.stack.count() == steps
    editor.settle()


def test_the_panel_follows_theme_and_language(editor: OpenEditor) -> None:
    open_follower(editor)
    window = editor.window
    try:
        window.settings.set("language", "zh_CN")
        assert window.docks["materials"].windowTitle() == "材质"
        assert window.materials.panel.swatches.add.text() == "添加…"
        for theme in ("dark", "light"):
            window.settings.set("theme", theme)
            corner = window.materials.panel.mapTo(window, QPoint(4, 4))
            assert (window.grab().toImage().pixelColor(corner).lightness() > 128) == (theme == "light")
    finally:
        window.settings.set("language", "en")
        window.settings.set("theme", "light")
    editor.settle()
