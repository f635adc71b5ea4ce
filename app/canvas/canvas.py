"""The canvas: shows sketch and picture, and turns mouse, pen, wheel and keys into actions of the editor."""

from __future__ import annotations

import contextlib

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QEnterEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTabletEvent,
)
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from app.canvas.painter import Scene
from app.canvas.viewport import Split, Viewport
from app.document.strokes import Rect, ToolName, straightened
from app.editor.editor import GUIDE_TOOLS, Editor
from app.i18n import tr
from app.theme import Theme

DRAWING_TOOLS: dict[str, ToolName] = {
    "brush": "brush",
    "eraser": "eraser",
    "line": "line",
    "material_brush": "material_brush",
    "material_eraser": "material_eraser",
}
TAPPING_TOOLS = ("fill", "vary")
MATERIAL_TOOLS = (*GUIDE_TOOLS, *TAPPING_TOOLS)


class SpaceBar(QObject):
    """Lets the space bar take hold of the paper whatever has the keyboard, while the pointer is over it.

    Only what has the keyboard is watched, so that strokes are not slowed down. A field of text gets its space
    all the same, but what is dragged meanwhile pans.
    """

    def __init__(self, canvas: Canvas) -> None:
        """For `canvas`, as long as it lives."""
        super().__init__(canvas)
        self._canvas = canvas
        self._watched: QWidget | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._focus_changed)

    def _focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        if self._watched is not None:
            with contextlib.suppress(RuntimeError):  # it is gone already
                self._watched.removeEventFilter(self)
        self._watched = None
        if now is self._canvas:
            return  # a press on it; the space bar is let go there
        self._canvas.hold(False)
        if now is not None and now.window() is self._canvas.window():
            self._watched = now
            now.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the space bar."""
        kinds = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)
        if event.type() not in kinds or not isinstance(event, QKeyEvent) or event.key() != Qt.Key.Key_Space:
            return False
        typed = isinstance(watched, (QLineEdit, QAbstractSpinBox, QPlainTextEdit, QTextEdit))
        held = self._canvas.holds
        if event.type() == QEvent.Type.KeyRelease:
            if not event.isAutoRepeat():
                self._canvas.hold(False)
            return held and not typed
        if not held and not self._canvas.underMouse():
            return False
        self._canvas.hold(True)
        return not typed


class Canvas(Viewport):
    """Sketch and picture in one view; the tool in hand is set from outside."""

    dropped = Signal(object)

    def __init__(self, editor: Editor, theme: Theme, parent: QWidget | None = None) -> None:
        """Show the editor's document."""
        super().__init__(editor, parent)
        self._scene = Scene(editor, theme)
        self._tool = "brush"
        self._stroke_tool: ToolName | None = None
        self._start = (0.0, 0.0)
        self._grip: QPointF | None = None
        self._space = False
        self._pointer: QPointF | None = None
        self._pen_pressure: float | None = None
        self._split = Split()
        self._holds_split = False
        self._shows_original = False
        self._seen: object = None
        self._space_bar = SpaceBar(self)
        self.setObjectName("canvas")
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(320, 240)
        document = editor.document
        document.sketch_changed.connect(self._sketch_changed)
        document.guide_changed.connect(self._sketch_changed)
        document.sketch_replaced.connect(self._replaced)
        document.result_changed.connect(self._result_changed)
        document.paper_changed.connect(self._replaced)
        document.source_changed.connect(self.update)
        document.face_changed.connect(self._face_changed)
        editor.faces.picking_changed.connect(self._picking_changed)
        editor.model_changed.connect(self.update)
        self.retranslate()

    def retranslate(self) -> None:
        """Take the words of the language, and the colours, in use."""
        self._scene.painter.dress()
        self.setAccessibleName(tr("Canvas"))
        self.setAccessibleDescription(tr("Draw with the mouse or a pen; the picture appears beside it"))
        self.update()

    def set_tool(self, tool: str) -> None:
        """Take a tool in hand: brush, eraser, line, pan, or one of those that lay materials."""
        self._tool = tool
        self._show_cursor()
        self.update()

    @property
    def shows_original(self) -> bool:
        """Whether the original is seen in the picture's place."""
        return self._shows_original

    def show_original(self, *, on: bool) -> None:
        """Show the original in the picture's place, as while a key is held down."""
        self._shows_original = on
        self.update()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what the event asks for."""
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        painter.fillRect(event.rect(), self._scene.painter.surround)
        sketch, picture = self.pane_rects()
        if sketch is not None:
            self._scene.paper(painter, sketch, self._view, self._options)
        if picture is not None:
            split = self._split if self._options.compare else None
            self._scene.picture(painter, picture, self._view, split, original=self._shows_original)
        if sketch is not None and self._pointer is not None and self._tool not in ("pan", *TAPPING_TOOLS):
            radius = max(2.0, self._tool_size() * self._view.scale / 2)
            self._scene.painter.pen(painter, self._pointer.x(), self._pointer.y(), radius)

    def _sketch_changed(self, rect: Rect) -> None:
        pane = self.pane_rects()[0]
        if pane is None:
            return
        part = self._view.covered(rect)
        self.update(QRect(part.left + pane.left, part.top + pane.top, part.width, part.height))
        if self._editor.document.blank or self._editor.document.face or rect.width * rect.height > 100_000:
            self.update()

    def _result_changed(self) -> None:
        picture = self.pane_rects()[1]
        if picture is None or self._editor.document.face is None:
            self.update()
        else:
            # While a slider moves, the photo beside the picture need not be painted again.
            self.update(QRect(picture.left, picture.top, picture.width, picture.height))

    def _face_changed(self) -> None:
        face = self._editor.document.face
        seen = None if face is None else (face.photo, face.place, face.code)
        if seen != self._seen:
            self._seen = seen
            self.update()

    def _replaced(self) -> None:
        self.fit()
        self.update()

    @property
    def holds(self) -> bool:
        """Whether the space bar holds the paper, so that dragging pans."""
        return self._space

    def hold(self, on: bool) -> None:
        """Take hold of the paper, or let it go."""
        if on != self._space:
            self._space = on
            self._show_cursor()

    # Pointer

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke or take hold of the paper."""
        position = event.position()
        grab = event.button() == Qt.MouseButton.MiddleButton or self._space or self._tool == "pan"
        if grab and event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._grip = position
            self._show_cursor()
        elif event.button() == Qt.MouseButton.LeftButton and self._split_at(position):
            self._holds_split = True
        elif event.button() == Qt.MouseButton.LeftButton:
            self._begin(position, 1.0)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw on, or move the paper."""
        self._moved(event.position(), 1.0, event.modifiers())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the stroke, or let the paper go."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._released()

    def tabletEvent(self, event: QTabletEvent) -> None:
        """A pen with pressure; its eraser end rubs out."""
        event.accept()
        kind, pressure = event.type(), event.pressure()
        if kind == QEvent.Type.TabletPress and event.button() == Qt.MouseButton.LeftButton:
            rubber = event.pointerType() == event.pointingDevice().PointerType.Eraser
            eraser: ToolName = "material_eraser" if self._tool in MATERIAL_TOOLS else "eraser"
            self._begin(event.position(), pressure, eraser if rubber else None)
        elif kind == QEvent.Type.TabletMove:
            self._moved(event.position(), pressure, event.modifiers())
        elif kind == QEvent.Type.TabletRelease:
            self._released()

    def _begin(self, position: QPointF, pressure: float, tool: ToolName | None = None) -> None:
        sketch = self.pane_rects()[0]
        if self._editor.faces.picking:
            self._editor.faces.click_eye(*self.to_paper(position))
            return
        chosen = tool or DRAWING_TOOLS.get(self._tool)
        if sketch is None:
            return
        if not (sketch.left <= position.x() < sketch.right and sketch.top <= position.y() < sketch.bottom):
            return
        if tool is None and self._tool in TAPPING_TOOLS:
            tapped = self._editor.materials.fill if self._tool == "fill" else self._editor.materials.vary
            tapped(*self._sketch_position(position))
        if chosen is None:
            return
        self._stroke_tool = chosen
        self._start = self._sketch_position(position)
        self._editor.begin_stroke(chosen, *self._start, pressure)

    def _moved(self, position: QPointF, pressure: float, modifiers: Qt.KeyboardModifier) -> None:
        picture = self.pane_rects()[1]
        if self._holds_split and picture is not None:
            self._split = self._split.moved(picture, position.x())
            self.update()
        elif self._grip is not None:
            step = position - self._grip
            self._grip = position
            self._set_view(self._view.panned(step.x(), step.y()), fits=False)
        elif self._stroke_tool is not None:
            point = self._sketch_position(position)
            if self._stroke_tool == "line" and modifiers & Qt.KeyboardModifier.ShiftModifier:
                point = straightened(self._start, point)
            self._editor.document.continue_stroke(*point, pressure)
        self._move_pointer(position)

    def _released(self) -> None:
        if self._holds_split:
            self._holds_split = False
        elif self._grip is not None:
            self._grip = None
            self._show_cursor()
        elif self._stroke_tool is not None:
            tool, self._stroke_tool = self._stroke_tool, None
            self._editor.end_stroke(tool)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the outline of the tool."""
        self._move_pointer(event.position())
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the outline of the tool."""
        self._move_pointer(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The space bar takes hold of the paper; Escape takes a stroke back."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.hold(True)
        elif event.key() == Qt.Key.Key_Escape and self._stroke_tool is not None:
            self._stroke_tool = None
            self._editor.document.cancel_stroke()
        elif event.key() == Qt.Key.Key_Escape and self._editor.faces.picking:
            self._editor.faces.pick_eyes(on=False)
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """The space bar lets the paper go."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.hold(False)
        else:
            super().keyReleaseEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and pictures."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand what was dropped to the window."""
        event.acceptProposedAction()
        self.dropped.emit(event.mimeData())

    # Helpers

    def _split_at(self, position: QPointF) -> bool:
        picture = self.pane_rects()[1]
        comparing = self._options.compare and self._editor.document.face is not None
        return comparing and picture is not None and self._split.near(picture, position.x(), position.y())

    def _picking_changed(self) -> None:
        if self._editor.faces.picking and not self._editor.faces.eyes:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.update()

    def _tool_size(self) -> float:
        if self._tool in GUIDE_TOOLS:
            return self._options.material_size
        return self._options.eraser_size if self._tool == "eraser" else self._options.brush_size

    def _move_pointer(self, position: QPointF | None) -> None:
        radius = int(max(2.0, self._tool_size() * self._view.scale / 2)) + 4
        for point in (self._pointer, position):
            if point is not None:
                self.update(QRect(int(point.x()) - radius, int(point.y()) - radius, 2 * radius, 2 * radius))
        sketch = self.pane_rects()[0]
        inside = (
            position is not None
            and sketch is not None
            and (sketch.left <= position.x() < sketch.right and sketch.top <= position.y() < sketch.bottom)
        )
        self._pointer = position if inside else None

    def _show_cursor(self) -> None:
        if self._grip is not None:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif self._space or self._tool == "pan":
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        else:
            self.setCursor(Qt.CursorShape.CrossCursor)
