"""The styles panel: roll, pin and use variants; below them the styles of pictures, and the shelf."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.document.styles import COUNTS
from app.editor.editor import Editor
from app.editor.styles import LARGEST_SEED
from app.i18n import tr
from app.panels.style_exemplars import ExemplarsBox
from app.panels.style_grid import StyleGrid
from app.panels.style_shelf import ShelfBox
from app.panels.widgets import label
from app.theme import Theme


class StylesPanel(QWidget):
    """Bound to the styles of the document; shows itself when the model has styles."""

    def __init__(
        self, editor: Editor, theme: Theme, actions: dict[str, QAction], parent: QWidget | None = None
    ) -> None:
        """Show and change the styles of the editor's document."""
        super().__init__(parent)
        self._editor, self._theme, self._actions = editor, theme, actions
        self.grid = StyleGrid(editor, theme)
        self.grid.used.connect(editor.styling.use_variant)
        self.grid.pinned.connect(editor.styling.pin_variant)
        self.count, self.seed = QComboBox(), QSpinBox()
        self.roll = QPushButton()
        self.exemplars = ExemplarsBox(editor, theme, actions)
        self.shelf = ShelfBox(editor, theme, actions)
        self._count_label, self._seed_label = label(role="muted"), label(role="muted")
        self._empty = label(role="muted")
        self._build()
        editor.document.styles_changed.connect(self._show)
        editor.model_changed.connect(self._show)
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
        self._empty.setWordWrap(True)
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
        # At least one row of variants stays in sight above the exemplars.
        scroll.setMinimumHeight(112)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 10)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addLayout(seed)
        layout.addWidget(self._empty)
        layout.addWidget(scroll, 1)
        layout.addWidget(self.exemplars)
        layout.addWidget(self.shelf)

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
        self._empty.setText(tr("Styles appear here as soon as a model is open."))
        for part in (self.grid, self.exemplars, self.shelf):
            part.retranslate()
        self._show()

    def _show(self) -> None:
        styles, capabilities = self._editor.document.styles, self._editor.capabilities
        self._empty.setVisible(not styles.variants)
        self.roll.setEnabled("style" in capabilities)
        self.exemplars.setVisible("encode_style" in capabilities)
        self.count.setCurrentIndex(max(0, self.count.findData(styles.count)))
        self.seed.blockSignals(True)
        self.seed.setValue(styles.seed)
        self.seed.blockSignals(False)

    def _count_chosen(self) -> None:
        self._editor.styling.reroll(self._editor.document.styles.seed, int(self.count.currentData()))

    def _seed_entered(self) -> None:
        if self.seed.value() != self._editor.document.styles.seed:
            self._editor.styling.reroll(self.seed.value())
