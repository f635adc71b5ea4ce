"""The attributes panel: the face that the model sees, how close it is, and one slider per attribute."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.canvas.viewport import image_view
from app.editor.editor import Editor
from app.i18n import tr, tr_noop
from app.panels.widgets import DoubleSpinBox, Slider, label, plain_tip, scrolled
from app.theme import Theme
from app.worker.messages import AxisInfo, Progress
from engine.types import Pixels

# One attribute: lock, name, slider over its measured range, value to type, reset.


# What the bundled models call their axes, and what a person reads.
AXIS_NAMES: dict[str, str] = {
    "smile": tr_noop("Smile"),
    "mouth_open": tr_noop("Mouth open"),
    "age": tr_noop("Age"),
    "glasses": tr_noop("Glasses"),
    "facial_hair": tr_noop("Facial hair"),
    "headwear": tr_noop("Headwear"),
    "gender": tr_noop("Gender presentation"),
    "masculine": tr_noop("Masculine"),
    "eyes_open": tr_noop("Eyes open"),
    "brightness": tr_noop("Brightness"),
    "head_turn": tr_noop("Head turn"),
}
STEPS = 20
"""Places of the slider for one step of the axis."""


def axis_name(name: str) -> str:
    """What a person reads for an axis; names that are not known are shown as they are."""
    known = AXIS_NAMES.get(name.strip().lower().replace(" ", "_").replace("-", "_"))
    return tr(known) if known is not None else name


class AttributeRow(QWidget):
    """Shows one slider of the model; what a person does with it is told by signals."""

    moved = Signal(float)
    typed = Signal(float)
    grasped = Signal()
    locked = Signal(bool)

    def __init__(self, axis: AxisInfo, theme: Theme, parent: QWidget | None = None) -> None:
        """A row for `axis`, at 0."""
        super().__init__(parent)
        self.axis, self._theme, self.has_z = axis, theme, True
        self.lock, self.reset = QToolButton(), QToolButton()
        self.lock.setCheckable(True)
        self.name = label()
        self.slider = Slider(Qt.Orientation.Horizontal)
        self.slider.setRange(round(axis.low * STEPS), round(axis.high * STEPS))
        self.slider.setSingleStep(STEPS // 4)
        self.slider.setPageStep(STEPS)
        self.value = DoubleSpinBox()
        self.value.setRange(axis.low, axis.high)
        self.value.setDecimals(2)
        self.value.setSingleStep(0.25)
        self.value.setKeyboardTracking(False)
        self.value.lineEdit().setTextMargins(6, 0, 6, 0)
        self.value.setFixedWidth(72)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setVerticalSpacing(2)
        layout.setHorizontalSpacing(4)
        layout.addWidget(self.lock, 0, 0, 2, 1)
        layout.addWidget(self.name, 0, 1)
        layout.addWidget(self.slider, 1, 1)
        layout.addWidget(self.value, 0, 2, 2, 1)
        layout.addWidget(self.reset, 0, 3, 2, 1)
        layout.setColumnStretch(1, 1)
        self.slider.sliderPressed.connect(self.grasped)
        self.slider.valueChanged.connect(lambda place: self.moved.emit(place / STEPS))
        self.value.valueChanged.connect(self.typed)
        self.reset.clicked.connect(lambda: self.typed.emit(0.0))
        self.lock.toggled.connect(self._lock_toggled)
        self.retranslate()

    def retranslate(self) -> None:
        """Take the words and icons in use."""
        name = axis_name(self.axis.name)
        name = tr("{name} (z)", name=name) if self.axis.of_z else name
        span = tr("from {low} to {high}", low=f"{self.axis.low:g}", high=f"{self.axis.high:g}")
        self.name.setText(name)
        self.slider.setAccessibleName(name)
        self.slider.setAccessibleDescription(span)
        self._show_span()
        self.value.setAccessibleName(tr("Value of {name}", name=name))
        self.value.setToolTip(tr("Type a value in steps, {range}", range=span))
        self.reset.setIcon(self._theme.icon("reset"))
        self.reset.setToolTip(plain_tip(tr("Reset {name}", name=name)))
        self.reset.setAccessibleName(tr("Reset {name}", name=name))
        self.lock.setAccessibleName(tr("Lock {name}", name=name))
        self._show_lock()

    def _show_span(self) -> None:
        span = self.slider.accessibleDescription()
        name = f"{self.name.text()}, {span}"
        if self.has_z or not self.axis.of_z:
            self.name.setToolTip(span)
            self.slider.setToolTip(plain_tip(name))
            return
        tip = tr("Moves z, from which samples are drawn; a face in a photo has none")
        self.name.setToolTip(tip)
        self.slider.setToolTip(tip)

    def show_state(self, value: float, *, locked: bool, usable: bool, has_z: bool = True) -> None:
        """Show value and lock without saying that they changed; a slider of z needs a face that `has_z`."""
        self.has_z = has_z or not usable
        usable = usable and (has_z or not self.axis.of_z)
        self._show_span()
        for widget in (self.slider, self.value, self.lock):
            widget.blockSignals(True)
        # A slider in the hand stays where it is held.
        if round(self.slider.value() / STEPS, 3) != round(value, 3):
            self.slider.setValue(round(value * STEPS))
        if abs(self.value.value() - value) > 0.004:
            self.value.setValue(value)
        self.lock.setChecked(locked)
        for widget in (self.slider, self.value, self.lock):
            widget.blockSignals(False)
            widget.setEnabled(usable)
        self.reset.setEnabled(usable and value != 0)
        self._show_lock()

    def _lock_toggled(self, on: bool) -> None:
        self._show_lock()
        self.locked.emit(on)

    def _show_lock(self) -> None:
        on = self.lock.isChecked()
        self.lock.setIcon(self._theme.icon("lock" if on else "unlock"))
        tip = (
            tr("Locked: other sliders leave it as it is")
            if on
            else tr("Other sliders may change it; lock it")
        )
        self.lock.setToolTip(tip)


ORIGINS: dict[str, str] = {
    "sample": tr_noop("A sample of the model"),
    "average": tr_noop("The model's average face; refine it"),
    "encode": tr_noop("As the encoder sees it"),
    "optimise": tr_noop("Refined"),
    "tune": tr_noop("Refined, with a tuned copy of the model"),
}
TUNING_SHARE = 0.5
"""Steps of tuning for each step of refining."""


class AttributesPanel(QWidget):
    """Bound to the document's face; shows itself when the model has sliders or takes photos."""

    def __init__(
        self, editor: Editor, theme: Theme, actions: dict[str, QAction], parent: QWidget | None = None
    ) -> None:
        """Show and change the face of the editor's document."""
        super().__init__(parent)
        self._editor, self._theme, self._actions = editor, theme, actions
        self.rows: dict[str, AttributeRow] = {}
        self._moves: dict[str, int] = {}
        self._listens = False
        self._viewed: Pixels | None = None
        self.view, self.state = QLabel(), label(role="muted")
        self.refine, self.reset, self.add = QPushButton(), QToolButton(), QToolButton()
        self.tune = QCheckBox()
        self.original = QPushButton()
        self._empty = label(role="muted")
        self._list = QVBoxLayout()
        self._build()
        editor.document.face_changed.connect(self._show)
        editor.document.model_changed.connect(self._show)
        editor.model_changed.connect(self._rebuild)
        editor.faces.refining.connect(self._refining)
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
        scroll = scrolled(rows)
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
        self._empty.setText(tr("Open a photo, or take one from the samples."))
        for row in self.rows.values():
            row.retranslate()
        self._show()

    def _rebuild(self) -> None:
        """Rows for the sliders of the model that is open now."""
        # What the worker does is of interest while the model makes faces.
        if self._editor.makes_faces != self._listens:
            self._listens = not self._listens
            running = self._editor.client.running_changed
            (running.connect if self._listens else running.disconnect)(self._running_changed)
        axes = self._editor.faces.axes
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
                row.locked.connect(partial(self._editor.faces.set_locked, axis.name))
                self.rows[axis.name] = row
                self._list.insertWidget(place, row)
        self._show()

    def _show(self) -> None:
        face = self._editor.document.face
        code = face.code if face is not None else None
        usable = code is not None
        self._empty.setVisible(face is None)
        for name, row in self.rows.items():
            value = face.values.get(name, 0.0) if face is not None else 0.0
            locked = face is not None and name in face.locked
            has_z = code is not None and code.draw is not None
            row.show_state(value, locked=locked, usable=usable, has_z=has_z)
        can_refine = face is not None and face.place is not None and usable
        self.refine.setEnabled(can_refine and "invert" in self._editor.capabilities)
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
        steps = self._editor.settings.get("refine_steps")
        tuning = round(steps * TUNING_SHARE) if self.tune.isChecked() else 0
        self._editor.faces.refine(steps, tuning)

    def _refining(self, progress: Progress) -> None:
        done, total = progress.done, progress.total
        self.state.setText(tr("Refining: step {done} of {total}", done=done, total=total))
        if progress.picture is not None:
            self._show_view(progress.picture)

    def _running_changed(self, request: object) -> None:
        if request is None:
            self._show()

    def _grasped(self, name: str) -> None:
        self._moves[name] = self._editor.faces.new_move()

    def _moved(self, name: str, value: float) -> None:
        row = self.rows[name]
        # Keys and the wheel make a step of the history each; a drag makes one in all.
        move = self._moves.get(name, 0) if row.slider.isSliderDown() else self._editor.faces.new_move()
        self._editor.faces.set_value(name, value, move)

    def _typed(self, name: str, value: float) -> None:
        self._editor.faces.set_value(name, round(value, 2))
