"""What each action of the table does in a window."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtWidgets import QApplication, QMessageBox

from app.attribute_dialog import AttributeDialog
from app.canvas.images import image_view
from app.i18n import tr
from app.library.dialog import LibraryDialog
from app.shortcut_dialog import ShortcutDialog
from app.style_studio import LARGEST_SEED
from app.walk_dialog import WalkDialog

if TYPE_CHECKING:
    from app.main_window import MainWindow

Deed = Callable[[], object]


class WindowDeeds:
    """The deeds of one window, by the names of the table of actions."""

    def __init__(self, window: MainWindow) -> None:
        """Act on `window`."""
        self._window = window
        self._studio = window.studio
        self._settings = window.settings

    def table(self) -> dict[str, Deed]:
        """A deed for every name of the table of actions."""
        window, studio, dialogs, canvas = (
            self._window,
            self._studio,
            self._window.dialogs,
            self._window.canvas,
        )
        document = studio.document
        return {
            "new": dialogs.new,
            "new_window": lambda: window.windows.add(window),
            "open": dialogs.open,
            "save": dialogs.save,
            "save_as": dialogs.save_as,
            "export": dialogs.export,
            "export_full_size": lambda: dialogs.export(full_size=True),
            "quit": window.close,
            **self._faces(),
            **window.stylist.table(),
            "undo": studio.undo,
            "redo": studio.redo,
            "copy": lambda: self._copy(document.result),
            "copy_sketch": lambda: self._copy(document.sketch),
            "paste": lambda: window.intake.bring(QApplication.clipboard().mimeData(), "drawing"),
            "shortcuts": lambda: ShortcutDialog(self._settings, window.actions_.all, window).exec(),
            "thinner": lambda: self._resize_tool(1 / 1.25),
            "thicker": lambda: self._resize_tool(1.25),
            "import_drawing": lambda: dialogs.bring_in("drawing"),
            "import_photo": lambda: dialogs.bring_in("photo"),
            "import_input": lambda: dialogs.bring_in("input"),
            "remove_input": studio.sources.remove_input,
            "clear": studio.clear_sketch,
            "reroll": studio.styling.reroll,
            "next_style": lambda: self._step_style(1),
            "previous_style": lambda: self._step_style(-1),
            "pin": self._pin,
            "turn": studio.sources.turn,
            "result_to_input": studio.sources.result_to_input,
            "zoom_in": lambda: canvas.zoom(1.25),
            "zoom_out": lambda: canvas.zoom(0.8),
            "fit": canvas.fit,
            "actual": canvas.actual_size,
            "library": lambda: LibraryDialog(studio, window.theme, window).exec(),
            "train": lambda: window.training.train(),
            "runs": lambda: window.training.watch(),
            "about": self._about,
            **{name: self._tool(name) for name in ("brush", "eraser", "line", "pan")},
            **{f"view_{mode}": self._view(mode) for mode in ("split", "onion", "sketch", "picture")},
            **{name: self._toggle(name) for name in ("mirror", "live", "compare")},
        }

    def _faces(self) -> dict[str, Deed]:
        window, faces, settings = self._window, self._studio.faces, self._settings
        return {
            "open_photo": window.dialogs.open_photo,
            "find_face": faces.find,
            "eyes": lambda: faces.pick_eyes(on=not faces.picking),
            "refine": lambda: faces.refine(settings.get("refine_steps")),
            "reset_attributes": faces.reset_all,
            "add_attribute": lambda: AttributeDialog(self._studio, window).exec(),
            "original": lambda: window.canvas.show_original(on=True),
            "new_samples": lambda: settings.set("sample_seed", random.randrange(LARGEST_SEED)),
            "walk": lambda: WalkDialog(self._studio, window).exec(),
        }

    def _tool(self, name: str) -> Deed:
        return lambda: self._window.canvas.set_tool(name)

    def _view(self, mode: str) -> Deed:
        return lambda: self._settings.set("view", mode)

    def _toggle(self, name: str) -> Deed:
        return lambda: self._settings.set(name, not self._settings.get(name))

    def _copy(self, pixels: NDArray[np.uint8] | None) -> None:
        if pixels is None:
            self._window.notice.tell(tr("There is no picture to copy yet; draw something first."))
        else:
            QApplication.clipboard().setImage(image_view(pixels).copy())

    def _step_style(self, step: int) -> None:
        styles = self._studio.document.styles
        if styles.variants:
            place = styles.chosen()
            self._studio.styling.use_variant(0 if place is None else (place + step) % len(styles.variants))

    def _pin(self) -> None:
        styles = self._studio.document.styles
        place = styles.chosen()
        if place is not None:
            self._studio.styling.pin_variant(place, not styles.variants[place].pinned)

    def _resize_tool(self, factor: float) -> None:
        name = "eraser_size" if self._window.actions_.all["eraser"].isChecked() else "brush_size"
        value = self._settings.get(name)
        larger = max(value * factor, value + 1)
        self._settings.set(name, round(larger if factor > 1 else value * factor, 1))

    def _about(self) -> None:
        text = tr("Ganvas: an image editor whose brushes are generative adversarial networks.")
        QMessageBox.about(self._window, tr("About Ganvas"), f"{text}\n\nApache-2.0")
