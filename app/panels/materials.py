"""The materials panel: what the material brush and the fill paint with, how large, and the layer itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.document.material import Material
from app.editor.swatches import Swatches
from app.i18n import tr, tr_noop
from app.panels.colour_picker import ColourWheel
from app.panels.material_tiles import TileList, material_pixmap
from app.panels.swatches import SwatchesBox
from app.panels.widgets import ValueSlider, label, plain_tip, scrolled
from app.settings import Settings
from app.theme import Theme

RECENT, RECENT_MOST = "materials/recent", 8
SIDE, WELL = 26, 52
LARGEST, SMALLEST = 200, 1
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


# The panel: which material is in use, how wide it is painted, and the layer that it is painted on.


def _size(place: int) -> float:
    # Squared, so that small brushes have room.
    return round(SMALLEST + (LARGEST - SMALLEST) * (place / 100) ** 2)


def _place(size: float) -> int:
    return round(100 * max(0.0, (size - SMALLEST) / (LARGEST - SMALLEST)) ** 0.5)


class MaterialsPanel(QWidget):
    """Shows and chooses a material; it says what is asked for, and others paint.

    `material_chosen` has a `Material`, `size_chosen` pixels of the paper, `layer_shown` whether the layer is
    seen.
    """

    material_chosen = Signal(object)
    size_chosen = Signal(int)
    layer_shown = Signal(bool)
    clear_requested = Signal()
    eyedropper_requested = Signal()

    def __init__(
        self,
        swatches: Swatches,
        theme: Theme,
        settings: Settings,
        tools: Sequence[QAction] = (),
        parent: QWidget | None = None,
    ) -> None:
        """Offer the materials of `swatches`, and buttons for `tools`."""
        super().__init__(parent)
        self._theme = theme
        self.material: Material | None = None
        self.well, self.eyedropper, self.clear = QLabel(), QToolButton(), QToolButton()
        self._name, self._digits, self._hint = label(role="title"), label(role="muted"), label(role="muted")
        self.layer = QCheckBox()
        self.size_slider = ValueSlider(_size, _place, lambda v: f"{v:g} px")
        self.colours = ColoursBox(theme, settings)
        self.swatches = SwatchesBox(swatches, theme, settings)
        self.body = QWidget()
        self.tool_buttons: list[QToolButton] = []
        self.setAcceptDrops(True)
        self._build(tools)
        self.colours.chosen.connect(self._choose)
        self.swatches.chosen.connect(self._choose)
        self.size_slider.changed.connect(lambda value: self.size_chosen.emit(int(value)))
        self.layer.toggled.connect(self.layer_shown)
        self.clear.clicked.connect(self.clear_requested)
        self.eyedropper.clicked.connect(self.eyedropper_requested)
        self.retranslate()

    def _build(self, tools: Sequence[QAction]) -> None:
        self.well.setFixedSize(WELL, WELL)
        self._name.setWordWrap(True)
        self._hint.setWordWrap(True)
        self._hint.hide()
        self.layer.setChecked(True)
        self.eyedropper.setCheckable(True)
        for button in (self.eyedropper, self.clear):
            button.setIconSize(QSize(20, 20))
        head = QGridLayout()
        head.setHorizontalSpacing(10)
        head.setVerticalSpacing(0)
        head.addWidget(self.well, 0, 0, 2, 1)
        head.addWidget(self._name, 0, 1, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(self._digits, 1, 1, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.eyedropper, 0, 2, 2, 1)
        head.setColumnStretch(1, 1)
        row = QHBoxLayout()
        row.setSpacing(4)
        for action in tools:
            button = QToolButton()
            button.setDefaultAction(action)
            button.setIconSize(QSize(20, 20))
            self.tool_buttons.append(button)
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.layer)
        row.addWidget(self.clear)
        inside = QVBoxLayout(self.body)
        inside.setContentsMargins(12, 6, 12, 10)
        inside.setSpacing(10)
        inside.addWidget(self._hint)
        inside.addLayout(head)
        inside.addLayout(row)
        inside.addWidget(self.size_slider)
        inside.addWidget(self.colours)
        inside.addWidget(self.swatches)
        inside.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(self.body, 180))

    def sizeHint(self) -> QSize:
        """Room for the colours and some swatches."""
        return QSize(max(300, self.minimumSizeHint().width()), 560)

    def retranslate(self) -> None:
        """Take the words and icons in use."""
        self.layer.setText(tr("Show"))
        self.layer.setToolTip(tr("Show what is painted over the drawing"))
        self.layer.setAccessibleName(tr("Show what is painted over the drawing"))
        self.clear.setIcon(self._theme.icon("clear"))
        self.clear.setToolTip(tr("Take all colours and swatches off the drawing"))
        self.clear.setAccessibleName(tr("Clear materials"))
        self.eyedropper.setIcon(self._theme.icon("eyedropper"))
        self.eyedropper.setToolTip(tr("Take a colour from anywhere in the window; Escape leaves it"))
        self.eyedropper.setAccessibleName(tr("Eyedropper"))
        self.size_slider.set_text(tr("Brush size"), tr("How wide the material brush and its eraser are"))
        self._hint.setText(tr("The open model follows no materials."))
        self.colours.retranslate()
        self.swatches.retranslate()
        self._show()

    def show_material(self, material: Material) -> None:
        """Show which material is in use, without saying that it was chosen."""
        self.material = material
        self._show()

    def set_size(self, size: int) -> None:
        """Show the size of the brush, in pixels of the paper."""
        self.size_slider.show_value(size)

    def show_layer(self, shown: bool) -> None:
        """Show whether the layer is seen."""
        self.layer.blockSignals(True)
        self.layer.setChecked(shown)
        self.layer.blockSignals(False)

    def show_picking(self, active: bool) -> None:
        """Show whether the eyedropper waits for a click."""
        self.eyedropper.setChecked(active)

    def set_available(self, available: bool) -> None:
        """Offer materials, or say that the open model follows none."""
        self._hint.setVisible(not available)
        for part in (self.colours, self.swatches, self.size_slider, self.layer, self.clear, self.eyedropper):
            part.setEnabled(available)

    def use_colour(self, colour: QColor) -> None:
        """Paint with a colour that was taken from somewhere, and remember it."""
        self.colours.use(colour)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take pictures anywhere in the panel."""
        if self.swatches.isEnabled() and (event.mimeData().hasUrls() or event.mimeData().hasImage()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Begin a swatch."""
        event.acceptProposedAction()
        self.swatches.take(event.mimeData())

    def _choose(self, material: Material) -> None:
        self.show_material(material)
        self.material_chosen.emit(material)

    def _show(self) -> None:
        material = self.material
        if material is None:
            self.well.clear()
            self._name.setText(tr("Choose a material"))
            self._digits.setText("")
            return
        digits = QColor(*material.colour).name().upper()
        swatch = material.swatch is not None
        self.well.setPixmap(material_pixmap(material, WELL, self._theme))
        self.well.setAccessibleName(tr("Material in use: {name}", name=material.name or digits))
        self.well.setToolTip(plain_tip(material.name or digits))
        self._name.setText(material.name or digits)
        self._digits.setText(tr("Swatch") if swatch else digits if material.name else tr("Colour"))
        self.colours.show_material(material)
        self.swatches.show_material(material)
