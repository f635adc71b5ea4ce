"""Models in a real window: chosen, undone, missing, and shown by what they can do."""

from __future__ import annotations

import gc
import shutil
import statistics
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from helpers.editor_window import OpenEditor
from PySide6.QtWidgets import QTabBar, QToolButton
from pytestqt.qtbot import QtBot

from app.document.document import ModelName
from app.document.file_format import read_document, write_document
from engine.backends.recovery import RecoveringBackend


def test_another_model_is_one_step_of_the_history(editor: OpenEditor) -> None:
    shutil.copy(editor.home / "models" / "tiny.gmodel", editor.home / "models" / "other.gmodel")
    editor.draw_shoe()
    editor.settle()
    before = editor.document.result
    editor.editor.choose_model(str(editor.home / "models" / "other.gmodel"))
    editor.wait(lambda: editor.document.model.name.endswith("other.gmodel"))
    editor.settle()
    editor.trigger("undo")
    assert editor.document.model.name == "tiny"
    editor.wait(lambda: editor.editor.model.name == "tiny" and editor.editor.live.ready)
    editor.settle()
    assert np.array_equal(before, editor.document.result)
    assert not editor.document.blank


def test_a_document_of_a_model_that_is_not_here_opens_with_the_one_that_is(
    editor: OpenEditor, tmp_path: Path
) -> None:
    editor.draw_shoe()
    editor.settle()
    path = tmp_path / "a.ganvas"
    snapshot = editor.document.snapshot()
    short = replace(snapshot.styles, variants=(), base=(1.0, 2.0), exemplars=())
    write_document(path, replace(snapshot, model=ModelName("elsewhere", "abc"), styles=short))
    assert read_document(path).model.name == "elsewhere"
    editor.editor.stack.setClean()
    editor.files.open(path)
    editor.wait(lambda: not editor.window.notice.isHidden())
    assert "elsewhere" in editor.window.notice.text.text()
    editor.wait(lambda: editor.document.model.name == "tiny" and len(editor.document.styles.base) == 8)
    editor.settle()
    assert np.array_equal(editor.document.sketch, snapshot.sketch)
    assert editor.document.result is not None


def test_the_panel_of_styles_leaves_with_a_model_that_has_none(editor: OpenEditor) -> None:
    window, model = editor.window, editor.editor.model
    assert model is not None
    assert window.docks["styles"].isVisible()
    editor.editor.model = replace(model, capabilities=frozenset({"translate"}))
    editor.editor.model_changed.emit()
    assert not window.docks["styles"].isVisible()
    assert not window.actions_.all["reroll"].isEnabled()
    editor.editor.model = replace(model, capabilities=frozenset({"translate", "style"}))
    editor.editor.model_changed.emit()
    assert window.docks["styles"].isVisible()
    assert not window.styles.exemplars.isVisible()


def test_the_status_bar_tells_device_backend_time_and_memory(editor: OpenEditor) -> None:
    editor.draw_shoe()
    editor.settle()
    status = editor.window.status
    assert any(name in status.device.text() for name in ("ONNX Runtime", "OpenVINO"))
    assert status.picture.text().startswith("Picture in ")
    assert 20 < int(status.memory.text().split()[0]) < 3000


def test_a_shortcut_can_be_changed_and_one_that_is_taken_is_refused(editor: OpenEditor) -> None:
    from PySide6.QtGui import QKeySequence

    from app.window.keys import ShortcutDialog, shortcut_of

    dialog = ShortcutDialog(editor.window.settings, editor.window.actions_.all, editor.window)
    dialog.editors["brush"].setKeySequence(QKeySequence("Ctrl+Alt+B"))
    dialog.editors["brush"].editingFinished.emit()
    assert editor.window.actions_.all["brush"].shortcut().toString() == "Ctrl+Alt+B"
    assert shortcut_of(editor.window.settings, "brush") == "Ctrl+Alt+B"
    dialog.editors["line"].setKeySequence(QKeySequence("Ctrl+Z"))
    dialog.editors["line"].editingFinished.emit()
    assert editor.window.actions_.all["line"].shortcut().toString() == "L"
    assert "Undo" in dialog.message.text()
    dialog.deleteLater()


def test_everything_that_can_be_pressed_has_a_name_and_a_tip(editor: OpenEditor) -> None:
    for button in editor.window.findChildren(QToolButton):
        if not button.objectName().startswith("qt_") and not isinstance(button.parent(), QTabBar):
            named = button.accessibleName() or button.text() or button.toolTip()
            assert named, button
            assert button.toolTip(), named


def test_the_window_does_not_wait_for_the_model_while_drawing(editor: OpenEditor) -> None:
    document = editor.document
    editor.editor.begin_stroke("brush", 50, 50, 1.0)
    times = []
    for step in range(200):
        start = time.perf_counter()
        document.continue_stroke(50 + 2 * step, 50 + step, 1.0)
        times.append(time.perf_counter() - start)
    editor.editor.end_stroke("brush")
    assert statistics.median(times) < 0.005
    editor.settle()


def backends_in_memory() -> int:
    gc.collect()
    return sum(issubclass(type(each), RecoveringBackend) for each in gc.get_objects())


@pytest.mark.slow
def test_a_closed_window_lets_go_of_its_model(qtbot: QtBot, ganvas_home: Path, tiny_bundle: Path) -> None:
    before = backends_in_memory()
    editor = OpenEditor(qtbot, ganvas_home, tiny_bundle).show().ready()
    assert backends_in_memory() == before + 1
    editor.close()
    # The window's own Python object is still held, by this test.
    editor.wait(lambda: backends_in_memory() == before)
