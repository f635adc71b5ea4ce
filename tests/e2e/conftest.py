"""The editor window that the end-to-end tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.editor_window import OpenEditor
from pytestqt.qtbot import QtBot


@pytest.fixture
def editor(qtbot: QtBot, ganvas_home: Path, tiny_bundle: Path) -> Iterator[OpenEditor]:
    """A window that is ready to draw with the tiny model."""
    made = OpenEditor(qtbot, ganvas_home, tiny_bundle).show().ready()
    yield made
    made.close()
