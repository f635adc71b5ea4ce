"""Light and dark: one table of colours, and the palette, style sheet and icons made of it."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from engine.files import resources_folder

ICONS = resources_folder() / "icons"

COLOURS: dict[str, tuple[str, str]] = {
    # role: (light, dark)
    "window": ("#f4f3f1", "#232326"),
    "panel": ("#fbfaf9", "#2a2a2e"),
    "field": ("#ffffff", "#1c1c1f"),
    "surround": ("#e3e1dd", "#18181a"),
    "line": ("#d6d3ce", "#3c3c42"),
    "hover": ("#ebe9e5", "#36363b"),
    "pressed": ("#dfdcd6", "#424249"),
    "text": ("#22211f", "#ececee"),
    "muted": ("#605d58", "#a9a9b2"),
    "accent": ("#1f6f5c", "#5cc4a6"),
    "accent_soft": ("#d8ebe4", "#24483e"),
    "on_accent": ("#ffffff", "#0f1f1a"),
    "notice": ("#fff3d6", "#43381c"),
    "notice_text": ("#4a3500", "#ffe2a0"),
}

# Pairs that carry text; a test holds each at WCAG's 4.5 to 1.
TEXT_PAIRS = (
    ("text", "window"),
    ("text", "panel"),
    ("text", "field"),
    ("text", "hover"),
    ("text", "pressed"),
    ("text", "accent_soft"),
    ("muted", "window"),
    ("muted", "panel"),
    ("muted", "field"),
    ("muted", "surround"),
    ("on_accent", "accent"),
    ("notice_text", "notice"),
)

SHEET = """
QMainWindow, QDialog {{ background: {window}; }}
QWidget {{ color: {text}; }}
QToolTip {{ color: {text}; background: {panel}; border: 1px solid {line}; padding: 4px 6px; }}
QMenuBar {{ background: {window}; padding: 2px 4px; }}
QMenuBar::item {{ padding: 5px 9px; border-radius: 5px; background: transparent; }}
QMenuBar::item:selected {{ background: {hover}; }}
QMenu {{ background: {panel}; border: 1px solid {line}; border-radius: 6px; padding: 5px; }}
QMenu::item {{ padding: 6px 26px 6px 26px; border-radius: 4px; }}
QMenu::item:selected {{ background: {accent_soft}; color: {text}; }}
QMenu::item:disabled {{ color: {muted}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 5px 8px; }}
QMenu::icon {{ padding-left: 7px; }}
QMenu::icon:checked {{ background: {accent_soft}; border: 1px solid {accent}; border-radius: 4px; }}
QTableWidget::item {{ padding-left: 8px; }}
QToolBar {{
    background: {window}; border: none; border-right: 1px solid {line}; spacing: 1px; padding: 6px 5px;
}}
QToolBar::separator {{ background: {line}; height: 1px; width: 1px; margin: 3px 4px; }}
QToolButton {{ border: 1px solid transparent; border-radius: 7px; padding: 5px; background: transparent; }}
QToolButton:hover {{ background: {hover}; }}
QToolButton:pressed {{ background: {pressed}; }}
QToolButton:checked {{ background: {accent_soft}; border-color: {accent}; }}
QToolButton:focus, QPushButton:focus {{ border-color: {accent}; }}
QDockWidget {{ titlebar-close-icon: none; titlebar-normal-icon: none; font-weight: 600; }}
QDockWidget::title {{ background: {window}; padding: 8px 10px 6px 12px; text-align: left; }}
QDockWidget > QWidget {{ background: {panel}; }}
QTabBar {{ qproperty-drawBase: 0; background: {window}; }}
QTabBar::tab {{
    padding: 7px 12px; color: {muted}; background: transparent; border: none;
    border-bottom: 2px solid transparent;
}}
QTabBar::tab:selected {{ color: {text}; border-bottom-color: {accent}; }}
QTabBar::tab:hover {{ color: {text}; }}
QMainWindow::separator {{ background: {line}; width: 1px; height: 1px; }}
QPushButton {{
    background: {field}; border: 1px solid {line}; border-radius: 6px; padding: 6px 12px; min-height: 17px;
}}
QPushButton:hover {{ background: {hover}; }}
QPushButton:pressed {{ background: {pressed}; }}
QPushButton:disabled {{ color: {muted}; background: {window}; }}
QPushButton[kind="primary"], QPushButton:default {{
    background: {accent}; color: {on_accent}; border-color: {accent}; font-weight: 600;
}}
QPushButton[kind="primary"]:disabled, QPushButton:default:disabled {{
    background: {line}; color: {muted}; border-color: {line};
}}
QPushButton[kind="quiet"] {{ background: transparent; border-color: transparent; }}
QPushButton[kind="quiet"]:hover {{ background: {hover}; }}
QComboBox, QSpinBox, QDoubleSpinBox, QLineEdit, QKeySequenceEdit QLineEdit {{
    background: {field}; border: 1px solid {line}; border-radius: 6px; padding: 4px 8px; min-height: 18px;
    selection-background-color: {accent}; selection-color: {on_accent};
}}
QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QLineEdit:focus {{ border-color: {accent}; }}
QComboBox::drop-down {{ border: none; width: 20px; }}
QComboBox::down-arrow {{ image: url("{arrow}"); width: 12px; height: 12px; }}
QComboBox QAbstractItemView {{
    background: {panel}; border: 1px solid {line}; selection-background-color: {accent_soft};
    selection-color: {text}; outline: none;
}}
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {{
    width: 0; border: none;
}}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {line}; }}
QSlider::sub-page:horizontal {{ background: {accent}; border-radius: 2px; }}
QSlider::handle:horizontal {{
    width: 14px; height: 14px; margin: -6px 0; border-radius: 8px;
    background: {field}; border: 1px solid {muted};
}}
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus {{ border: 2px solid {accent}; }}
QSlider::groove:vertical {{ width: 4px; border-radius: 2px; background: {line}; }}
QSlider::add-page:vertical {{ background: {accent}; border-radius: 2px; }}
QSlider::handle:vertical {{
    height: 14px; margin: 0 -6px; border-radius: 8px; background: {field}; border: 1px solid {muted};
}}
QSlider::handle:vertical:hover, QSlider::handle:vertical:focus {{ border: 2px solid {accent}; }}
QSlider::sub-page:horizontal:disabled {{ background: {line}; }}
QCheckBox {{ spacing: 8px; }}
QCheckBox::indicator {{
    width: 16px; height: 16px; border: 1px solid {muted}; border-radius: 4px; background: {field};
}}
QCheckBox::indicator:checked {{ background: {accent}; border-color: {accent}; image: url("{check}"); }}
QCheckBox:focus {{ color: {accent}; }}
QListView, QListWidget, QTreeWidget, QTableWidget, QTextBrowser {{
    background: {field}; border: 1px solid {line}; border-radius: 6px; outline: none;
}}
QListWidget::item {{ padding: 4px; border-radius: 5px; }}
QListWidget::item:selected {{ background: {accent_soft}; color: {text}; }}
QHeaderView::section {{ background: {window}; color: {muted}; border: none; padding: 6px 8px; }}
QScrollArea {{ border: none; background: {panel}; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 2px; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 2px; }}
QScrollBar::handle {{ background: {line}; border-radius: 3px; min-height: 24px; min-width: 24px; }}
QScrollBar::handle:hover {{ background: {muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QStatusBar {{ background: {window}; border-top: 1px solid {line}; }}
QStatusBar::item {{ border: none; }}
QProgressBar {{ border: none; border-radius: 3px; background: {line}; max-height: 6px; min-height: 6px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
QLabel[role="muted"] {{ color: {muted}; }}
QLabel[role="title"] {{ font-weight: 600; font-size: 15px; }}
QLabel[role="heading"] {{ color: {muted}; font-weight: 600; }}
QLabel[role="badge"] {{
    background: {accent_soft}; color: {text}; border-radius: 8px; padding: 2px 8px; font-size: 11px;
}}
QLabel[role="trouble"] {{ background: {notice}; color: {notice_text}; border-radius: 4px; padding: 2px 6px; }}
QFrame#card {{ background: {panel}; border: 1px solid {line}; border-radius: 7px; }}
QFrame#notice {{ background: {notice}; border-bottom: 1px solid {line}; }}
QFrame#notice QLabel {{ color: {notice_text}; }}
"""


class Theme:
    """The look of the application in one of the two columns of the table."""

    def __init__(self, application: QApplication) -> None:
        """Dress `application`; nothing changes before `use`."""
        self._application = application
        self.dark = False
        self._icons: dict[str, QIcon] = {}

    def use(self, choice: str) -> None:
        """Take "light", "dark", or what the "system" says."""
        scheme = self._application.styleHints().colorScheme()
        self.dark = choice == "dark" or (choice == "system" and scheme == Qt.ColorScheme.Dark)
        self._icons = {}
        self._application.setStyle("Fusion")
        self._application.setPalette(self._palette())
        colours = {role: self.name(role) for role in COLOURS}
        shade = "dark" if self.dark else "light"
        arrow = (ICONS / f"arrow_{shade}.svg").as_posix()
        check = (ICONS / f"check_{shade}.svg").as_posix()
        self._application.setStyleSheet(SHEET.format(**colours, arrow=arrow, check=check))

    def name(self, role: str) -> str:
        """The colour of `role` as #rrggbb."""
        return COLOURS[role][int(self.dark)]

    def colour(self, role: str) -> QColor:
        """The colour of `role`."""
        return QColor(self.name(role))

    def icon(self, name: str) -> QIcon:
        """An icon of resources/icons in the colours of this theme; an empty one for no name."""
        if not name:
            return QIcon()
        if name not in self._icons:
            icon = QIcon()
            for mode, role in ((QIcon.Mode.Normal, "text"), (QIcon.Mode.Disabled, "line")):
                for side in (20, 40):
                    icon.addPixmap(self.pixmap(name, side, role), mode)
            self._icons[name] = icon
        return self._icons[name]

    def pixmap(self, name: str, side: int, role: str) -> QPixmap:
        """An icon as a picture of `side` pixels in the colour of `role`."""
        drawing = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
        drawing = drawing.replace("currentColor", self.name(role))
        pixmap = QPixmap(QSize(side, side))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        QSvgRenderer(QByteArray(drawing.encode())).render(painter)
        painter.end()
        return pixmap

    def _palette(self) -> QPalette:
        palette = QPalette()
        roles = {
            QPalette.ColorRole.Window: "window",
            QPalette.ColorRole.WindowText: "text",
            QPalette.ColorRole.Base: "field",
            QPalette.ColorRole.AlternateBase: "panel",
            QPalette.ColorRole.Text: "text",
            QPalette.ColorRole.Button: "panel",
            QPalette.ColorRole.ButtonText: "text",
            QPalette.ColorRole.ToolTipBase: "panel",
            QPalette.ColorRole.ToolTipText: "text",
            QPalette.ColorRole.PlaceholderText: "muted",
            QPalette.ColorRole.Highlight: "accent",
            QPalette.ColorRole.HighlightedText: "on_accent",
            QPalette.ColorRole.Link: "accent",
            QPalette.ColorRole.Mid: "line",
        }
        for role, name in roles.items():
            palette.setColor(role, self.colour(name))
        for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("muted"))
        return palette
