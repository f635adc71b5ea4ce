"""Drawing in a real window: the picture follows, styles are sampled, everything can be undone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from helpers.editor_window import OpenEditor
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.document.strokes import PAPER


def test_strokes_by_mouse_leave_ink_where_the_mouse_went_and_change_the_picture(editor: OpenEditor) -> None:
    document = editor.document
    assert document.blank
    assert document.result is None
    editor.stroke([(100, 256), (256, 256), (400, 256)])
    assert document.sketch[250:262, 120:380].min(axis=0).max() < 64
    assert document.sketch[:200].min() == PAPER
    editor.settle()
    first = document.result
    assert first is not None
    assert first.shape == (512, 512, 3)
    editor.draw_shoe()
    editor.settle()
    assert document.result is not None
    assert not np.array_equal(first, document.result)


def test_the_picture_follows_while_the_pen_is_still_down(editor: OpenEditor) -> None:
    canvas = editor.window.canvas
    start = canvas.to_widget(100, 200).toPoint()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    for x in range(110, 400, 20):
        QTest.mouseMove(canvas, canvas.to_widget(x, 200).toPoint())
    editor.wait(lambda: editor.document.result is not None)
    assert editor.document.drawing
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
    editor.settle()


def test_eight_styles_are_sampled_one_is_picked_and_undo_leads_back_to_an_empty_sheet(
    editor: OpenEditor,
) -> None:
    editor.draw_shoe()
    editor.editor.styling.reroll(seed=5, count=8)
    editor.wait(lambda: editor.document.styles.seed == 5)
    editor.settle()
    styles = editor.document.styles
    assert len(styles.variants) == 8
    views = [editor.editor.live.thumbnails[variant.code] for variant in styles.variants]
    assert len({view.tobytes() for view in views}) == 8
    before = editor.document.result
    editor.click_style(3)
    assert editor.document.styles.code() == styles.variants[3].code
    editor.settle()
    assert not np.array_equal(before, editor.document.result)
    while editor.editor.stack.canUndo():
        editor.trigger("undo")
    assert editor.document.blank
    editor.settle()
    assert editor.document.result is None
    while editor.editor.stack.canRedo():
        editor.trigger("redo")
    editor.settle()
    assert editor.document.styles.chosen() == 3


def test_a_pinned_style_stays_when_the_others_are_rolled(editor: OpenEditor) -> None:
    kept, others = editor.document.styles.variants[2], editor.document.styles.variants[3:]
    grid = editor.window.styles.grid
    corner = grid.pin_rect(2).center()
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, corner)
    editor.editor.styling.reroll(seed=99)
    editor.wait(lambda: editor.document.styles.seed == 99)
    variants = editor.document.styles.variants
    assert variants[2].code == kept.code
    assert variants[2].pinned
    assert all(new.code != old.code for new, old in zip(variants[3:], others, strict=True))


def test_no_picture_of_an_undone_sketch_ever_lands(editor: OpenEditor) -> None:
    landed: list[tuple[int, bool]] = []
    document = editor.document
    document.result_changed.connect(
        lambda: landed.append((document.result_revision, document.blank and document.result is not None))
    )
    for round_ in range(6):
        editor.stroke([(60, 60 + 60 * round_), (440, 90 + 60 * round_)])
        editor.trigger("undo")
        editor.qtbot.wait(3 * round_)
    editor.settle()
    assert document.blank
    assert document.result is None
    assert not any(stale for _, stale in landed)


def test_a_style_that_is_left_at_once_never_lands_after_the_one_that_followed(editor: OpenEditor) -> None:
    editor.draw_shoe()
    editor.settle()
    for place in (1, 2, 3, 4, 5):
        editor.editor.styling.use_variant(place)
    editor.settle()
    quick = editor.document.result
    editor.editor.styling.use_variant(0)
    editor.settle()
    editor.editor.styling.use_variant(5)
    editor.settle()
    assert quick is not None
    assert np.array_equal(quick, editor.document.result)


def test_a_dropped_photo_becomes_a_sketch_or_a_style_as_asked(editor: OpenEditor, tmp_path: Path) -> None:
    from engine.images.codec import write_image

    photo = np.full((120, 160, 3), 240, np.uint8)
    photo[30:90, 40:120] = (120, 40, 30)
    write_image(tmp_path / "photo.png", photo)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "photo.png"))])
    editor.window.canvas.dropped.emit(mime)
    buttons = editor.window.notice.findChildren(type(editor.window.styles.roll))
    assert [button.text() for button in buttons] == ["As Drawing", "Photo to Sketch", "As Style"]
    QTest.mouseClick(buttons[1], Qt.MouseButton.LeftButton)
    editor.wait(lambda: not editor.document.blank)
    ink = editor.document.sketch < 128
    assert 0.001 < ink.mean() < 0.2
    editor.window.styles.exemplars.well.dropped.emit(mime)
    editor.wait(lambda: bool(editor.document.styles.exemplars))
    assert editor.document.styles.mix == 1.0
    assert editor.document.styles.code() == editor.document.styles.exemplars[0].code
    editor.window.styles.exemplars.mix.slider.setValue(40)
    editor.window.styles.exemplars.mix.slider.setValue(0)
    assert editor.document.styles.code() == editor.document.styles.base
    editor.trigger("undo")
    assert editor.document.styles.mix == 1.0
    editor.settle()


def test_the_sketch_can_be_copied_and_pasted(editor: OpenEditor) -> None:
    editor.draw_shoe()
    drawn = editor.document.sketch.copy()
    editor.trigger("copy_sketch")
    editor.trigger("clear")
    assert editor.document.blank
    editor.trigger("paste")
    editor.wait(lambda: not editor.document.blank)
    assert np.array_equal(editor.document.sketch, drawn)
    QApplication.clipboard().clear()


def test_zooming_keeps_the_paper_under_the_pointer_and_drawing_lands_there(editor: OpenEditor) -> None:
    canvas = editor.window.canvas
    place = canvas.to_widget(200, 180)
    canvas.zoom(3.0, place)
    assert canvas.to_paper(place) == pytest.approx((200, 180), abs=0.01)
    editor.stroke([(200, 180), (215, 180)])
    assert editor.document.sketch[176:184, 200:215].min() < 64
    editor.trigger("fit")
    assert canvas.view.scale < 3


def test_the_language_is_switched_while_the_window_is_open(editor: OpenEditor) -> None:
    assert editor.window.docks["styles"].windowTitle() == "Styles"
    editor.window.settings.set("language", "zh_CN")
    assert editor.window.docks["styles"].windowTitle() == "风格"
    assert editor.window.actions_.all["save"].text() == "保存"
    editor.window.settings.set("language", "en")
    assert editor.window.docks["styles"].windowTitle() == "Styles"


def test_what_the_engine_says_is_in_the_language_of_the_window(editor: OpenEditor, tmp_path: Path) -> None:
    editor.window.settings.set("language", "zh_CN")
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture")
    try:
        editor.window.dialogs.open_path(broken)
        notice = editor.window.notice.text
        editor.wait(lambda: notice.text().startswith("broken.png "))
        assert notice.text() == "broken.png 不是 Ganvas 能读取的图片（PNG、JPEG、WebP、TIFF、BMP 或 GIF）。"
    finally:
        editor.window.settings.set("language", "en")
