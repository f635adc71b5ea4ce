"""The monitor on folders alone: curves, sheets through time, runs side by side, health, checkpoints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.recorded_run import STEP, append, write_checkpoint, write_run, write_sheet
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.i18n import Translations
from app.settings import Settings
from app.theme import Theme
from app.training.monitor.record import pending_changes
from app.training.monitor.run_actions import DeleteCheckpointsDialog, ForkDialog
from app.training.monitor.window import MonitorWindow

WAIT = 90_000


@pytest.fixture
def monitor(qtbot: QtBot, ganvas_home: Path) -> Iterator[MonitorWindow]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme = Theme(application)
    theme.use("light")
    window = MonitorWindow(theme, Settings.default())
    window.show()
    yield window
    window.close()
    window.deleteLater()


def show(qtbot: QtBot, monitor: MonitorWindow, *folders: Path) -> None:
    for folder in folders:
        monitor.open_run(folder)
    qtbot.waitUntil(lambda: monitor.chosen is not None and bool(monitor.pages.curves.plots), timeout=WAIT)


def brightness(monitor: MonitorWindow, view: object) -> int:
    image = view.picture.image  # type: ignore[attr-defined]
    return -1 if image is None else image.pixelColor(3, 3).red()


def test_a_finished_run_is_shown_from_its_events_alone(
    qtbot: QtBot, monitor: MonitorWindow, tmp_path: Path
) -> None:
    show(qtbot, monitor, write_run(tmp_path / "one", end="finished"))
    curves = monitor.pages.curves.plots
    assert list(curves) == ["loss_d", "loss_gan", "learning_rate"]
    monitor.pages.smoothing.slider.setValue(0)
    assert curves["loss_gan"].latest() == {"Run one": pytest.approx(2 / 3)}
    assert "300" in monitor.bar.facts.text()
    assert monitor.bar.buttons["longer"].isVisible()
    assert not monitor.bar.buttons["pause"].isVisible()
    monitor.pages.setCurrentWidget(monitor.pages.quality)
    assert list(monitor.pages.quality.plots) == ["diversity", "kid"]
    monitor.pages.setCurrentWidget(monitor.pages.machine)
    assert monitor.pages.machine.plots["memory_bytes"].latest() == {"Run one": pytest.approx(1.5e9 / 2**30)}
    monitor.pages.setCurrentWidget(monitor.pages.log)
    assert "checkpoint" not in monitor.pages.log.toPlainText()
    assert monitor.pages.log.toPlainText().count("\n") == 5


def test_the_slider_goes_through_time_and_follows_the_newest_at_its_end(
    qtbot: QtBot, monitor: MonitorWindow, tmp_path: Path
) -> None:
    folder = write_run(tmp_path / "one", end="")
    show(qtbot, monitor, folder)
    first = monitor.pages.samples.first
    qtbot.waitUntil(lambda: brightness(monitor, first) == 60, timeout=WAIT)
    append(folder, [{"event": "sample", "time": 1500, "seen": 400, "file": write_sheet(folder, 400)}])
    qtbot.waitUntil(lambda: brightness(monitor, first) == 80, timeout=WAIT)
    QTest.keyClick(first.slider, Qt.Key.Key_Home)
    qtbot.waitUntil(lambda: brightness(monitor, first) == 20, timeout=WAIT)
    append(folder, [{"event": "sample", "time": 1600, "seen": 500, "file": write_sheet(folder, 500)}])
    qtbot.waitUntil(lambda: first.slider.maximum() == 4, timeout=WAIT)
    # Whoever looks at the past is left there.
    assert first.sheet is not None
    assert first.sheet.seen == STEP


def test_two_moments_and_two_runs_stand_beside_each_other(
    qtbot: QtBot, monitor: MonitorWindow, tmp_path: Path
) -> None:
    show(qtbot, monitor, write_run(tmp_path / "one"), write_run(tmp_path / "two", sheets=5))
    samples = monitor.pages.samples
    samples.compare.click()
    qtbot.waitUntil(lambda: brightness(monitor, samples.first) == 100, timeout=WAIT)
    qtbot.waitUntil(lambda: brightness(monitor, samples.second) == 20, timeout=WAIT)
    item = monitor.list.item(1)
    item.setCheckState(Qt.CheckState.Checked)
    assert set(monitor.pages.curves.plots["loss_d"].latest()) == {"Run one", "Run two"}
    samples.other.setCurrentIndex(samples.other.findText("Run one"))
    qtbot.waitUntil(lambda: samples.second.slider.maximum() == 2, timeout=WAIT)


def test_one_click_keeps_a_remedy_for_the_next_session(
    qtbot: QtBot, monitor: MonitorWindow, tmp_path: Path
) -> None:
    folder = write_run(tmp_path / "one")
    show(qtbot, monitor, folder)
    assert not monitor.health.isVisible()
    changes = {"optimiser.learning_rate": 1e-4}
    remedy = {"sentence": "Halve the learning rate.", "changes": changes}
    append(folder, [{"event": "health", "seen": 300, "rule": "r", "sentence": "Sick.", "remedy": remedy}])
    qtbot.waitUntil(lambda: bool(monitor.health.remedies), timeout=WAIT)
    monitor.health.remedies[0].click()
    qtbot.waitUntil(lambda: pending_changes(folder) == changes, timeout=WAIT)
    qtbot.waitUntil(lambda: not monitor.health.remedies[0].isEnabled(), timeout=WAIT)
    monitor.health.back.click()
    qtbot.waitUntil(lambda: pending_changes(folder) == {}, timeout=WAIT)


def test_old_checkpoints_go_by_the_policy_and_the_newest_stays(
    qtbot: QtBot, monitor: MonitorWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_run(tmp_path / "one")
    for seen in (100, 200):
        write_checkpoint(folder, seen)
    show(qtbot, monitor, folder)

    def accept(dialog: DeleteCheckpointsDialog) -> int:
        dialog.newest.setValue(3)
        assert not dialog.do.isEnabled()
        dialog.newest.setValue(1)
        assert dialog.do.isEnabled()
        return 1

    monkeypatch.setattr(DeleteCheckpointsDialog, "exec", accept)
    monitor.bar.actions_["delete"].trigger()
    qtbot.waitUntil(lambda: len(list(folder.glob("*.pt"))) == 1, timeout=WAIT)
    assert (folder / "checkpoint-000000300.pt").exists()


def test_a_fork_is_a_second_run_that_the_list_shows(
    qtbot: QtBot, monitor: MonitorWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_run(tmp_path / "one")
    write_checkpoint(folder, 200)
    show(qtbot, monitor, folder)

    def accept(dialog: ForkDialog) -> int:
        dialog.checkpoint.setCurrentIndex(1)
        dialog.name.setText("one")
        assert not dialog.do.isEnabled()
        dialog.name.setText("branch")
        dialog.start.setChecked(False)
        return 1

    monkeypatch.setattr(ForkDialog, "exec", accept)
    monitor.bar.actions_["fork"].trigger()
    qtbot.waitUntil(lambda: monitor.list.count() == 2, timeout=WAIT)
    qtbot.waitUntil(
        lambda: monitor.chosen is not None and monitor.chosen.folder.name == "branch", timeout=WAIT
    )
    assert (tmp_path / "branch" / "checkpoint-000000200.pt").exists()
    assert not (tmp_path / "branch" / "checkpoint-000000300.pt").exists()


def test_a_folder_without_a_run_is_told_in_a_sentence(
    qtbot: QtBot, monitor: MonitorWindow, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "events.jsonl").write_bytes(b'{"event": "progress"\n\xff\xfe{}\n[1,2]\nnull\n')
    monitor.open_run(tmp_path / "empty")
    qtbot.waitUntil(lambda: "holds no run" in monitor.bar.facts.text(), timeout=WAIT)
    monitor.open_run(tmp_path / "broken")
    qtbot.waitUntil(
        lambda: monitor.chosen is not None and monitor.chosen.folder.name == "broken", timeout=WAIT
    )
    assert "holds no run" in monitor.bar.facts.text()


def test_a_process_that_ended_before_its_first_event_is_heard(
    qtbot: QtBot, monitor: MonitorWindow, tmp_path: Path
) -> None:
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "log.txt").write_text("Traceback\n'photos' holds no pictures; name another folder.\n", "utf-8")
    monitor.open_run(folder)
    sentence = "'photos' holds no pictures; name another folder."
    qtbot.waitUntil(lambda: monitor.bar.facts.text() == sentence, timeout=WAIT)


def test_words_follow_the_language_and_every_control_has_a_name(
    qtbot: QtBot, monitor: MonitorWindow, tmp_path: Path
) -> None:
    show(qtbot, monitor, write_run(tmp_path / "one"))
    translations = Translations()
    translations.use("zh_CN")
    try:
        monitor.retranslate()
        assert monitor.bar.buttons["resume"].text() != "Resume"
    finally:
        translations.use("en")
        monitor.retranslate()
    assert monitor.bar.buttons["resume"].text() == "Resume"
    pages = monitor.pages
    for widget in (
        monitor.list,
        pages,
        pages.smoothing.slider,
        pages.across,
        pages.log,
        pages.checkpoints,
        pages.samples.first.slider,
        pages.curves.plots["loss_d"].plot,
    ):
        assert widget.accessibleName(), widget


def test_what_is_kept_for_the_next_session_survives_a_broken_file(tmp_path: Path) -> None:
    (tmp_path / "next-session.json").write_text("[1]", "utf-8")
    assert pending_changes(tmp_path) == {}
    (tmp_path / "next-session.json").write_text(json.dumps({"a.b": 1}), "utf-8")
    assert pending_changes(tmp_path) == {"a.b": 1}
