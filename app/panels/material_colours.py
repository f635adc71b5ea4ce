"""Colours to paint with: a palette, those used last, a field for their digits, and a wheel."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidgetItem, QToolButton, QVBoxLayout, QWidget

from app.document.material import Material
from app.i18n import tr, tr_noop
from app.panels.colour_picker import ColourWheel
from app.panels.material_tiles import TileList
from app.panels.widgets import label
from app.settings import Settings
from app.theme import Theme

RECENT, RECENT_MOST = "materials/recent", 8
SIDE = 26
_HEX = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})\Z")

# Of leathers, cloths and soles; the names are those that shops give them.
PALETTE: tuple[tuple[str, str], ...] = (
    ("#17161a", tr_noop("Black")),
    ("#56575c", tr_noop("Slate grey")),
    ("#b4b5b8", tr_noop("Silver grey")),
    ("#fbfaf6", tr_noop("White")),
    ("#e8dcc3", tr_noop("Cream")),
    ("#c9a173", tr_noop("Sand")),
    ("#a0602f", tr_noop("Cognac")),
    ("#4c2c1a", tr_noop("Dark brown")),
    ("#c3202b", tr_noop("Red")),
    ("#661425", tr_noop("Burgundy")),
    ("#e57a1f", tr_noop("Orange")),
    ("#edc232", tr_noop("Yellow")),
    ("#2f6b43", tr_noop("Green")),
    ("#3c86c6", tr_noop("Sky blue")),
    ("#1d2c56", tr_noop("Navy")),
    ("#d9749c", tr_noop("Pink")),
)


class ColoursBox(QWidget):
    """Emits `chosen` for every colour that is used; recent ones are kept in the settings."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, settings: Settings, parent: QWidget | None = None) -> None:
        """Show the palette and the colours that were used last."""
        super().__init__(parent)
        self._theme, self._settings = theme, settings
        self._heading = label(role="heading")
        self.palette_tiles, self.recent_tiles = TileList(theme, SIDE), TileList(theme, SIDE)
        self.hex, self.wheel_button, self.wheel = QLineEdit(), QToolButton(), ColourWheel()
        self.recent = _colours(settings.load(RECENT))
        self._build()

    def _build(self) -> None:
        self.hex.setMaxLength(7)
        # Digits of a colour are read from the left in every language.
        self.hex.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.hex.setFixedWidth(self.hex.fontMetrics().horizontalAdvance("#DDDDDD0") + 20)
        self.hex.setPlaceholderText("#RRGGBB")
        self.wheel_button.setCheckable(True)
        self.wheel_button.setIconSize(QSize(18, 18))
        self.wheel.hide()
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self._heading, 1)
        row.addWidget(self.hex)
        row.addWidget(self.wheel_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self.wheel)
        layout.addWidget(self.palette_tiles)
        layout.addWidget(self.recent_tiles)
        for tiles in (self.palette_tiles, self.recent_tiles):
            tiles.itemClicked.connect(self._tile_chosen)
            tiles.itemActivated.connect(self._tile_chosen)
        self.hex.textEdited.connect(self._hex_edited)
        self.hex.editingFinished.connect(self._hex_entered)
        self.wheel_button.toggled.connect(self.wheel.setVisible)
        self.wheel.moved.connect(lambda colour: self.use(colour, final=False))
        self.wheel.chosen.connect(self.use)

    def retranslate(self) -> None:
        """Take the words and icons in use."""
        self._heading.setText(tr("Colours"))
        self.hex.setToolTip(tr("Red, green and blue in two hexadecimal digits each, such as #A0602F"))
        self.hex.setAccessibleName(tr("Hexadecimal colour"))
        self.wheel_button.setAccessibleName(tr("Colour wheel"))
        self.wheel_button.setToolTip(tr("Show or hide the colour wheel"))
        self.wheel_button.setIcon(self._theme.icon("colour_wheel"))
        self.palette_tiles.setAccessibleName(tr("Colours"))
        self.recent_tiles.setAccessibleName(tr("Colours used last"))
        for tiles in (self.palette_tiles, self.recent_tiles):
            tiles.setAccessibleDescription(tr("Arrow keys move, Return uses a colour"))
        self.wheel.retranslate()
        row = self.palette_tiles.currentRow()
        self.palette_tiles.show_materials(
            [Material(_numbers(QColor(code)), None, tr(name)) for code, name in PALETTE]
        )
        self.palette_tiles.mark(row)
        self._show_recent()

    def use(self, colour: QColor, *, final: bool = True) -> None:
        """Paint with a colour; one that is `final` is remembered."""
        if final:
            self.remember(colour)
        self.chosen.emit(Material(_numbers(colour)))

    def remember(self, colour: QColor) -> None:
        """Put a colour at the front of those used last; the palette's own are at hand anyway."""
        code = colour.name()
        if code in (own for own, _ in PALETTE) or self.recent[:1] == [code]:
            return
        self.recent = [code, *(other for other in self.recent if other != code)][:RECENT_MOST]
        self._settings.save(RECENT, " ".join(self.recent))
        self._show_recent()

    def show_material(self, material: Material) -> None:
        """Show which colour is in use, without saying that it was chosen; of a swatch, its mean."""
        colour = QColor(*material.colour)
        plain, code = material.swatch is None, colour.name()
        codes = [own for own, _ in PALETTE]
        self.palette_tiles.mark(codes.index(code) if plain and code in codes else -1)
        self.recent_tiles.mark(self.recent.index(code) if plain and code in self.recent else -1)
        if not self.hex.hasFocus() or not self.hex.isModified():
            self.hex.setText(code.upper())
        self.wheel.show_colour(colour)

    def _tile_chosen(self, item: QListWidgetItem) -> None:
        tiles = item.listWidget()
        if tiles is self.palette_tiles:
            self.chosen.emit(self.palette_tiles.material_of(item))
        else:
            self.chosen.emit(Material(self.recent_tiles.material_of(item).colour))

    def _hex_edited(self, text: str) -> None:
        match = _HEX.match(text.strip())
        if match and len(match[1]) == 6:
            self.use(QColor(f"#{match[1]}"), final=False)

    def _hex_entered(self) -> None:
        if not self.hex.isModified():
            return
        self.hex.setModified(False)
        match = _HEX.match(self.hex.text().strip())
        # What is no colour goes back to the one in use.
        colour = QColor(f"#{match[1]}") if match else self.wheel.colour()
        self.hex.setText(colour.name().upper())
        if match:
            self.use(colour)

    def _show_recent(self) -> None:
        row = self.recent_tiles.currentRow()
        self.recent_tiles.show_materials(
            [Material(_numbers(QColor(code)), None, code.upper()) for code in self.recent]
        )
        self.recent_tiles.mark(row)
        self.recent_tiles.setVisible(bool(self.recent))


def _numbers(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def _colours(kept: object) -> list[str]:
    """What the settings hold, as far as it is colours."""
    codes = [code.lower() for code in str(kept or "").split() if _HEX.match(code) and len(code) == 7]
    return list(dict.fromkeys(codes))[:RECENT_MOST]
