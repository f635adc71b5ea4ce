"""The mixing panel: another face's styles at coarse, middle and fine layers."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.canvas.images import image_view
from app.document.face import LEVELS, Level, Pixels
from app.i18n import mark, tr
from app.panels.parts import ValueSlider, label
from app.panels.samples import SamplesPanel
from app.studio import Studio
from app.theme import Theme

LEVEL_NAMES: dict[Level, tuple[str, str]] = {
    "coarse": (mark("Coarse"), mark("Pose, shape of the head, hair")),
    "middle": (mark("Middle"), mark("Features of the face, eyes, mouth")),
    "fine": (mark("Fine"), mark("Colours and texture")),
}
MIXING_SIDE = 72


class MixingPanel(QWidget):
    """Bound to the mixing of the document's face."""

    def __init__(
        self, studio: Studio, theme: Theme, samples: SamplesPanel, parent: QWidget | None = None
    ) -> None:
        """Mix into the document's face; the other face is the one that is chosen in `samples`."""
        super().__init__(parent)
        self._studio, self._theme, self._samples = studio, theme, samples
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
        layout.addWidget(self.choose)
        for level in LEVELS:
            slider = ValueSlider(lambda p: p / 100, lambda v: round(v * 100), lambda v: f"{v:.0%}")
            slider.slider.sliderPressed.connect(partial(self._grasped, level))
            slider.changed.connect(partial(self._moved, level))
            self.sliders[level] = slider
            layout.addWidget(slider)
        layout.addStretch(1)
        studio.document.face_changed.connect(self._show)
        studio.faces.samples_changed.connect(self._show)
        samples.grid.currentRowChanged.connect(self._show)
        self.retranslate()

    def retranslate(self) -> None:
        """Take the words of the language in use."""
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
        face = self._studio.document.face
        code = face.code if face is not None else None
        mixing = face.mixing if face is not None else None
        self._view(self.base, code.picture if code is not None else None)
        self._view(self.other, mixing.picture if mixing is not None else None)
        chosen = self._samples.grid.currentRow() in self._studio.faces.samples
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
        self._studio.faces.mix_with(self._samples.grid.currentRow())

    def _grasped(self, level: Level) -> None:
        self._moves[level] = self._studio.faces.new_move()

    def _moved(self, level: Level, amount: float) -> None:
        down = self.sliders[level].slider.isSliderDown()
        move = self._moves.get(level, 0) if down else self._studio.faces.new_move()
        self._studio.faces.set_mix(level, amount, move)
