"""The training form opens in the window's own process: no child is asked, nothing heavy is loaded."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.settings import Settings
from app.theme import Theme
from app.training.background import Background
from app.training.wizard.dialog import TrainingDialog
from trainer.settings.registry import RECIPE_INFOS

ROOT = Path(__file__).parents[3]
FIRST_PAGE = """
import json, sys, time
from PySide6.QtWidgets import QApplication
import app.window.main_window, app.training.entry
from app.settings import Settings
from app.theme import Theme
application = QApplication([])
assert "pydantic" not in sys.modules
theme, settings = Theme(application), Settings.default()
begun = time.monotonic()
from app.training.wizard.dialog import TrainingDialog
dialog = TrainingDialog(theme, settings)
dialog.show()
shown = sorted({name.partition(".")[0] for name in sys.modules} & {"scipy", "torch"})
while not dialog.goal.list.count() and time.monotonic() - begun < 60:
    application.processEvents()
    time.sleep(0.01)
print(json.dumps([shown, dialog.goal.list.count(), "torch" in sys.modules]))
"""


def test_goals_come_from_the_declarations_without_a_child_process(
    ganvas_home: Path, qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_child(*_: object, **__: object) -> None:
        raise AssertionError("the form started a process")

    monkeypatch.setattr(subprocess, "Popen", no_child)
    dialog = TrainingDialog(Theme(qapp), Settings.default())
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.goal.list.count() > 0 and not dialog.findChild(Background).busy)
    assert dialog.goal.list.count() == len(RECIPE_INFOS)
    dialog.goal.choose("pix2pix")
    assert dialog.plan.recipe is not None
    assert dialog.plan.recipe.title == RECIPE_INFOS["pix2pix"].title
    assert dialog.plan.kind == RECIPE_INFOS["pix2pix"].data_kinds[0]


def test_the_first_page_is_there_at_once(ganvas_home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_PAGE], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    # It shows before anything heavy is loaded, and what a goal needs to be named does not include torch.
    assert json.loads(done.stdout) == [[], len(RECIPE_INFOS), False]
