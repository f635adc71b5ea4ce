"""The attributes panel: the face that the model sees, how close it is, and one slider per attribute."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.canvas.images import image_view
from app.document.face import Pixels
from app.i18n import mark, tr
from app.jobs.face_requests import Progress, RefineFace
from app.panels.attribute_row import AttributeRow
from app.panels.parts import label
from app.studio import Studio
from app.theme import Theme

ORIGINS: dict[str, str] = {
    "sample": mark("A sample of the model"),
    "average": mark("The model's average face; refine it"),
    "encode": mark("As the encoder sees it"),
    "optimise": mark("Refined"),
    "tune": mark("Refined, with a tuned copy of the model"),
}
TUNING_SHARE = 0.5
"""Steps of tuning for each step of refining."""


class AttributesPanel(QWidget):
    """Bound to the document's face; shows itself when the model has sliders or takes photos."""

    def __init__(
        self, studio: Studio, theme: Theme, actions: dict[str, QAction], parent: QWidget | None = None
    ) -> None:
        """Show and change the face of the studio's document."""
        super().__init__(parent)
        self._studio, self._theme, self._actions = studio, theme, actions
        self.rows: dict[str, AttributeRow] = {}
        self._moves: dict[str, int] = {}
        self._viewed: Pixels | None = None
        self.view, self.state = QLabel(), label(role="muted")
        self.refine, self.reset, self.add = QPushButton(), QToolButton(), QToolButton()
        self.tune = QCheckBox()
        self.original = QPushButton()
        self._empty = label(role="muted")
        self._list = QVBoxLayout()
        self._build()
        studio.document.face_changed.connect(self._show)
        studio.document.model_changed.connect(self._show)
        studio.model_changed.connect(self._rebuild)
        studio.desk.progressed.connect(self._progressed)
        studio.desk.running_changed.connect(self._running_changed)
        self._rebuild()
        self.retranslate()

    def _build(self) -> None:
        self.view.setFixedSize(72, 72)
        self.view.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.state.setWordWrap(True)
        self._empty.setWordWrap(True)
        self.refine.clicked.connect(self._refine)
        self.reset.setDefaultAction(self._actions["reset_attributes"])
        self.add.setDefaultAction(self._actions["add_attribute"])
        self.add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        # Held down, like the key: the original is there as long as the button is.
        self.original.pressed.connect(self._actions["original"].trigger)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.view)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.state)
        buttons = QHBoxLayout()
        buttons.addWidget(self.refine)
        buttons.addWidget(self.tune)
        buttons.addStretch(1)
        words.addLayout(buttons)
        head.addLayout(words, 1)
        rows = QWidget()
        self._list.setContentsMargins(0, 0, 6, 0)
        self._list.setSpacing(6)
        self._list.addStretch(1)
        rows.setLayout(self._list)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(rows)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(self.original, 1)
        foot.addWidget(self.add)
        foot.addWidget(self.reset)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 10)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self._empty)
        layout.addWidget(scroll, 1)
        layout.addLayout(foot)

    def retranslate(self) -> None:
        """Take the words and icons in use."""
        self.refine.setText(tr("Refine"))
        self.refine.setToolTip(tr("Bring the model's face closer to the photo; takes up to a minute"))
        self.tune.setText(tr("Tune"))
        self.tune.setToolTip(tr("Also fit a copy of the model to this photo; it is kept in the document"))
        self.original.setText(tr("Hold for Original"))
        self.original.setToolTip(tr("See the original as long as the button is held down"))
        self.view.setToolTip(tr("The face as the model makes it, before edits"))
        self.view.setAccessibleName(tr("The model's face"))
        self._empty.setText(tr("Open a photo of a face, or take one from the samples."))
        for row in self.rows.values():
            row.retranslate()
        self._show()

    def _rebuild(self) -> None:
        """Rows for the sliders of the model that is open now."""
        axes = self._studio.faces.axes
        if [row.axis for row in self.rows.values()] != list(axes):
            for row in self.rows.values():
                self._list.removeWidget(row)
                row.deleteLater()
            self.rows = {}
            for place, axis in enumerate(axes):
                row = AttributeRow(axis, self._theme)
                row.grasped.connect(partial(self._grasped, axis.name))
                row.moved.connect(partial(self._moved, axis.name))
                row.typed.connect(partial(self._typed, axis.name))
                row.locked.connect(partial(self._studio.faces.set_locked, axis.name))
                self.rows[axis.name] = row
                self._list.insertWidget(place, row)
        self._show()

    def _show(self) -> None:
        face = self._studio.document.face
        code = face.code if face is not None else None
        usable = code is not None
        self._empty.setVisible(face is None)
        for name, row in self.rows.items():
            value = face.values.get(name, 0.0) if face is not None else 0.0
            locked = face is not None and name in face.locked
            row.show_state(value, locked=locked, usable=usable)
        can_refine = face is not None and face.place is not None and usable
        self.refine.setEnabled(can_refine and "invert" in self._studio.capabilities)
        self.tune.setEnabled(self.refine.isEnabled())
        self.original.setEnabled(usable)
        if code is not None:
            self.state.setText(tr(ORIGINS[code.origin]))
            self._show_view(code.picture)
        else:
            self.state.setText(tr("No face was found yet") if face is not None else "")
            self._show_view(None)

    def _show_view(self, pixels: Pixels | None) -> None:
        if pixels is not None and pixels is self._viewed:
            return
        self._viewed = pixels
        if pixels is None or not pixels.size:
            self.view.setPixmap(self._theme.pixmap("picture", 28, "muted"))
            return
        keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        pixmap = QPixmap.fromImage(image_view(pixels).copy())
        self.view.setPixmap(pixmap.scaled(self.view.size(), keep, smooth))

    def _refine(self) -> None:
        steps = self._studio.settings.get("refine_steps")
        tuning = round(steps * TUNING_SHARE) if self.tune.isChecked() else 0
        self._studio.faces.refine(steps, tuning)

    def _progressed(self, request: object, progress: Progress) -> None:
        if isinstance(request, RefineFace):
            done, total = progress.done, progress.total
            self.state.setText(tr("Refining: step {done} of {total}", done=done, total=total))
            if progress.picture is not None:
                self._show_view(progress.picture)

    def _running_changed(self, request: object) -> None:
        if request is None:
            self._show()

    def _grasped(self, name: str) -> None:
        self._moves[name] = self._studio.faces.new_move()

    def _moved(self, name: str, value: float) -> None:
        row = self.rows[name]
        # Keys and the wheel make a step of the history each; a drag makes one in all.
        move = self._moves.get(name, 0) if row.slider.isSliderDown() else self._studio.faces.new_move()
        self._studio.faces.set_value(name, value, move)

    def _typed(self, name: str, value: float) -> None:
        self._studio.faces.set_value(name, round(value, 2))
