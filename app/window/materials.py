"""What one window does about materials, once a model follows them: the panel, and what it is bound to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.canvas.viewport import image_view
from app.document.material import Material
from app.document.swatch_shelf import Swatch
from app.editor.swatches import Swatches
from app.i18n import tr
from app.panels.colour_picker import Eyedropper
from app.panels.materials import MaterialsPanel

if TYPE_CHECKING:
    from app.window.main_window import MainWindow

PAINTING = ("material_brush", "fill")


class WindowMaterials(QObject):
    """The panel, bound to the window's editor, settings and tools."""

    def __init__(self, window: MainWindow) -> None:
        """Make the panel, and begin to read the shelf of swatches."""
        super().__init__(window)
        self._window, self._editor = window, window.editor
        self._actions = window.actions_.all
        self.swatches, self.eyedropper = Swatches(parent=self), Eyedropper(self)
        tools = [self._actions[name] for name in (*PAINTING, "vary", "material_eraser")]
        self.panel = MaterialsPanel(self.swatches, window.theme, window.settings, tools)
        self._connect()
        self._show()
        self.swatches.load()

    def stop(self) -> None:
        """Wait for nothing any more."""
        self.eyedropper.stop()
        self.swatches.stop()

    def _connect(self) -> None:
        panel, materials = self.panel, self._editor.materials
        panel.material_chosen.connect(self._chosen)
        panel.size_chosen.connect(materials.set_size)
        panel.layer_shown.connect(materials.set_layer_visible)
        panel.clear_requested.connect(self._actions["clear_guide"].trigger)
        panel.eyedropper_requested.connect(self._pick)
        self.eyedropper.active_changed.connect(panel.show_picking)
        self.eyedropper.picked.connect(panel.use_colour)
        panel.swatches.picture_requested.connect(self._cut_picture)
        materials.material_changed.connect(lambda: panel.show_material(materials.material))
        self._window.settings.changed.connect(self._setting_changed)
        self._editor.model_changed.connect(self._show)
        self.swatches.message.connect(self._window.notice.report)
        self.swatches.dropped.connect(self._dropped)

    def _chosen(self, material: Material) -> None:
        self._editor.materials.set_material(material)
        # Whoever chooses a material wants to paint with it.
        if not any(self._actions[name].isChecked() for name in PAINTING):
            self._actions[PAINTING[0]].trigger()

    def _pick(self) -> None:
        if self.eyedropper.active:
            self.eyedropper.stop()
        else:
            self.eyedropper.start()

    def _cut_picture(self) -> None:
        pixels = self._editor.document.result
        if pixels is None:
            self._window.notice.report(tr("There is no picture yet; draw something first."))
        else:
            self.swatches.open(image=image_view(pixels).copy())

    def _setting_changed(self, name: str) -> None:
        if name == "material_size":
            self.panel.set_size(round(self._editor.materials.size))
        elif name == "guide_visible":
            self.panel.show_layer(self._editor.materials.layer_visible)

    def _show(self) -> None:
        materials = self._editor.materials
        self.panel.set_available(materials.followed)
        self.panel.show_material(materials.material)
        self.panel.set_size(round(materials.size))
        self.panel.show_layer(materials.layer_visible)

    def _dropped(self, swatch: Swatch) -> None:
        self._window.notice.report(
            tr("“{name}” is no longer on your shelf.", name=swatch.name),
            (tr("Put Back"), lambda: self.swatches.put_back(swatch)),
        )
