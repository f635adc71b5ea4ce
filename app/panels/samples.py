"""The sample browser: faces that the model makes of chance, their truncation and seed; a click takes one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QHideEvent, QIcon, QPixmap, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.canvas.viewport import image_view
from app.document.face import LEVELS, Level
from app.editor.editor import Editor
from app.editor.faces import SAMPLES
from app.editor.styles import LARGEST_SEED
from app.i18n import tr, tr_noop
from app.panels.widgets import ComboBox, SpinBox, ValueSlider, label
from app.theme import Theme
from engine.types import Pixels

SIDE = 76
MOST_PSI = 1.2


class ClassRow(QWidget):
    """The class that samples are of; to be seen where the open model has several."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        """Bound to the class in the settings, and to the classes of the editor's model."""
        super().__init__(parent)
        self._editor = editor
        self.choice, self._label = ComboBox(), label(role="muted")
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.activated.connect(lambda row: editor.settings.set("sample_class", row))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._label)
        layout.addWidget(self.choice, 1)
        editor.model_changed.connect(self._show)
        editor.settings.changed.connect(self._show)
        self.retranslate()
        self._show()

    def retranslate(self) -> None:
        """Take the words of the language in use."""
        self._label.setText(tr("Class"))
        self.choice.setAccessibleName(tr("Class of the samples"))
        self.choice.setToolTip(tr("What the samples are pictures of"))

    def _show(self) -> None:
        classes = list(self._editor.faces.classes)
        if [self.choice.itemText(row) for row in range(self.choice.count())] != classes:
            self.choice.clear()
            self.choice.addItems(classes)
        self.choice.setCurrentIndex(self._editor.faces.sample_class if classes else -1)
        self.setVisible(bool(classes))


class SamplesPanel(QWidget):
    """Bound to the seed and truncation of the settings, and to the samples of the editor."""

    def __init__(
        self, editor: Editor, theme: Theme, actions: dict[str, QAction], parent: QWidget | None = None
    ) -> None:
        """Show the samples of the editor's model; they are made while the panel is in sight."""
        super().__init__(parent)
        self._editor, self._theme, self._seen = editor, theme, False
        self.psi = ValueSlider(
            lambda p: p * MOST_PSI / 120, lambda v: round(v * 120 / MOST_PSI), lambda v: f"{v:.2f}", 120
        )
        self.seed, self._seed_label = SpinBox(), label(role="muted")
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
        self.psi.changed.connect(lambda value: editor.settings.set("sample_psi", round(value, 2)))
        self.seed.valueChanged.connect(lambda value: editor.settings.set("sample_seed", value))
        self.grid.itemClicked.connect(lambda item: editor.faces.take_sample(self.grid.row(item)))
        self.grid.itemActivated.connect(lambda item: editor.faces.take_sample(self.grid.row(item)))
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
        self.classes = ClassRow(editor)
        layout.addWidget(self.classes)
        layout.addWidget(self.psi)
        layout.addWidget(self.grid, 1)
        editor.faces.samples_changed.connect(self._show_samples)
        editor.model_changed.connect(self._model_changed)
        editor.settings.changed.connect(self._show_settings)
        self._show_settings("sample_seed")
        self._show_settings("sample_psi")
        self.retranslate()

    def retranslate(self) -> None:
        """Take the words of the language in use."""
        self.classes.retranslate()
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
        self._editor.faces.show_samples()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for nothing while out of sight."""
        super().hideEvent(event)
        self._seen = False

    def _model_changed(self) -> None:
        if self._seen:
            self._editor.faces.show_samples()

    def _show_samples(self) -> None:
        samples = self._editor.faces.samples
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
        value = self._editor.settings.get(name)
        if name == "sample_psi":
            self.psi.show_value(value)
        elif name == "sample_seed":
            self.seed.blockSignals(True)
            self.seed.setValue(value)
            self.seed.blockSignals(False)


# The mixing panel: another face's styles at coarse, middle and fine layers.


LEVEL_NAMES: dict[Level, tuple[str, str]] = {
    "coarse": (tr_noop("Coarse"), tr_noop("Pose, shape of the head, hair")),
    "middle": (tr_noop("Middle"), tr_noop("Features of the face, eyes, mouth")),
    "fine": (tr_noop("Fine"), tr_noop("Colours and texture")),
}
MIXING_SIDE = 72


class MixingPanel(QWidget):
    """Bound to the mixing of the document's face."""

    def __init__(
        self, editor: Editor, theme: Theme, samples: SamplesPanel, parent: QWidget | None = None
    ) -> None:
        """Mix into the document's face; the other face is the one that is chosen in `samples`."""
        super().__init__(parent)
        self._editor, self._theme, self._samples = editor, theme, samples
        self.base, self.other = QLabel(), QLabel()
        self._base_name, self._other_name = label(role="muted"), label(role="muted")
        self.choose = QPushButton()
        self.choose.clicked.connect(self._choose)
        self.sliders: dict[Level, ValueSlider] = {}
        self._moves: dict[Level, int] = {}
        faces = QHBoxLayout()
        faces.setSpacing(12)
        for view, name in ((self.base, self._base_name), (self.other, self._other_name)):
            view.setFixedSize(MIXING_SIDE, MIXING_SIDE)
            view.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column = QVBoxLayout()
            column.addWidget(view)
            column.addWidget(name)
            faces.addLayout(column)
        faces.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 10)
        layout.setSpacing(8)
        layout.addLayout(faces)
        # The other face is one of the samples.
        self.classes = ClassRow(editor)
        layout.addWidget(self.classes)
        layout.addWidget(self.choose)
        for level in LEVELS:
            slider = ValueSlider(lambda p: p / 100, lambda v: round(v * 100), lambda v: f"{v:.0%}")
            slider.slider.sliderPressed.connect(partial(self._grasped, level))
            slider.changed.connect(partial(self._moved, level))
            self.sliders[level] = slider
            layout.addWidget(slider)
        layout.addStretch(1)
        editor.document.face_changed.connect(self._show)
        editor.faces.samples_changed.connect(self._show)
        samples.grid.currentRowChanged.connect(self._show)
        self.retranslate()

    def retranslate(self) -> None:
        """Take the words of the language in use."""
        self.classes.retranslate()
        self._base_name.setText(tr("This face"))
        self._other_name.setText(tr("Other face"))
        self.base.setAccessibleName(tr("This face"))
        self.other.setAccessibleName(tr("Other face"))
        self.choose.setText(tr("Mix with Chosen Sample"))
        self.choose.setToolTip(tr("Use the sample that is chosen in the grid as the other face"))
        for level, (name, tip) in LEVEL_NAMES.items():
            self.sliders[level].set_text(tr(name), tr(tip))
        self._show()

    def _show(self) -> None:
        face = self._editor.document.face
        code = face.code if face is not None else None
        mixing = face.mixing if face is not None else None
        self._view(self.base, code.picture if code is not None else None)
        self._view(self.other, mixing.picture if mixing is not None else None)
        chosen = self._samples.grid.currentRow() in self._editor.faces.samples
        self.choose.setEnabled(code is not None and chosen)
        for level, slider in self.sliders.items():
            slider.setEnabled(mixing is not None)
            slider.show_value(mixing.by_level[level] if mixing is not None else 0.0)

    def _view(self, view: QLabel, pixels: Pixels | None) -> None:
        if pixels is None or not pixels.size:
            view.setPixmap(self._theme.pixmap("picture", 28, "muted"))
            return
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        view.setPixmap(
            QPixmap.fromImage(image_view(pixels).copy()).scaled(MIXING_SIDE, MIXING_SIDE, keep, smooth)
        )

    def _choose(self) -> None:
        self._editor.faces.mix_with(self._samples.grid.currentRow())

    def _grasped(self, level: Level) -> None:
        self._moves[level] = self._editor.faces.new_move()

    def _moved(self, level: Level, amount: float) -> None:
        down = self.sliders[level].slider.isSliderDown()
        move = self._moves.get(level, 0) if down else self._editor.faces.new_move()
        self._editor.faces.set_mix(level, amount, move)
