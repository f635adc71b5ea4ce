"""The materials panel, without a model: choosing by mouse and keyboard, the eyedropper, the shelf."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QSettings, Qt, QThread, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QInputDialog, QWidget
from pytestqt.qtbot import QtBot

from app.document.material import Material
from app.document.swatch_shelf import STARTERS, SwatchShelf
from app.editor.swatches import Swatches
from app.i18n import Translations
from app.panels.colour_picker import Eyedropper, colour_at
from app.panels.materials import MaterialsPanel
from app.panels.swatches import CropDialog
from app.settings import Settings
from app.theme import Theme


class Panel:
    """A shown panel with a shelf of its own, and what it says."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.settings = Settings(QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat))
        self.swatches = Swatches(SwatchShelf(folder / "swatches"))
        self.theme = Theme(application)
        self.widget = MaterialsPanel(self.swatches, self.theme, self.settings)
        qtbot.addWidget(self.widget)
        self.chosen: list[Material] = []
        self.messages: list[str] = []
        self.widget.material_chosen.connect(self.chosen.append)
        self.swatches.message.connect(self.messages.append)
        self.widget.resize(320, 700)
        self.widget.show()
        self.load()

    @property
    def list(self):
        return self.widget.swatches.list

    def load(self) -> None:
        with self.qtbot.waitSignal(self.swatches.changed):
            self.swatches.load()

    def drop(self, mime: QMimeData) -> CropDialog:
        with self.qtbot.waitSignal(self.swatches.picture_read):
            self.widget.swatches.take(mime)
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, CropDialog)
        return dialog

    def own(self) -> list[str]:
        return [swatch.name for swatch in self.swatches.swatches if swatch.own]


@pytest.fixture
def panel(qtbot: QtBot, tmp_path: Path) -> Iterator[Panel]:
    made = Panel(qtbot, tmp_path)
    yield made
    made.swatches.stop()


def dropped_file(path: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    return mime


def a_photo(path: Path, size: tuple[int, int] = (200, 120)) -> Path:
    pixels = np.random.default_rng(1).integers(90, 160, (size[1], size[0], 3), np.uint8)
    Image.fromarray(pixels).save(path)
    return path


def test_a_click_on_a_tile_chooses_its_material(panel: Panel) -> None:
    tiles = panel.widget.colours.palette_tiles
    place = tiles.visualItemRect(tiles.item(8)).center()
    QTest.mouseClick(tiles.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert panel.chosen[-1].name == "Red"
    assert panel.chosen[-1].swatch is None
    assert panel.widget.material is panel.chosen[-1]
    place = panel.list.visualItemRect(panel.list.item(2)).center()
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert panel.chosen[-1].name == list(STARTERS.values())[2]
    assert panel.chosen[-1].swatch is not None
    assert tiles.currentRow() == -1
    assert panel.list.currentRow() == 2


def test_everything_is_chosen_by_the_keyboard_too(panel: Panel) -> None:
    tiles = panel.widget.colours.palette_tiles
    tiles.setFocus()
    tiles.setCurrentRow(0)
    QTest.keyClick(tiles, Qt.Key.Key_Right)
    QTest.keyClick(tiles, Qt.Key.Key_Return)
    assert panel.chosen[-1].name == "Slate grey"
    panel.list.setFocus()
    panel.list.setCurrentRow(0)
    QTest.keyClick(panel.list, Qt.Key.Key_Right)
    QTest.keyClick(panel.list, Qt.Key.Key_Space)
    assert panel.chosen[-1].name == list(STARTERS.values())[1]
    wheel = panel.widget.colours.wheel
    panel.widget.colours.wheel_button.click()
    panel.widget.show_material(Material((255, 0, 0)))
    QTest.keyClick(wheel.disc, Qt.Key.Key_Left)
    red, green, blue = panel.chosen[-1].colour
    assert (red, blue) == (255, 0)
    assert 0 < green < 40
    QTest.keyClick(wheel.value, Qt.Key.Key_PageDown)
    assert panel.chosen[-1].colour[0] < 255


def test_digits_make_a_colour_that_is_remembered_and_nonsense_goes_back(panel: Panel) -> None:
    colours = panel.widget.colours
    colours.hex.setFocus()
    colours.hex.selectAll()
    QTest.keyClicks(colours.hex, "#12ab9f")
    QTest.keyClick(colours.hex, Qt.Key.Key_Return)
    assert panel.chosen[-1].colour == (0x12, 0xAB, 0x9F)
    colours.hex.selectAll()
    QTest.keyClicks(colours.hex, "soup")
    QTest.keyClick(colours.hex, Qt.Key.Key_Return)
    assert colours.hex.text() == "#12AB9F"
    again = MaterialsPanel(panel.swatches, panel.theme, panel.settings)
    panel.qtbot.addWidget(again)
    assert again.colours.recent == ["#12ab9f"]
    panel.settings.save("materials/recent", "#12ab9f rubbish #fff " + "#000001 " * 20)
    other = MaterialsPanel(panel.swatches, panel.theme, panel.settings)
    panel.qtbot.addWidget(other)
    assert other.colours.recent == ["#12ab9f", "#000001"]


def test_showing_a_material_says_nothing(panel: Panel) -> None:
    sizes: list[int] = []
    panel.widget.size_chosen.connect(sizes.append)
    panel.widget.show_material(Material((10, 20, 30), None, "Ink"))
    panel.widget.set_size(48)
    panel.widget.show_layer(False)
    assert panel.chosen == []
    assert sizes == []
    panel.widget.size_slider.slider.setValue(100)
    assert sizes == [200]


def test_without_a_model_that_follows_them_nothing_can_be_chosen(panel: Panel) -> None:
    panel.widget.set_available(False)
    assert not panel.widget.colours.isEnabled()
    assert not panel.widget.swatches.isEnabled()
    panel.widget.set_available(True)
    assert panel.widget.swatches.isEnabled()


def test_a_dropped_picture_is_cut_kept_and_there_after_a_restart(panel: Panel, tmp_path: Path) -> None:
    dialog = panel.drop(dropped_file(a_photo(tmp_path / "carpet.png")))
    assert dialog.name == "carpet"
    left = dialog.square[0]
    QTest.keyClick(dialog.view, Qt.Key.Key_Right)
    QTest.keyClick(dialog.view, Qt.Key.Key_Minus)
    assert dialog.square[0] > left
    assert dialog.square[2] < 60
    with panel.qtbot.waitSignal(panel.swatches.kept):
        dialog.accept()
    assert panel.own() == ["carpet"]
    assert panel.chosen[-1].name == "carpet"
    again = Panel(panel.qtbot, tmp_path)
    assert again.own() == ["carpet"]
    kept, shown = panel.chosen[-1].swatch, again.swatches.swatches[0].material.swatch
    assert kept is not None
    assert np.array_equal(kept, shown)
    again.swatches.stop()


def test_an_image_of_another_program_can_be_dropped(panel: Panel) -> None:
    image = QImage(80, 60, QImage.Format.Format_RGB32)
    image.fill(QColor("#336699"))
    mime = QMimeData()
    mime.setImageData(image)
    threads: list[QThread] = []
    panel.swatches.picture_read.connect(lambda _: threads.append(QThread.currentThread()))
    dialog = panel.drop(mime)
    assert threads == [panel.widget.thread()]
    with panel.qtbot.waitSignal(panel.swatches.kept):
        dialog.accept()
    assert panel.chosen[-1].colour == (0x33, 0x66, 0x99)


def test_a_copied_picture_becomes_a_swatch_too(panel: Panel) -> None:
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("#804020"))
    QApplication.clipboard().setImage(image)
    with panel.qtbot.waitSignal(panel.swatches.picture_read):
        panel.widget.swatches.sources.actions()[2].trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, CropDialog)
    dialog.reject()
    assert panel.own() == []
    requests: list[bool] = []
    panel.widget.swatches.picture_requested.connect(lambda: requests.append(True))
    panel.widget.swatches.sources.actions()[1].trigger()
    assert requests == [True]


def test_own_swatches_are_renamed_and_removed_and_put_back(panel: Panel, tmp_path: Path) -> None:
    dialog = panel.drop(dropped_file(a_photo(tmp_path / "carpet.png")))
    with panel.qtbot.waitSignal(panel.swatches.kept):
        dialog.accept()
    panel.list.setCurrentRow(0)
    QTest.keyClick(panel.list, Qt.Key.Key_F2)
    question = QApplication.activeModalWidget()
    assert isinstance(question, QInputDialog)
    question.setTextValue("  Rug ")
    with panel.qtbot.waitSignal(panel.swatches.changed):
        question.accept()
    assert panel.own() == ["Rug"]
    removed = panel.swatches.swatches[0]
    with panel.qtbot.waitSignal(panel.swatches.dropped):
        QTest.keyClick(panel.list, Qt.Key.Key_Delete)
    assert panel.own() == []
    with panel.qtbot.waitSignal(panel.swatches.changed):
        panel.swatches.put_back(removed)
    assert panel.own() == ["Rug"]
    panel.list.setCurrentRow(1)
    QTest.keyClick(panel.list, Qt.Key.Key_Delete)
    QTest.keyClick(panel.list, Qt.Key.Key_F2)
    assert QApplication.activeModalWidget() is None
    panel.load()
    assert len(panel.swatches.swatches) == 1 + len(STARTERS)


def test_what_is_no_picture_or_too_large_is_refused_in_a_sentence(panel: Panel, tmp_path: Path) -> None:
    huge, text, broken = tmp_path / "huge.png", tmp_path / "note.txt", tmp_path / "broken.png"
    Image.new("1", (13_000, 13_000)).save(huge)
    text.write_text("no picture")
    broken.write_bytes(huge.read_bytes()[:500])
    for path, sentence in ((huge, "has 13000x13000 pixels"), (text, "no picture"), (broken, "broken.png")):
        with panel.qtbot.waitSignal(panel.swatches.message):
            panel.widget.swatches.take(dropped_file(path))
        assert sentence in panel.messages[-1]
    assert QApplication.activeModalWidget() is None
    assert panel.own() == []


def test_a_broken_file_on_the_shelf_is_named_once_and_blocks_nothing(panel: Panel, tmp_path: Path) -> None:
    (tmp_path / "swatches").mkdir()
    (tmp_path / "swatches" / f"{'0' * 16}.json").write_text("{")
    panel.load()
    panel.load()
    assert len(panel.messages) == 1
    assert "left out" in panel.messages[0]
    assert panel.list.count() == len(STARTERS)


def test_the_eyedropper_takes_one_colour_and_the_click_does_nothing_else(qtbot: QtBot) -> None:
    seen, window, picker = [], QWidget(), Eyedropper()
    qtbot.addWidget(window)
    window.resize(100, 100)
    patch = QFrame(window)
    patch.setGeometry(20, 20, 40, 40)
    patch.setStyleSheet("background: #c04080;")
    window.show()
    picker.picked.connect(seen.append)
    assert colour_at(patch.mapToGlobal(QPoint(10, 10))) == QColor("#c04080")
    assert colour_at(QPoint(-5000, -5000)) is None
    clicks = []
    patch.mousePressEvent = clicks.append
    picker.start()
    QTest.mouseClick(patch, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert seen == [QColor("#c04080")]
    assert not picker.active
    assert clicks == []
    picker.start()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not picker.active
    QTest.mouseClick(patch, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert len(seen) == 1
    assert len(clicks) == 1
    assert QApplication.overrideCursor() is None


def test_every_part_has_a_name_and_a_tip_and_words_follow_the_language(panel: Panel) -> None:
    widget = panel.widget
    parts = [widget.eyedropper, widget.clear, widget.layer, widget.colours.hex, widget.colours.wheel_button]
    parts += [widget.colours.wheel.disc, widget.colours.wheel.value, widget.size_slider.slider]
    for part in parts:
        assert part.accessibleName()
        assert part.toolTip()
    for tiles in (widget.colours.palette_tiles, widget.colours.recent_tiles, panel.list):
        assert tiles.accessibleName()
        assert tiles.accessibleDescription()
    translations = Translations()
    try:
        translations.use("zh_CN")
        widget.retranslate()
        assert panel.list.item(0).toolTip() == "光面皮"
        assert widget.colours.palette_tiles.item(0).toolTip() == "黑色"
    finally:
        translations.use("en")


def test_nothing_is_cut_off_with_a_large_font_or_from_right_to_left(panel: Panel) -> None:
    widget = panel.widget
    font = widget.font()
    font.setPointSize(22)
    widget.setFont(font)
    widget.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    widget.resize(widget.minimumSizeHint().width(), 500)
    panel.qtbot.waitUntil(lambda: widget.well.x() > widget.eyedropper.x())
    area = widget.body
    for part in (widget.eyedropper, widget.well, widget.clear, widget.layer, widget.colours.hex):
        left = part.mapTo(area, QPoint(0, 0)).x()
        assert left >= 0
        assert left + part.width() <= area.width()
