"""The bar above the canvas for models that go several ways: which way, and what can be done with both."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from app.canvas.viewport import image_view
from app.editor.editor import Editor
from app.i18n import tr, tr_noop
from app.panels.widgets import elided_words, label, plain_tip
from app.theme import Theme
from app.worker.messages import DirectionInfo
from engine.types import Pixels

KINDS: dict[str, str] = {
    "sketch": tr_noop("Sketch"),
    "photo": tr_noop("Photo"),
    "labels": tr_noop("Label map"),
}
BUTTONS = ("result_to_input", "cycle", "swap_styles")


def direction_text(info: DirectionInfo, directions: tuple[DirectionInfo, ...]) -> str:
    """What a way is called: by its kinds of pictures, or A and B where both are of one kind."""
    first = next((other for other in directions if other.direction == "forward"), info)
    alike = first.input_kind == first.output_kind
    a, b = ("A", "B") if alike else (tr(KINDS[first.input_kind]), tr(KINDS[first.output_kind]))
    if info.direction in ("forward", "backward"):
        source, target = (a, b) if info.direction == "forward" else (b, a)
        return tr("{source} to {target}", source=source, target=target)
    return tr("{kind} in another style", kind=b if info.direction == "restyle_output" else a)


class DirectionBar(QFrame):
    """Bound to the way of the document; shows itself when the open model goes more than one."""

    def __init__(self, editor: Editor, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        """Show and change the direction of the editor's document."""
        super().__init__(parent)
        self._editor, self._actions = editor, actions
        self.setObjectName("direction")
        self.directions: dict[str, QToolButton] = {}
        self.handlers: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._name = label(role="muted")
        # Where the bar is too narrow, each of these stands for several buttons.
        self.chosen, self.more = _menu_button(), _menu_button()
        layout = self._row = QHBoxLayout(self)
        layout.setContentsMargins(14, 5, 10, 5)
        layout.setSpacing(4)
        layout.addWidget(self._name)
        self._choices = QHBoxLayout()
        self._choices.setSpacing(2)
        layout.addLayout(self._choices)
        layout.addWidget(self.chosen)
        layout.addStretch(1)
        for name in BUTTONS:
            button = QPushButton()
            button.setProperty("kind", "quiet")
            button.clicked.connect(actions[name].trigger)
            actions[name].enabledChanged.connect(self._fit)
            layout.addWidget(button)
            self.handlers[name] = button
            self.more.menu().addAction(actions[name])
        layout.addWidget(self.more)
        editor.model_changed.connect(self._show)
        editor.document.source_changed.connect(self._show_direction)
        self.retranslate()

    def retranslate(self) -> None:
        """Take the words in use."""
        self._name.setText(tr("Direction"))
        self.more.setText(tr("More"))
        self.more.setToolTip(tr("What else can be done with both kinds of pictures"))
        self.chosen.setToolTip(tr("Choose what goes in, and what comes out"))
        for name, button in self.handlers.items():
            action = self._actions[name]
            button.setText(action.text())
            button.setToolTip(action.toolTip())
        self._show()

    def minimumSizeHint(self) -> QSize:
        """Both menus instead of the buttons."""
        return QSize(self._width(self.chosen, self.more), super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """All buttons."""
        wide = self._width(*self.directions.values(), *self._usable())
        return QSize(wide, super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Buttons that no longer fit go into menus."""
        super().resizeEvent(event)
        self._fit()

    def _show(self) -> None:
        directions = self._editor.sources.directions
        if set(self.directions) != {info.direction for info in directions}:
            for button in self.directions.values():
                self._group.removeButton(button)
                self._choices.removeWidget(button)
                button.deleteLater()
            self.directions = {info.direction: self._button(info) for info in directions}
        menu = self.chosen.menu()
        menu.clear()
        for info in directions:
            text = direction_text(info, directions)
            button = self.directions[info.direction]
            button.setText(text)
            button.setToolTip(tr("What goes in, and what comes out: {direction}", direction=text))
            menu.addAction(text).triggered.connect(button.click)
        self.setVisible(len(directions) > 1 and "translate" in self._editor.capabilities)
        self._show_direction()
        self._fit()

    def _show_direction(self) -> None:
        button = self.directions.get(self._editor.document.source.direction)
        if button is not None:
            button.setChecked(True)
            self.chosen.setText(button.text())
            self._fit()

    def _usable(self) -> list[QPushButton]:
        return [button for name, button in self.handlers.items() if self._actions[name].isEnabled()]

    def _width(self, *shown: QWidget) -> int:
        margins = self.contentsMargins() + self._row.contentsMargins()
        widths = [widget.sizeHint().width() + self._row.spacing() for widget in (self._name, *shown)]
        return margins.left() + margins.right() + sum(widths) + self._row.spacing()

    def _fit(self) -> None:
        directions, usable = list(self.directions.values()), self._usable()
        narrow = self.width() < self._width(*directions, *usable)
        narrowest = narrow and self.width() < self._width(*directions, self.more)
        for direction in directions:
            direction.setVisible(not narrowest)
        for button in self.handlers.values():
            button.setVisible(button in usable and not narrow)
        self.chosen.setVisible(narrowest)
        self.more.setVisible(narrow and bool(usable))

    def _button(self, info: DirectionInfo) -> QToolButton:
        button = QToolButton()
        button.setCheckable(True)
        button.clicked.connect(lambda: self._editor.sources.go(info.direction))
        self._group.addButton(button)
        self._choices.addWidget(button)
        return button


def _menu_button() -> QToolButton:
    button = QToolButton()
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setMenu(QMenu(button))
    button.hide()
    return button


# The notice bar above the canvas: what happened, and what can be done; it never stops the work.


class NoticeBar(QFrame):
    """Shows one notice at a time; the next waits until it is closed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Hidden while there is nothing to say."""
        super().__init__(parent)
        self.setObjectName("notice")
        self._theme = theme
        self._waiting: list[tuple[str, list[tuple[str, Callable[[], None]]], Pixels | None]] = []
        self.picture = QLabel()
        self.picture.hide()
        self.text = label()
        self.text.setWordWrap(True)
        # However long a word in it is, the window stays as wide as it is.
        policy = self.text.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
        self.text.setSizePolicy(policy)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._buttons = QHBoxLayout()
        self.close_button = QToolButton()
        self.close_button.clicked.connect(self.dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 7, 8, 7)
        layout.addWidget(self.picture)
        layout.addWidget(self.text, 1)
        layout.addLayout(self._buttons)
        layout.addWidget(self.close_button)
        self.hide()

    def report(
        self, text: str, *choices: tuple[str, Callable[[], None]], picture: Pixels | None = None
    ) -> None:
        """Show `text` with a button for each (name, handler); a plain message replaces a plain message.

        `picture`: a small one, (h, w, 3), that stands before the text.
        """
        if not self.isHidden() and self._buttons.count():
            self._waiting.append((text, list(choices), picture))
            return
        self._clear()
        shown = elided_words(text)
        self.text.setText(shown)
        self.text.setToolTip("" if shown == text else plain_tip(text))
        self.picture.setVisible(picture is not None)
        if picture is not None:
            self.picture.setPixmap(QPixmap.fromImage(image_view(picture).copy()))
        self.setAccessibleName(text)
        for name, handler in choices:
            button = QPushButton(name)
            button.clicked.connect(lambda _=False, handler=handler: self._chosen(handler))
            self._buttons.addWidget(button)
        self.retranslate()
        self.show()

    def dismiss(self) -> None:
        """Close this notice and show the next one, if one waits."""
        self.hide()
        self._clear()
        if self._waiting:
            text, choices, picture = self._waiting.pop(0)
            self.report(text, *choices, picture=picture)

    def dismiss_message(self) -> None:
        """Close a message that is out of date; a question waits for its answer."""
        if not self._buttons.count():
            self.dismiss()

    def retranslate(self) -> None:
        """Take the words and icons in use."""
        self.close_button.setIcon(self._theme.icon("close"))
        self.close_button.setToolTip(tr("Close this message"))
        self.close_button.setAccessibleName(tr("Close this message"))

    def _chosen(self, handler: Callable[[], None]) -> None:
        self.dismiss()
        handler()

    def _clear(self) -> None:
        while (item := self._buttons.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
