"""A person who trains a model in a real window: clicks, types, and has pictures at hand for each recipe."""

from __future__ import annotations

import io
import json
import os
import signal
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from helpers.editor_window import OpenEditor
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QPlainTextEdit,
    QSpinBox,
    QWidget,
)

from app.training.monitor.window import MonitorWindow
from app.training.wizard.dialog import TrainingDialog

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
# A machine that others use too may take minutes to start a process.
LONG = 400_000


@dataclass(frozen=True)
class Direction:
    """How a recipe is tried: its pictures, the kind they are, and what is typed into the form."""

    pictures: str
    typed: dict[str, str]
    kind: str = ""
    second: str = ""
    batch: str = "2"


_TWO_DOMAINS = {"settings.discriminator_widths": "8, 16"}
_FACES = {
    "settings.z_size": "16",
    "settings.w_size": "16",
    "settings.mapping_depth": "2",
    "settings.channel_base": "512",
    "settings.channel_max": "16",
}
DIRECTIONS: dict[str, Direction] = {
    "pix2pix": Direction(
        "facades",
        {"settings.generator_widths": "4, 8, 8", "settings.discriminator_widths": "4, 4"},
        kind="side_by_side",
    ),
    "bicyclegan": Direction(
        "shoes",
        {
            "settings.generator_widths": "8, 12, 16, 16",
            "settings.encoder_widths": "8, 12",
            "settings.discriminator_width": "8",
            "settings.initial_gain": "1",
        },
    ),
    "material": Direction("shoes", {"settings.generator_widths": "8, 16, 16", "settings.mapping_width": "8"}),
    "cyclegan": Direction(
        "shoes", {**_TWO_DOMAINS, "settings.generator_width": "8", "settings.blocks": "2"}, second="boots"
    ),
    "discogan": Direction(
        "shoes", {"settings.widths": "8, 16, 24", "settings.bottleneck": "16"}, second="boots"
    ),
    "dualgan": Direction("shoes", {**_TWO_DOMAINS, "settings.generator_widths": "8, 16, 24"}, second="boots"),
    "unit": Direction(
        "shoes",
        {
            **_TWO_DOMAINS,
            "settings.widths": "8, 16, 24",
            "settings.residual_blocks": "1",
            "settings.discriminator_scales": "2",
        },
        second="boots",
    ),
    "munit": Direction(
        "shoes",
        {
            **_TWO_DOMAINS,
            "settings.widths": "8, 16, 24",
            "settings.style_widths": "8, 16, 24",
            "settings.residual_blocks": "1",
            "settings.style_size": "4",
            "settings.mlp_width": "24",
            "settings.discriminator_scales": "2",
        },
        second="boots",
    ),
    "drit": Direction(
        "shoes",
        {
            **_TWO_DOMAINS,
            "settings.width": "8",
            "settings.blocks": "1",
            "settings.attribute_widths": "8, 16, 24",
            "settings.style_size": "4",
            "settings.discriminator_scales": "2",
            "settings.content_layers": "0",
            "settings.content_steps": "2",
        },
        second="boots",
    ),
    "stylegan2": Direction("faces", {**_FACES, "settings.group_size": "2"}, batch="4"),
    "vae": Direction("faces", {**_FACES, "settings.lambda_perceptual": "0"}, batch="4"),
    "glo": Direction(
        "faces",
        {
            **_FACES,
            "settings.z_size": "12",
            "settings.rough_size": "8",
            "settings.lambda_perceptual": "0",
            "settings.lambda_gan": "0",
        },
        batch="4",
    ),
    "attributes": Direction(
        "faces",
        {"settings.working_size": "64", "settings.attributes": 'age = { kind = "number", label = "age" }'},
        batch="4",
    ),
    "psp": Direction(
        "faces",
        {
            "settings.generator": "GENERATOR",
            "settings.widths": "8, 8, 16, 24, 32",
            "settings.depth": "1, 1, 1, 1",
            "settings.pyramid": "16",
            "settings.size": "32",
            "settings.perceptual_size": "32",
            "settings.lambda_perceptual": "0",
            "data.labels": "",
        },
        batch="4",
    ),
    "landmarks": Direction(
        "faces", {"settings.widths": "4, 8, 8, 8, 8", "settings.depth": "0"}, second="shoes"
    ),
}


def write_pictures(what: str, folder: Path, count: int = 12) -> Path:
    """Some real, small pictures in a folder of their own; skips where there are none."""
    archive, chosen = {
        "shoes": ("shoes-136x102.zip", "shoe/"),
        "boots": ("shoes-136x102.zip", "boot/"),
        "facades": ("facades-256.zip", "train/"),
        "faces": ("faces-fair-128.zip", ""),
    }[what]
    if not (DATA / archive).exists():
        pytest.skip(f"the real pictures ../shared/data/{archive} are not here")
    target = folder / what
    target.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(DATA / archive) as source:
        names = [n for n in source.namelist() if n.startswith(chosen) and n.endswith((".jpg", ".png"))]
        for name in names[:count]:
            (target / Path(name).name).write_bytes(_small(source.read(name), what))
        if what == "faces":
            page = json.loads(source.read("dataset.json"))
            kept = {Path(name).name for name in names[:count]}
            page["labels"] = [[Path(n).name, v] for n, v in page["labels"] if Path(n).name in kept]
            (target / "dataset.json").write_text(json.dumps(page), "utf-8")
    return target


def _small(data: bytes, what: str) -> bytes:
    """Facades are halved twice: steps of tests need not be long."""
    if what != "facades":
        return data
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    written = io.BytesIO()
    picture.resize((picture.width // 4, picture.height // 4)).save(written, "PNG")
    return written.getvalue()


@dataclass
class Person:
    """Somebody before a real window; `clicks` counts what the hand does with the mouse."""

    editor: OpenEditor
    monkeypatch: pytest.MonkeyPatch
    clicks: int = 0
    info: list[str] = field(default_factory=list)

    @property
    def dialog(self) -> TrainingDialog:
        dialog = self.editor.window.training.dialog
        assert dialog is not None
        return dialog

    @property
    def monitor(self) -> MonitorWindow:
        monitor = self.editor.window.training.monitor
        assert monitor is not None
        return monitor

    def wait(self, condition: Callable[[], object], timeout: int = LONG) -> None:
        self.editor.qtbot.waitUntil(lambda: bool(condition()), timeout=timeout)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        assert widget.isVisible(), widget
        assert widget.isEnabled(), widget
        place = at or widget.rect().center()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        self.clicks += 1

    def ask_to_train(self) -> None:
        self.editor.trigger("train")
        self.clicks += 1
        self.wait(lambda: self.dialog.goal.list.count())

    def choose_goal(self, recipe: str) -> None:
        goals = self.dialog.goal.list
        row = next(
            r for r in range(goals.count()) if goals.item(r).data(Qt.ItemDataRole.UserRole).name == recipe
        )
        goals.scrollToItem(goals.item(row))
        self.click(goals.viewport(), goals.visualItemRect(goals.item(row)).center())
        assert self.dialog.step is self.dialog.pictures

    def choose_folder(self, button: QWidget, folder: Path) -> None:
        """The button, and then the button of the system's own dialog."""
        self.monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: str(folder))
        self.click(button)
        self.clicks += 1

    def type(self, key: str, text: str) -> None:
        """Type a value into the form, as a keyboard does."""
        row = self.dialog.settings.editors[key]
        editor = row.editor
        self.dialog.settings.area.ensureWidgetVisible(row)
        if isinstance(editor, QCheckBox):
            if str(editor.isChecked()).lower() != text:
                QTest.keyClick(editor, Qt.Key.Key_Space)
        elif isinstance(editor, QComboBox):
            assert editor.findText(text) >= 0, (key, text)
            while editor.currentText() != text:
                down = editor.findText(text) > editor.currentIndex()
                QTest.keyClick(editor, Qt.Key.Key_Down if down else Qt.Key.Key_Up)
        else:
            assert isinstance(editor, (QLineEdit, QSpinBox, QPlainTextEdit))
            editor.setFocus()
            editor.selectAll()
            if not text:
                QTest.keyClick(editor, Qt.Key.Key_Delete)
            QTest.keyClicks(editor, text)
        assert not row.problem, (key, text, row.problem)

    def next(self) -> None:
        self.wait(lambda: self.dialog.next.isEnabled())
        self.click(self.dialog.next)

    def press(self, name: str) -> None:
        """A button of the monitor's head."""
        button = self.monitor.bar.buttons[name]
        self.wait(lambda: button.isVisible() and button.isEnabled())
        self.click(button)

    def state(self) -> str:
        chosen = self.monitor.chosen
        return chosen.state if chosen is not None else ""

    def seen(self) -> int:
        chosen = self.monitor.chosen
        return chosen.status.seen if chosen is not None else 0

    def kill(self) -> None:
        """The machine loses power, as far as the process can tell."""
        chosen = self.monitor.chosen
        assert chosen is not None
        from trainer.runs.launch import RunFolder

        pid = RunFolder(chosen.folder).pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)


def tiny_run(direction: Direction, generator: Path) -> dict[str, Any]:
    """What is typed for small networks that report often."""
    typed = {
        "schedule.size": "32",
        "schedule.batch_size": direction.batch,
        "schedule.pictures": "10000000",
        "reporting.progress": "8",
        "reporting.samples": "24",
        "reporting.metrics": "48",
        "reporting.checkpoints": "24",
        "reporting.sample_rows": "2",
        "data.workers": "0",
        "hardware.threads": "1",
        "hardware.device": "cpu",
        **direction.typed,
    }
    return {key: text.replace("GENERATOR", str(generator)) for key, text in typed.items()}
