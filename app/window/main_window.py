"""The main window: canvas, docks, tool bar and status bar put together; state lives elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QMimeData, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabWidget, QToolBar, QVBoxLayout, QWidget

from app.canvas.canvas import Canvas
from app.editor.editor import Editor
from app.editor.files import DocumentFiles
from app.i18n import Translations, tr, tr_noop
from app.models.import_entry import ModelImports
from app.panels.attributes import AttributesPanel
from app.panels.bars import DirectionBar, NoticeBar
from app.panels.history import HistoryPanel
from app.panels.model import ModelPanel
from app.panels.samples import MixingPanel, SamplesPanel
from app.panels.sketch import SketchPanel
from app.panels.status import StatusBar
from app.panels.styles import StylesPanel
from app.panels.widgets import scrolled
from app.settings import Settings
from app.theme import Theme
from app.training.entry import TrainingEntry
from app.window.actions import WindowActions, WindowHandlers
from app.window.file_dialogs import PictureIntake, WindowFiles
from app.window.keys import give_canvas_keys
from app.window.style_dialogs import WindowStyles
from app.window.welcome import WelcomeDialog, remember_file

if TYPE_CHECKING:
    from app.window.materials import WindowMaterials
    from app.window.windows import Windows

DOCK_TITLES: dict[str, str] = {
    "styles": tr_noop("Styles"),
    "materials": tr_noop("Materials"),
    "attributes": tr_noop("Attributes"),
    "samples": tr_noop("Samples"),
    "mixing": tr_noop("Mixing"),
    "sketch": tr_noop("Sketch"),
    "model": tr_noop("Model"),
    "history": tr_noop("History"),
}
# Settings that are on or off, each with an action of its name.
MODES = ("mirror", "live", "compare", "guide_visible")
CANVAS_MENU = (
    "undo",
    "redo",
    "",
    "copy",
    "copy_sketch",
    "paste",
    "",
    "export",
    "",
    "fit",
    "actual",
    "",
    "clear",
)
COMFORTABLE = QSize(1280, 820)
# What a window manager may put around a window.
FRAME = QSize(8, 40)
# Panels that need more height than a small screen may have for them; the others scroll what is in them.
SCROLLED = ("mixing", "sketch", "model")
# Docks that show themselves when the open model has one of these capabilities.
DOCK_NEEDS: dict[str, frozenset[str]] = {
    "styles": frozenset({"style"}),
    "materials": frozenset({"guide"}),
    "attributes": frozenset({"axes", "invert"}),
    "samples": frozenset({"sample"}),
    "mixing": frozenset({"sample"}),
}


class MainWindow(QMainWindow):
    """One window, one document."""

    def __init__(
        self,
        editor: Editor,
        files: DocumentFiles,
        settings: Settings,
        theme: Theme,
        translations: Translations,
        windows: Windows,
    ) -> None:
        """Show `editor`, beside the other `windows`; nothing is loaded by building the window."""
        super().__init__()
        self.windows = windows
        self.editor, self.files, self.settings = editor, files, settings
        self.theme, self._translations = theme, translations
        self.setObjectName("main")
        self.setAcceptDrops(True)
        self.canvas = Canvas(editor, theme)
        self.notice = NoticeBar(theme)
        self.training = TrainingEntry(theme, settings, self)
        self.dialogs = WindowFiles(self, editor, files, settings)
        self.intake = PictureIntake(editor, self.notice, self.dialogs)
        self.stylist = WindowStyles(self)
        self.imports = ModelImports(self, editor)
        handlers = WindowHandlers(self).table() | self.imports.handlers()
        self.actions_ = WindowActions(self, settings, theme, handlers)
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.direction = DirectionBar(editor, self.actions_.all)
        layout.addWidget(self.notice)
        layout.addWidget(self.direction)
        layout.addWidget(self.canvas, 1)
        self.setCentralWidget(centre)
        self.status = StatusBar(editor, theme)
        self.setStatusBar(self.status)
        self.tools = QToolBar()
        self.tools.setObjectName("tools")
        self.tools.setIconSize(QSize(20, 20))
        self.tools.setMovable(True)
        self.actions_.fill(self.tools)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, self.tools)
        self.docks: dict[str, QDockWidget] = {}
        self._build_docks()
        toggles = [dock.toggleViewAction() for dock in self.docks.values()]
        self.actions_.build_menus([*toggles, self.tools.toggleViewAction()])
        give_canvas_keys(self.canvas, self.actions_.all)
        self.canvas.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._with_panels: QByteArray | None = None
        self._connect()
        self.fit_to_screen()
        self._built = self.saveState()
        self._restore_layout()
        self._show_settings()
        self.retranslate()

    # Building

    def _build_docks(self) -> None:
        actions = self.actions_.all
        self.styles = StylesPanel(self.editor, self.theme, actions)
        self.sketch = SketchPanel(self.settings, actions)
        self.model = ModelPanel(self.editor, actions)
        self.history = HistoryPanel(self.editor, actions)
        self.attributes = AttributesPanel(self.editor, self.theme, actions)
        self.samples = SamplesPanel(self.editor, self.theme, actions)
        self.mixing = MixingPanel(self.editor, self.theme, self.samples)
        # Made and loaded when the first model that follows materials is open.
        self.materials: WindowMaterials | None = None
        panels: dict[str, QWidget] = {
            "styles": self.styles,
            "materials": QWidget(),
            "attributes": self.attributes,
            "samples": self.samples,
            "mixing": self.mixing,
            "sketch": self.sketch,
            "model": self.model,
            "history": self.history,
        }
        for name, panel in panels.items():
            dock = QDockWidget()
            dock.setObjectName(f"dock_{name}")
            dock.setWidget(scrolled(panel) if name in SCROLLED else panel)
            self.docks[name] = dock
            area = Qt.DockWidgetArea.BottomDockWidgetArea
            if name != "history":
                area = Qt.DockWidgetArea.RightDockWidgetArea
            self.addDockWidget(area, dock)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.setTabPosition(Qt.DockWidgetArea.RightDockWidgetArea, QTabWidget.TabPosition.North)
        for name in ("materials", "attributes", "samples", "mixing"):
            # Nothing to see before a model that follows materials, or makes faces, is open.
            self.docks[name].hide()
        self.docks["materials"].toggleViewAction().setEnabled(False)
        self.tabifyDockWidget(self.docks["styles"], self.docks["materials"])
        self.tabifyDockWidget(self.docks["attributes"], self.docks["samples"])
        self.tabifyDockWidget(self.docks["samples"], self.docks["mixing"])
        self.tabifyDockWidget(self.docks["sketch"], self.docks["model"])
        self.docks["sketch"].raise_()
        self._share_out()

    def _share_out(self) -> None:
        right = [self.docks["styles"], self.docks["sketch"]]
        self.resizeDocks(right, [520, 220], Qt.Orientation.Vertical)
        self.resizeDocks(right, [320, 320], Qt.Orientation.Horizontal)
        self.resizeDocks([self.docks["history"]], [140], Qt.Orientation.Vertical)

    def _connect(self) -> None:
        self.editor.message.connect(self.notice.report)
        self.training.model_made.connect(self.editor.choose_model)
        self.files.message.connect(self.notice.report)
        self.files.exported.connect(self._exported)
        # What is said from here on may be of what is being opened: only older messages go.
        self.files.opening.connect(self.notice.dismiss_message)
        self.editor.model_changed.connect(self._capabilities_changed)
        self.editor.stack.cleanChanged.connect(self._show_title)
        self.editor.document.path_changed.connect(self._path_changed)
        self.editor.document.styles_changed.connect(self._capabilities_changed)
        self.settings.changed.connect(self._setting_changed)
        self.canvas.zoom_changed.connect(self.status.show_zoom)
        self.canvas.dropped.connect(self._take_drop)
        self.canvas.customContextMenuRequested.connect(self._show_canvas_menu)
        self.styles.exemplars.dropped.connect(lambda mime: self.intake.import_dropped(mime, "style"))
        faces = self.editor.faces
        faces.picking_changed.connect(lambda: self.actions_.all["eyes"].setChecked(faces.picking))
        faces.found.connect(self.notice.dismiss)
        faces.attribute_added.connect(self._attribute_added)
        faces.walk_written.connect(self._walk_written)
        self.actions_.all["original"].setAutoRepeat(False)
        self.attributes.original.released.connect(lambda: self.canvas.show_original(on=False))
        self.editor.document.face_changed.connect(self._show_dock_titles)
        self._capabilities_changed()

    # What the window does itself

    def fit_to_screen(self) -> None:
        """Take a comfortable size, or that of the screen, and a place with all of it in sight."""
        room = self.screen().availableGeometry().adjusted(0, 0, -FRAME.width(), -FRAME.height())
        self.resize(COMFORTABLE.boundedTo(room.size()))
        left = max(room.left(), min(self.x(), room.right() + 1 - self.width()))
        self.move(left, max(room.top(), min(self.y(), room.bottom() + 1 - self.height())))

    def reset_layout(self) -> None:
        """Bars and docks as in a new window."""
        self.restoreState(self._built)
        for dock in self.docks.values():
            dock.setProperty("hidden_for_model", None)
        self._capabilities_changed()
        self._share_out()

    def offer_recovery(self) -> None:
        """Ask, without stopping the work, what to do with documents of editors that were killed."""
        self.dialogs.offer_recovery(self.notice, self.windows)
        self.training.offer_running(self.notice)

    def welcome(self) -> None:
        """The page to begin with, in front of this window."""
        WelcomeDialog(self).show()

    def toggle_panels(self) -> None:
        """Hide all docks and the tool bar, or bring back those that were there."""
        parts: list[QWidget] = [self.tools, *self.docks.values()]
        if any(part.isVisible() for part in parts):
            self._with_panels = self.saveState()
            for part in parts:
                part.hide()
        elif self._with_panels is not None:
            self.restoreState(self._with_panels)
            self._with_panels = None
        else:
            self.tools.show()
            self.reset_layout()

    # Showing

    def _show_canvas_menu(self, place: QPoint) -> None:
        menu = self.actions_.menu_of(CANVAS_MENU, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.canvas.mapToGlobal(place))

    def _say_mode(self, name: str) -> None:
        words = self.actions_.all[name].text()
        state = tr("{mode}: on", mode=words) if self.settings.get(name) else tr("{mode}: off", mode=words)
        self.status.showMessage(state, 3000)

    def retranslate(self) -> None:
        """Take the words and icons in use, everywhere."""
        self.actions_.retranslate()
        self._show_dock_titles()
        self.tools.setWindowTitle(tr("Tools"))
        for part in (self.canvas, self.direction, self.styles, self.attributes, self.samples, self.mixing):
            part.retranslate()
        for other in (self.sketch, self.model, self.history, self.status, self.notice):
            other.retranslate()
        if self.materials is not None:
            self.materials.panel.retranslate()
        self.training.retranslate()
        self._show_title()

    def _show_settings(self) -> None:
        self.actions_.all["brush"].setChecked(True)
        for name in ("view", *MODES):
            self._show_setting(name)

    def _setting_changed(self, name: str) -> None:
        self._show_setting(name)
        if name in MODES:
            # A key that is hit by mistake changes them, too.
            self._say_mode(name)

    def _show_setting(self, name: str) -> None:
        if name == "language":
            self._translations.use(self.settings.get("language"))
            self.retranslate()
        elif name == "theme":
            self.use_theme()
        elif name == "view":
            self.actions_.all[f"view_{self.settings.get('view')}"].setChecked(True)
        elif name in MODES:
            self.actions_.all[name].setChecked(self.settings.get(name))

    def use_theme(self) -> None:
        """Dress in the theme of the settings, or of the system as it is now."""
        self.theme.use(self.settings.get("theme"))
        self.retranslate()

    def _capabilities_changed(self) -> None:
        capabilities = self.editor.capabilities
        self.actions_.show_capabilities(capabilities)
        if any(action.isChecked() and not action.isEnabled() for action in self.actions_.tools):
            # A tool that this model has no use for would do nothing.
            self.actions_.all["brush"].trigger()
        self._show_dock_titles()
        # A model without styles has no use for their panel; while none is open, the room stays as it was.
        if self.editor.model is None:
            return
        if self.materials is None and "guide" in capabilities:
            self._build_materials()
        for name, needs in DOCK_NEEDS.items():
            dock, useless = self.docks[name], capabilities.isdisjoint(needs)
            dock.toggleViewAction().setEnabled(not useless)
            first = dock.property("hidden_for_model") is None and name != "styles"
            if useless:
                dock.hide()
            elif dock.property("hidden_for_model") or first:
                dock.show()
                if name in ("attributes", "materials"):
                    # Once the dock is laid out; before, its tab is not there yet.
                    QTimer.singleShot(0, dock.raise_)
            dock.setProperty("hidden_for_model", useless)
        if not capabilities.isdisjoint(DOCK_NEEDS["attributes"]):
            QTimer.singleShot(0, self.docks["attributes"].raise_)

    def _build_materials(self) -> None:
        from app.window.materials import WindowMaterials

        self.materials = WindowMaterials(self)
        self.docks["materials"].setWidget(self.materials.panel)

    def _show_dock_titles(self) -> None:
        # Drawings have no place on a photo, whose paper is its mask.
        draws = self.editor.document.face is None and not self.editor.faces.takes_photos
        for name, dock in self.docks.items():
            masks = name == "sketch" and not draws
            dock.setWindowTitle(tr("Mask Brush") if masks else tr(DOCK_TITLES[name]))
        for name in ("import_drawing", "import_photo"):
            self.actions_.all[name].setEnabled(draws)

    def _path_changed(self) -> None:
        if self.editor.document.path is not None:
            remember_file(self.settings, self.editor.document.path)
        self._show_title()

    def _show_title(self, _clean: bool = True) -> None:
        path = self.editor.document.path
        self.setWindowTitle(f"{path.name if path else tr('Untitled')}[*] — Ganvas")
        self.setWindowModified(self.files.unsaved)

    def _exported(self, path: Path, with_recipe: bool) -> None:
        text = tr("Exported {name} with its recipe inside.", name=path.name)
        if not with_recipe:
            text = tr("Exported {name}; mixed faces have no recipe to keep.", name=path.name)
        self.status.showMessage(text, 6000)

    def _attribute_added(self, name: str) -> None:
        self.status.showMessage(tr("Added the attribute “{name}”.", name=name), 6000)

    def _walk_written(self, path: Path) -> None:
        self.status.showMessage(tr("Wrote the animation {name}.", name=path.name), 6000)

    # Life

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Published weights may be dropped anywhere; pictures belong on the canvas."""
        self.imports.enter(event)

    def _take_drop(self, mime: QMimeData) -> None:
        if not self.imports.take(mime):
            self.intake.take_drop(mime)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take published weights."""
        self.imports.drop(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the system between light and dark."""
        if event.type() == QEvent.Type.ThemeChange and self.settings.get("theme") == "system":
            QTimer.singleShot(0, self.use_theme)
        super().changeEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """The picture comes back when the key for the original is let go."""
        if self.canvas.shows_original and not event.isAutoRepeat():
            self.canvas.show_original(on=False)
        super().keyReleaseEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved work; then leave nothing running."""
        if not self.dialogs.may_close():
            event.ignore()
            return
        self.settings.save("window/geometry", self.saveGeometry())
        self.settings.save("window/state", self._with_panels or self.saveState())
        self.training.close()
        self.imports.stop()
        if self.materials is not None:
            self.materials.stop()
        self.editor.stop()
        self.files.close()
        event.accept()
        self.windows.closed(self)

    def _restore_layout(self) -> None:
        geometry, state = self.settings.load("window/geometry"), self.settings.load("window/state")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        if isinstance(state, QByteArray):
            self.restoreState(state)
