"""The styles panel: roll, pin and use variants, read a style off a picture, and mix."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent, QMouseEvent, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.document.styles import COUNTS
from app.i18n import tr
from app.panels.parts import ValueSlider, label
from app.panels.style_grid import StyleGrid
from app.studio import LARGEST_SEED, Studio
from app.theme import Theme


class PictureWell(QLabel):
    """A place to drop a picture on, or to click to choose one."""

    chosen = Signal()
    dropped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        """An empty well."""
        super().__init__(parent)
        self.setFixedSize(72, 72)
        self.setAcceptDrops(True)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose a file."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and pictures."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand the picture on."""
        event.acceptProposedAction()
        self.dropped.emit(event.mimeData())


class StylesPanel(QWidget):
    """Bound to the styles of the document; shows itself when the model has styles."""

    def __init__(
        self, studio: Studio, theme: Theme, actions: dict[str, QAction], parent: QWidget | None = None
    ) -> None:
        """Show and change the styles of the studio's document."""
        super().__init__(parent)
        self._studio, self._theme, self._actions = studio, theme, actions
        self.grid = StyleGrid(studio, theme)
        self.grid.used.connect(studio.use_variant)
        self.grid.pinned.connect(studio.pin_variant)
        self.count, self.seed = QComboBox(), QSpinBox()
        self.roll = QPushButton()
        self.well, self.remove = PictureWell(), QToolButton()
        self.source = label(role="muted")
        self.mix = ValueSlider(lambda p: p / 100, lambda v: round(v * 100), lambda v: f"{v:.0%}")
        self._count_label, self._seed_label = label(role="muted"), label(role="muted")
        self._heading, self._empty = label(role="heading"), label(role="muted")
        self._build()
        studio.document.styles_changed.connect(self._show)
        studio.model_changed.connect(self._show)
        self.retranslate()

    def _build(self) -> None:
        for count in COUNTS:
            self.count.addItem(str(count), count)
        self.count.activated.connect(self._count_chosen)
        self.seed.setRange(0, LARGEST_SEED)
        self.seed.setKeyboardTracking(False)
        self.seed.lineEdit().setTextMargins(6, 0, 6, 0)
        self.seed.editingFinished.connect(self._seed_entered)
        self.roll.setProperty("kind", "primary")
        self.roll.clicked.connect(self._actions["reroll"].trigger)
        self.mix.changed.connect(self._studio.set_mix)
        self.well.chosen.connect(self._actions["style_picture"].trigger)
        self.remove.clicked.connect(lambda: self._studio.set_reference(None))
        self._empty.setWordWrap(True)
        self.source.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.roll, 1)
        head.addWidget(self._count_label)
        head.addWidget(self.count)
        seed = QHBoxLayout()
        seed.setSpacing(8)
        seed.addWidget(self._seed_label)
        seed.addWidget(self.seed, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.grid)
        self.reference = QWidget()
        box = QHBoxLayout(self.reference)
        box.setContentsMargins(0, 4, 0, 0)
        box.setSpacing(12)
        box.addWidget(self.well, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(6)
        title = QHBoxLayout()
        title.addWidget(self._heading, 1)
        title.addWidget(self.remove)
        words.addLayout(title)
        words.addWidget(self.source)
        words.addWidget(self.mix)
        box.addLayout(words, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 10)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addLayout(seed)
        layout.addWidget(self._empty)
        layout.addWidget(scroll, 1)
        layout.addWidget(self.reference)

    def retranslate(self) -> None:
        """Take the words and icons in use."""
        self.roll.setText(tr("Roll New Styles"))
        self.roll.setToolTip(tr("New variants; pinned ones stay"))
        self._count_label.setText(tr("Variants"))
        self.count.setToolTip(tr("How many variants the grid shows"))
        self.count.setAccessibleName(tr("Variants"))
        self._seed_label.setText(tr("Seed"))
        self.seed.setToolTip(tr("The same seed gives the same styles again"))
        self.seed.setAccessibleName(tr("Seed"))
        self._heading.setText(tr("Style from picture"))
        self.well.setToolTip(tr("Drop a photo here, or click to choose one"))
        self.well.setAccessibleName(tr("Style from picture"))
        self.remove.setIcon(self._theme.icon("close"))
        self.remove.setToolTip(tr("Take the picture's style out again"))
        self.remove.setAccessibleName(tr("Remove picture style"))
        self.mix.set_text(tr("Mix"), tr("From the chosen variant to the picture's style"))
        self._empty.setText(tr("Styles appear here as soon as a model is open."))
        self.grid.retranslate()
        self._show()

    def _show(self) -> None:
        styles, capabilities = self._studio.document.styles, self._studio.capabilities
        self._empty.setVisible(not styles.variants)
        self.roll.setEnabled("style" in capabilities)
        self.reference.setVisible("encode_style" in capabilities)
        self.count.setCurrentIndex(max(0, self.count.findData(styles.count)))
        self.seed.blockSignals(True)
        self.seed.setValue(styles.seed)
        self.seed.blockSignals(False)
        reference = styles.reference
        self.mix.setVisible(reference is not None)
        self.remove.setVisible(reference is not None)
        self.mix.show_value(styles.mix)
        self.source.setText(
            reference.name if reference else tr("Drop a photo of a texture or another object.")
        )
        pixmap = QPixmap()
        if reference is not None and reference.thumbnail:
            pixmap.loadFromData(reference.thumbnail)
        if pixmap.isNull():
            self.well.setPixmap(self._theme.pixmap("picture", 28, "muted"))
        else:
            size, keep = self.well.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding
            smooth = Qt.TransformationMode.SmoothTransformation
            self.well.setPixmap(pixmap.scaled(size, keep, smooth))
        colours = self._theme.name("line"), self._theme.name("field")
        self.well.setStyleSheet(
            f"border: 1px dashed {colours[0]}; border-radius: 8px; background: {colours[1]};"
        )

    def _count_chosen(self) -> None:
        self._studio.reroll(self._studio.document.styles.seed, int(self.count.currentData()))

    def _seed_entered(self) -> None:
        if self.seed.value() != self._studio.document.styles.seed:
            self._studio.reroll(self.seed.value())
