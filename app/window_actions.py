"""The window's actions, menus and tool bar, made from the table in shortcuts.py."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar

from app.i18n import LANGUAGES, mark, tr
from app.settings import Settings
from app.shortcut_dialog import shortcut_of
from app.shortcuts import ACTIONS, MENUS
from app.theme import Theme

TOOLS = (
    ("brush", "eraser", "line", "pan"),
    ("mirror",),
    ("undo", "redo"),
    ("import_drawing", "import_photo", "clear"),
    ("eyes", "compare"),
    ("view_split", "view_onion", "fit"),
)
THEMES: dict[str, str] = {"system": mark("Follow System"), "light": mark("Light"), "dark": mark("Dark")}


class WindowActions:
    """Every action of the table, with its handler, in its menu; words and icons follow the language."""

    def __init__(
        self, window: QMainWindow, settings: Settings, theme: Theme, handlers: dict[str, Callable[[], object]]
    ) -> None:
        """Make the actions of `window`; `handlers` has a deed for every name of the table."""
        self._window, self._settings, self._theme = window, settings, theme
        self.all: dict[str, QAction] = {}
        self._menus: dict[str, QMenu] = {}
        self._groups: dict[str, QActionGroup] = {}
        for name, spec in ACTIONS.items():
            action = QAction(window)
            action.setObjectName(name)
            action.setCheckable(spec.checkable)
            action.setShortcut(QKeySequence(shortcut_of(settings, name)))
            action.triggered.connect(lambda _=False, deed=handlers[name]: deed())
            if spec.group:
                if spec.group not in self._groups:
                    self._groups[spec.group] = QActionGroup(window)
                self._groups[spec.group].addAction(action)
            self.all[name] = action
            window.addAction(action)
        self._language_menu, self._theme_menu = QMenu(window), QMenu(window)
        self._choices: list[tuple[QAction, str]] = []
        self._choose_from(self._language_menu, "language", LANGUAGES)
        self._choose_from(self._theme_menu, "theme", THEMES)

    def build_menus(self, panels: list[QAction]) -> None:
        """Fill the menu bar; `panels` are the actions that show and hide docks."""
        for key in MENUS:
            menu = self._window.menuBar().addMenu("")
            menu.setToolTipsVisible(True)
            self._menus[key] = menu
            for name, spec in ACTIONS.items():
                if spec.menu == key:
                    if spec.separated:
                        menu.addSeparator()
                    menu.addAction(self.all[name])
            if key == "view":
                menu.addSeparator()
                menu.addActions(panels)
                menu.addSeparator()
                menu.addMenu(self._theme_menu)
                menu.addMenu(self._language_menu)

    def fill(self, bar: QToolBar) -> None:
        """Put the tools into the tool bar."""
        for number, names in enumerate(TOOLS):
            if number:
                bar.addSeparator()
            for name in names:
                bar.addAction(self.all[name])

    def show_capabilities(self, capabilities: frozenset[str]) -> None:
        """Enable what the model can do."""
        for name, spec in ACTIONS.items():
            if spec.needs:
                self.all[name].setEnabled(not capabilities.isdisjoint(spec.needs.split()))

    def retranslate(self) -> None:
        """Take the words and icons in use."""
        for name, spec in ACTIONS.items():
            action = self.all[name]
            action.setText(tr(spec.text))
            action.setStatusTip("")
            keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{tr(spec.tip)} ({keys})" if keys else tr(spec.tip))
            action.setIcon(self._theme.icon(spec.icon))
        for key, menu in self._menus.items():
            menu.setTitle(tr(MENUS[key]))
        self._language_menu.setTitle(tr("Language"))
        self._theme_menu.setTitle(tr("Appearance"))
        for action, text in self._choices:
            # A language is called by its own name, so that whoever speaks it finds it.
            own_name = text in (LANGUAGES["en"], LANGUAGES["zh_CN"])
            action.setText(text if own_name else tr(text))

    def _choose_from(self, menu: QMenu, option: str, table: dict[str, str]) -> None:
        group = QActionGroup(self._window)
        for value, text in table.items():
            action = QAction(self._window)
            action.setCheckable(True)
            action.setChecked(self._settings.get(option) == value)
            action.triggered.connect(lambda _=False, value=value: self._settings.set(option, value))
            group.addAction(action)
            menu.addAction(action)
            self._choices.append((action, text))
