"""The window's actions, menus, tool bar and shortcuts, made from the table in app/actions.py."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QMainWindow,
    QMenu,
    QMessageBox,
    QToolBar,
    QWidget,
)

from app.actions import ACTIONS, MENUS
from app.canvas.canvas import DRAWING_TOOLS, TAPPING_TOOLS
from app.canvas.viewport import image_view
from app.editor.editor import GUIDE_TOOLS
from app.editor.styles import LARGEST_SEED
from app.i18n import LANGUAGES, tr, tr_noop
from app.models.library_dialog import LibraryDialog
from app.settings import Settings
from app.theme import Theme
from app.window.face_dialogs import AttributeDialog, WalkDialog
from app.window.keys import CommandPalette, ShortcutDialog, keys_of

if TYPE_CHECKING:
    from app.window.main_window import MainWindow


TOOLS = (
    ("brush", "eraser", "line", "pan"),
    ("material_brush", "fill", "vary", "material_eraser"),
    ("mirror",),
    ("undo", "redo"),
    ("import_drawing", "import_photo", "clear"),
    ("eyes", "compare"),
    ("view_split", "view_onion", "fit"),
)
THEMES: dict[str, str] = {
    "system": tr_noop("Follow System"),
    "light": tr_noop("Light"),
    "dark": tr_noop("Dark"),
}


class WindowActions:
    """Every action of the table, with its handler, in its menu; words and icons follow the language."""

    def __init__(
        self, window: QMainWindow, settings: Settings, theme: Theme, handlers: dict[str, Callable[[], object]]
    ) -> None:
        """Make the actions of `window`; `handlers` has one for every name of the table."""
        self._window, self._settings, self._theme = window, settings, theme
        self.all: dict[str, QAction] = {}
        self._menus: dict[str, QMenu] = {}
        self._groups: dict[str, QActionGroup] = {}
        keys = keys_of(settings)
        for name, spec in ACTIONS.items():
            action = QAction(window)
            action.setObjectName(name)
            action.setCheckable(spec.checkable)
            action.setShortcuts(keys[name])
            action.triggered.connect(lambda _=False, handler=handlers[name]: handler())
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

    @property
    def tools(self) -> list[QAction]:
        """One of these is in hand."""
        return self._groups["tool"].actions()

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

    def menu_of(self, names: Sequence[str], parent: QWidget) -> QMenu:
        """A menu of some actions, an empty name being a line between them."""
        menu = QMenu(parent)
        for name in names:
            if name:
                menu.addAction(self.all[name])
            else:
                menu.addSeparator()
        return menu

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


# What each action of the table does in a window.


Handler = Callable[[], object]


class WindowHandlers:
    """What one window does, by the names of the table of actions."""

    def __init__(self, window: MainWindow) -> None:
        """Act on `window`."""
        self._window = window
        self._editor = window.editor
        self._settings = window.settings

    def table(self) -> dict[str, Handler]:
        """A handler for every name of the table of actions."""
        window, editor, dialogs, canvas = (
            self._window,
            self._editor,
            self._window.dialogs,
            self._window.canvas,
        )
        document = editor.document
        return {
            "new": dialogs.new,
            "new_window": lambda: window.windows.add(window),
            "open": dialogs.open,
            "save": dialogs.save,
            "save_as": dialogs.save_as,
            "export": dialogs.export,
            "export_full_size": lambda: dialogs.export(full_size=True),
            "close": window.close,
            "quit": window.windows.close_all,
            **self._faces(),
            **window.stylist.table(),
            "undo": editor.undo,
            "redo": editor.redo,
            "copy": lambda: self._copy(document.result),
            "copy_sketch": lambda: self._copy(document.sketch),
            "paste": lambda: window.intake.import_dropped(QApplication.clipboard().mimeData(), "drawing"),
            "commands": self._command,
            "shortcuts": lambda: ShortcutDialog(self._settings, window.actions_.all, window).exec(),
            "thinner": lambda: self._resize_tool(1 / 1.25),
            "thicker": lambda: self._resize_tool(1.25),
            "import_drawing": lambda: dialogs.import_source("drawing"),
            "import_photo": lambda: dialogs.import_source("photo"),
            "import_input": lambda: dialogs.import_source("input"),
            "remove_input": editor.sources.remove_input,
            "clear": editor.clear_sketch,
            "clear_guide": lambda: editor.materials.clear(),
            "reroll": editor.styling.reroll,
            "next_style": lambda: self._step_style(1),
            "previous_style": lambda: self._step_style(-1),
            "pin": self._pin,
            "turn": editor.sources.turn,
            "result_to_input": editor.sources.result_to_input,
            "zoom_in": lambda: canvas.zoom(1.25),
            "zoom_out": lambda: canvas.zoom(0.8),
            "fit": canvas.fit,
            "actual": canvas.actual_size,
            "fit_width": canvas.fit_width,
            "full_screen": self._full_screen,
            "panels": window.toggle_panels,
            "reset_layout": window.reset_layout,
            "library": lambda: LibraryDialog(editor, window.theme, window).exec(),
            "train": lambda: window.training.train(),
            "runs": lambda: window.training.reporter(),
            "welcome": window.welcome,
            "about": self._about,
            **{name: self._tool(name) for name in DRAWING_TOOLS},
            **{name: self._tool(name) for name in ("pan", *TAPPING_TOOLS)},
            **{f"view_{mode}": self._view(mode) for mode in ("split", "onion", "sketch", "picture")},
            **{name: self._toggle(name) for name in ("mirror", "live", "compare", "guide_visible")},
        }

    def _faces(self) -> dict[str, Handler]:
        window, faces, settings = self._window, self._editor.faces, self._settings
        return {
            "open_photo": window.dialogs.open_photo,
            "find_face": faces.find,
            "eyes": lambda: faces.pick_eyes(on=not faces.picking),
            "refine": lambda: faces.refine(settings.get("refine_steps")),
            "reset_attributes": faces.reset_all,
            "add_attribute": lambda: AttributeDialog(self._editor, window).exec(),
            "original": lambda: window.canvas.show_original(on=True),
            "new_samples": lambda: settings.set("sample_seed", random.randrange(LARGEST_SEED)),
            "walk": lambda: WalkDialog(self._editor, window).exec(),
        }

    def _command(self) -> None:
        palette = CommandPalette(self._window.actions_.all, self._window)
        if palette.exec() and palette.chosen is not None:
            palette.chosen.trigger()

    def _full_screen(self) -> None:
        if self._window.isFullScreen():
            self._window.showNormal()
        else:
            self._window.showFullScreen()

    def _tool(self, name: str) -> Handler:
        return lambda: self._window.canvas.set_tool(name)

    def _view(self, mode: str) -> Handler:
        return lambda: self._settings.set("view", mode)

    def _toggle(self, name: str) -> Handler:
        return lambda: self._settings.set(name, not self._settings.get(name))

    def _copy(self, pixels: NDArray[np.uint8] | None) -> None:
        if pixels is None:
            self._window.notice.report(tr("There is no picture to copy yet; draw something first."))
        else:
            QApplication.clipboard().setImage(image_view(pixels).copy())

    def _step_style(self, step: int) -> None:
        styles = self._editor.document.styles
        if styles.variants:
            place = styles.chosen()
            self._editor.styling.use_variant(0 if place is None else (place + step) % len(styles.variants))

    def _pin(self) -> None:
        styles = self._editor.document.styles
        place = styles.chosen()
        if place is not None:
            self._editor.styling.pin_variant(place, not styles.variants[place].pinned)

    def _resize_tool(self, factor: float) -> None:
        actions = self._window.actions_.all
        name = "eraser_size" if actions["eraser"].isChecked() else "brush_size"
        if any(actions[tool].isChecked() for tool in GUIDE_TOOLS):
            name = "material_size"
        value = self._settings.get(name)
        larger = max(value * factor, value + 1)
        self._settings.set(name, round(larger if factor > 1 else value * factor, 1))

    def _about(self) -> None:
        text = tr("Ganvas: an image editor whose brushes are generative adversarial networks.")
        QMessageBox.about(self._window, tr("About Ganvas"), f"{text}\n\nApache-2.0")
