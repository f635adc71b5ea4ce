"""Training runs in its own process, watched through its events; a failure is a sentence, not a traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.endless_run import endless_run

from trainer.runs import launch

ROOT = Path(__file__).parents[3]


def run_trainer(*arguments: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "trainer", *arguments]
    return subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)


@pytest.mark.slow
def test_a_pix2pix_run_is_watched_stopped_and_exported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    config = endless_run(tmp_path, samples=8)
    process = launch.start(config)
    kinds = []
    for event in process.events():
        kinds.append(event["event"])
        if kinds.count("sample") == 2:
            process.stop()
    assert process.wait(60) == 0
    assert kinds[:2] == ["command", "doctor"]
    assert kinds[-2:] == ["checkpoint", "stopped"]
    assert list((tmp_path / "run" / "samples").glob("*.png"))
    done = run_trainer("export", str(tmp_path / "run"), "-o", str(tmp_path / "pairs.gmodel"), "--json")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "pairs.gmodel").stat().st_size == json.loads(done.stdout)["bytes"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["train", "missing.toml"], "cannot be read"),
        (["export", "no-run", "-o", "x.gmodel"], "holds no run"),
        (["doctor", "nowhere"], "does not exist"),
    ],
)
def test_failures_are_one_sentence_and_exit_code_one(arguments: list[str], sentence: str) -> None:
    done = run_trainer(*arguments)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_wrong_usage_is_exit_code_two() -> None:
    assert run_trainer("train").returncode == 2
    assert run_trainer("no-such-command").returncode == 2
