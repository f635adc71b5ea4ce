"""What is dropped on the window: every file counts, drawings by their ink, and names are only names."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from helpers.editor_window import OpenEditor
from PIL import Image
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import Qt, QTextDocumentFragment
from PySide6.QtWidgets import QApplication, QPushButton

from app.editor.files import EXPORT_SUFFIXES
from app.panels.widgets import dropped_pictures, elided_words, label, picture_kinds, plain_tip, question
from engine.files import PICTURE_FORMATS
from engine.images.codec import pictures_in, write_image
from engine.images.fitting import dark_on_light
from trainer.data.sources import open_sources


def drop_of(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def line_at(column: int, folder: Path) -> Path:
    pixels = np.full((300, 300), 255, np.uint8)
    pixels[40:260, column : column + 4] = 0
    path = folder / f"{column}.png"
    write_image(path, pixels)
    return path


def press_choice(editor: OpenEditor, text: str) -> None:
    buttons = editor.window.notice.findChildren(QPushButton)
    next(button for button in buttons if button.text() == text and button.isVisible()).click()


def columns_of(window) -> list[int]:
    sketch = window.editor.document.sketch
    return [
        column for column in (50, 120, 200) if (sketch[100:200] < 128).any(axis=0)[scaled(window, column)]
    ]


def scaled(window, column: int) -> int:
    return round((column + 2) * window.editor.document.sketch.shape[1] / 300)


def test_of_several_dropped_drawings_each_is_used(editor: OpenEditor, tmp_path: Path) -> None:
    paths = [line_at(column, tmp_path) for column in (50, 120, 200)]
    editor.window.intake.take_drop(drop_of(*paths))
    assert "3" in editor.window.notice.text.text()
    press_choice(editor, "As Drawing")
    windows = editor.window.windows
    editor.wait(lambda: len(windows.open) == 3 and all(columns_of(window) for window in windows.open))
    assert [columns_of(window) for window in windows.open] == [[50], [120], [200]]
    close_others(editor)


def test_of_several_dropped_documents_each_opens(editor: OpenEditor, tmp_path: Path) -> None:
    paths = []
    for number in range(2):
        editor.stroke([(100, 100 + 50 * number), (300, 120 + 50 * number)])
        paths.append(tmp_path / f"{number}.ganvas")
        editor.files.save(paths[-1])
        editor.wait(lambda: not editor.files.unsaved)
    editor.trigger("new")
    editor.window.intake.take_drop(drop_of(*paths))
    windows = editor.window.windows
    editor.wait(lambda: [window.editor.document.path for window in windows.open] == paths)
    close_others(editor)


def close_others(editor: OpenEditor) -> None:
    for window in list(editor.window.windows.open):
        if window is not editor.window:
            window.editor.stack.setClean()
            window.close()


def test_more_files_than_windows_are_named_and_not_forgotten(editor: OpenEditor, monkeypatch) -> None:
    monkeypatch.setattr("app.window.file_dialogs.MOST_WINDOWS", 0)
    editor.window.intake._in_windows([Path("left one.png")], lambda window, path: None)
    assert "left one.png" in editor.window.notice.text.text()


NAMES = [
    "<b>x</b>.png",
    "a&amp;b &lt; c.png",
    "<img src=x>" * 9 + ".png",
    "n" * 240 + ".png",
    "鞋" * 80 + ".png",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_a_notice_is_text_and_never_widens_the_window(editor: OpenEditor, name: str) -> None:
    notice, window = editor.window.notice, editor.window
    before = window.minimumSizeHint().width()
    notice.report(f"{name} is damaged; nothing was opened.")
    QApplication.processEvents()
    assert window.minimumSizeHint().width() <= before
    assert notice.text.textFormat() == Qt.TextFormat.PlainText
    shown = notice.text.text()
    assert shown == f"{name} is damaged; nothing was opened." or ("…" in shown and notice.text.toolTip())
    tip = plain_tip(name)
    seen = QTextDocumentFragment.fromHtml(tip).toPlainText() if Qt.mightBeRichText(tip) else tip
    assert seen == name
    box = question(window, name)
    assert box.textFormat() == Qt.TextFormat.PlainText
    assert label(name).textFormat() == Qt.TextFormat.PlainText
    assert len(max(elided_words(name).split(), key=len)) < 100


def test_words_that_can_be_broken_stay_whole() -> None:
    for text in ("文件已损坏" * 30, "one two three " * 30):
        assert elided_words(text) == text


@pytest.mark.parametrize("ending", PICTURE_FORMATS)
def test_an_ending_counts_everywhere(ending: str, tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    path = folder / f"shoe{ending.upper()}"
    kind = PICTURE_FORMATS[ending]
    Image.new("RGB", (16, 16), (9, 99, 200)).save(path, kind)
    assert pictures_in([folder]) == [path]
    assert dropped_pictures(drop_of(path)) == [path]
    assert f"*{ending}" in picture_kinds()
    assert [list(source.names) for source in open_sources([folder])] == [[path.name]]
    assert (ending in EXPORT_SUFFIXES) == (kind in ("png", "jpeg", "webp", "tiff"))


# Ink


def lines(width: int = 3) -> np.ndarray:
    mask = np.zeros((120, 160), bool)
    mask[20 : 20 + width, 20:140] = True
    mask[20:100, 60 : 60 + width] = True
    return mask


def on_nothing(colour: tuple[int, int, int]) -> np.ndarray:
    made = np.zeros((120, 160, 4), np.uint8)
    made[lines()] = (*colour, 255)
    return made


def on_board(ink: int, board: int) -> np.ndarray:
    return np.where(lines(), ink, board).astype(np.uint8)[..., None].repeat(3, axis=2)


DRAWINGS = {
    "white on nothing": on_nothing((255, 255, 255)),
    "yellow on nothing": on_nothing((255, 240, 60)),
    "black on nothing": on_nothing((0, 0, 0)),
    "black on paper": on_board(0, 255),
    "white on a black board": on_board(255, 0),
    "white on a green board": np.where(lines()[..., None], 255, (30, 90, 60)).astype(np.uint8),
    "white on a middle grey": on_board(255, 140),
    "black on a middle grey": on_board(0, 140),
}


@pytest.mark.parametrize("name", DRAWINGS)
def test_ink_is_where_alpha_or_contrast_is(name: str) -> None:
    sketch = dark_on_light(DRAWINGS[name])
    assert sketch.shape == (120, 160)
    ink, paper = float(sketch[lines()].mean()), float(sketch[~lines()].mean())
    assert ink < 90
    assert paper - ink > 100


def test_a_cut_out_drawing_stays_a_drawing() -> None:
    """A white shape with a dark outline on nothing is no blob of ink, and a board's clear corner no ink."""
    cut = np.zeros((120, 160, 4), np.uint8)
    cut[20:100, 30:110] = 255
    cut[20:100, 30:33, :3] = 0
    sketch = dark_on_light(cut)
    assert (sketch[30:90, 40:100] == 255).all()
    assert (sketch[30:90, 30:33] == 0).all()
    board = np.dstack([on_board(255, 0), np.full((120, 160), 255, np.uint8)])
    board[:15, :15, 3] = 0
    assert (dark_on_light(board)[:15, :15] == 255).all()


def test_white_lines_on_nothing_are_imported_as_ink(editor: OpenEditor, tmp_path: Path) -> None:
    path = tmp_path / "chalk.png"
    write_image(path, on_nothing((255, 255, 255)))
    editor.editor.sources.import_source("drawing", path=path)
    editor.wait(lambda: (editor.document.sketch < 128).any())
