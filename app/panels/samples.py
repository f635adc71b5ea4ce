"""The sample browser: faces that the model makes of chance, their truncation and seed; a click takes one."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QHideEvent, QIcon, QPixmap, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.canvas.images import image_view
from app.face_studio import SAMPLES
from app.i18n import tr
from app.panels.parts import ValueSlider, label
from app.studio import Studio
from app.style_studio import LARGEST_SEED
from app.theme import Theme

SIDE = 76
MOST_PSI = 1.2


class SamplesPanel(QWidget):
    """Bound to the seed and truncation of the settings, and to the samples of the studio."""

    def __init__(
        self, studio: Studio, theme: Theme, actions: dict[str, QAction], parent: QWidget | None = None
    ) -> None:
        """Show the samples of the studio's model; they are made while the panel is in sight."""
        super().__init__(parent)
        self._studio, self._theme, self._seen = studio, theme, False
        self.psi = ValueSlider(
            lambda p: p * MOST_PSI / 120, lambda v: round(v * 120 / MOST_PSI), lambda v: f"{v:.2f}", 120
        )
        self.seed, self._seed_label = QSpinBox(), label(role="muted")
        self.seed.setRange(0, LARGEST_SEED)
        self.seed.setKeyboardTracking(False)
        self.more = QPushButton()
        self.more.clicked.connect(actions["new_samples"].trigger)
        self.grid = QListWidget()
        self.grid.setViewMode(QListView.ViewMode.IconMode)
        self.grid.setResizeMode(QListView.ResizeMode.Adjust)
        self.grid.setMovement(QListView.Movement.Static)
        self.grid.setIconSize(QSize(SIDE, SIDE))
        self.grid.setGridSize(QSize(SIDE + 10, SIDE + 10))
        self.grid.setUniformItemSizes(True)
        self.psi.changed.connect(lambda value: studio.settings.set("sample_psi", round(value, 2)))
        self.seed.valueChanged.connect(lambda value: studio.settings.set("sample_seed", value))
        self.grid.itemClicked.connect(lambda item: studio.faces.take_sample(self.grid.row(item)))
        self.grid.itemActivated.connect(lambda item: studio.faces.take_sample(self.grid.row(item)))
        self.grid.setSelectionMode(QListWidget.SelectionMode.SingleSelection)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.more, 1)
        head.addWidget(self._seed_label)
        head.addWidget(self.seed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 10)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.psi)
        layout.addWidget(self.grid, 1)
        studio.faces.samples_changed.connect(self._show_samples)
        studio.model_changed.connect(self._model_changed)
        studio.settings.changed.connect(self._show_settings)
        self._show_settings("sample_seed")
        self._show_settings("sample_psi")
        self.retranslate()

    def retranslate(self) -> None:
        """Take the words of the language in use."""
        self.more.setText(tr("New Samples"))
        self.more.setToolTip(tr("Fill the grid of samples with other faces"))
        self.psi.set_text(tr("Truncation"), tr("0 is the average face, 1 all that the model has learnt"))
        self._seed_label.setText(tr("Seed"))
        self.seed.setAccessibleName(tr("Seed of the samples"))
        self.seed.setToolTip(tr("The same seed gives the same faces again"))
        self.grid.setAccessibleName(tr("Samples"))
        self.grid.setAccessibleDescription(tr("Arrow keys move, Return takes a sample as the face to edit"))
        self.grid.setToolTip(tr("Click a face to edit it"))
        for place in range(self.grid.count()):
            self._name(self.grid.item(place), place)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the samples when they come into sight."""
        super().showEvent(event)
        self._seen = True
        self._studio.faces.show_samples()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for nothing while out of sight."""
        super().hideEvent(event)
        self._seen = False

    def _model_changed(self) -> None:
        if self._seen:
            self._studio.faces.show_samples()

    def _show_samples(self) -> None:
        samples = self._studio.faces.samples
        while self.grid.count() > (SAMPLES if samples else 0):
            self.grid.takeItem(self.grid.count() - 1)
        while samples and self.grid.count() < SAMPLES:
            item = QListWidgetItem(QIcon(), "")
            self._name(item, self.grid.count())
            self.grid.addItem(item)
        for place, (pixels, _) in samples.items():
            pixmap = QPixmap.fromImage(image_view(pixels).copy())
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            icon = QIcon(pixmap.scaled(SIDE, SIDE, keep, smooth))
            self.grid.item(place).setIcon(icon)

    def _name(self, item: QListWidgetItem, place: int) -> None:
        text = tr("Sample {number}", number=place + 1)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, text)
        item.setToolTip(text)

    def _show_settings(self, name: str) -> None:
        value = self._studio.settings.get(name)
        if name == "sample_psi":
            self.psi.show_value(value)
        elif name == "sample_seed":
            self.seed.blockSignals(True)
            self.seed.setValue(value)
            self.seed.blockSignals(False)
