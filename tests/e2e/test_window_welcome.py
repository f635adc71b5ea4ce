"""The welcome page in a real window: every card leads to work that has begun."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.editor_window import OpenEditor
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.window.welcome import WelcomeDialog, recent_files, remember_file
from app.worker.messages import Models
from engine.files import resources_folder

PORTRAIT = resources_folder() / "samples" / "photos" / "portrait.png"


@pytest.fixture
def fresh(qtbot: QtBot, ganvas_home: Path, tiny_bundle: Path) -> Iterator[OpenEditor]:
    """A window as after installing: with the bundled models, and one more."""
    made = OpenEditor(qtbot, ganvas_home, tiny_bundle)
    made.show(model="shoes-material")
    made.wait(lambda: made.editor.model is not None and made.editor.live.ready)
    yield made
    made.close()


def page_of(editor: OpenEditor) -> WelcomeDialog:
    editor.trigger("welcome")
    page = next(page for page in editor.window.findChildren(WelcomeDialog) if page.isVisible())
    editor.wait(lambda: page.listed)
    return page


def click(page: WelcomeDialog, card: str) -> None:
    QTest.mouseClick(page.cards[card], Qt.MouseButton.LeftButton)


def test_draw_puts_a_drawing_on_the_paper_and_its_picture_beside_it(fresh: OpenEditor) -> None:
    page = page_of(fresh)
    click(page, "draw")
    fresh.wait(lambda: fresh.document.sketch.min() < 128)
    fresh.settle()
    assert fresh.document.result is not None
    assert fresh.document.result.std() > 10
    assert not fresh.window.findChildren(WelcomeDialog, options=Qt.FindChildOption.FindDirectChildrenOnly)


def test_a_portrait_opens_with_a_model_that_edits_photos(
    fresh: OpenEditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *args, **kwargs: (str(PORTRAIT), ""))
    assert "invert" not in fresh.editor.capabilities
    assert fresh.window.actions_.all["open_photo"].isEnabled()
    click(page_of(fresh), "portrait")
    fresh.wait(lambda: fresh.document.face is not None)
    assert {"invert", "axes"} <= fresh.editor.capabilities


def test_draw_comes_back_from_a_model_of_photos(fresh: OpenEditor) -> None:
    fresh.editor.choose_model("faces")
    fresh.wait(lambda: fresh.editor.model is not None and fresh.editor.model.name == "faces")
    click(page_of(fresh), "draw")
    fresh.wait(lambda: "translate" in fresh.editor.capabilities and fresh.document.sketch.min() < 128)


def test_a_recent_file_opens_and_the_list_is_of_documents_that_were_open(
    editor: OpenEditor, tmp_path: Path
) -> None:
    editor.draw_shoe()
    editor.settle()
    path = tmp_path / "鞋 <b>one &amp; two.ganvas"
    editor.files.save(path)
    editor.wait(lambda: editor.document.path == path)
    editor.trigger("new")
    assert editor.document.path is None
    page = page_of(editor)
    assert [page.recent.item(row).text() for row in range(page.recent.count())] == [path.name]
    page.recent.itemClicked.emit(page.recent.item(0))
    editor.wait(lambda: editor.document.path == path)


def test_recent_files_keep_their_order_and_number(editor: OpenEditor, tmp_path: Path) -> None:
    settings = editor.window.settings
    for number in (*range(12), 5):
        remember_file(settings, tmp_path / f"{number}.ganvas")
    names = [path.stem for path in recent_files(settings)]
    assert names == ["5", "11", "10", "9", "8", "7", "6", "4"]
    for nonsense in (None, 5, [1, 2], "one"):
        settings.save("recent", nonsense)
        assert all(isinstance(path, Path) for path in recent_files(settings))


def test_the_page_goes_when_a_person_draws_and_stays_away_when_told_to(editor: OpenEditor) -> None:
    page = page_of(editor)
    assert page.at_start.isChecked()
    page.at_start.click()
    assert editor.window.settings.get("welcome") is False
    editor.draw_shoe()
    editor.wait(lambda: not any(one.isVisible() for one in editor.window.findChildren(WelcomeDialog)))


def test_without_a_model_that_can_a_card_says_so(editor: OpenEditor) -> None:
    page = page_of(editor)
    page._listed(Models())
    assert page.cards["draw"].isEnabled(), "the open model draws"
    assert not page.cards["portrait"].isEnabled()
    assert page.cards["portrait"].toolTip()
