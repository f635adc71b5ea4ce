"""The command line's manners: help, exit codes, one sentence instead of a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import app.cli.main as command_line
from app.cli.console import guarded
from app.cli.main import main
from app.desktop import missing_library, why_no_window
from engine.errors import GanvasError

COMMANDS = [
    "edit",
    "models",
    "translate",
    "sketch",
    "redo",
    "train",
    "export",
    "evaluate",
    "doctor",
    "version",
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([command, "--help"]) == 0
    assert f"ganvas {command}" in capsys.readouterr().out


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f"  {command} " in shown for command in COMMANDS)


@pytest.mark.parametrize(
    "arguments",
    [
        ["frobnicate"],
        ["translate"],
        ["translate", "a.png"],
        ["translate", "a.png", "-o", "out", "-n", "0"],
        ["translate", "a.png", "-o", "out.png", "-n", "2"],
        ["translate", "a.png", "b.png", "-o", "out.png", "-n", "1"],
        ["translate", "a.png", "-o", "out", "--sheet"],
        ["translate", "a.png", "-o", "out", "--backend", "abacus"],
        ["sketch"],
        ["redo"],
        ["evaluate", "shoes"],
        ["export", "run"],
        ["train", "a.toml", "--until", "none"],
    ],
)
def test_wrong_usage_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert "Error" in capsys.readouterr().err


def test_an_expected_error_is_one_sentence_and_exit_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise GanvasError("The picture is broken;\n  choose another.")

    assert guarded(fail) == 1
    assert capsys.readouterr().err == "ganvas: The picture is broken; choose another.\n"


def test_an_unexpected_error_names_a_log_that_holds_the_traceback(
    ganvas_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise RuntimeError("nobody thought of this")

    assert guarded(fail) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "Traceback" not in said
    log = Path(said.strip().rstrip(".").rsplit(" ", 1)[1])
    assert log.parent == ganvas_home / "logs"
    assert "nobody thought of this" in log.read_text(encoding="utf-8")


def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(lambda: (tmp_path / "missing").read_bytes()) == 1
    assert (
        capsys.readouterr().err
        == f"ganvas: {tmp_path / 'missing'} cannot be used: no such file or directory.\n"
    )


def test_ctrl_c_is_no_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    assert guarded(stop) == 1
    assert "Stopped" in capsys.readouterr().err


def test_version_is_told_as_text_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    short = capsys.readouterr().out.strip()
    assert main(["version", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["ganvas"] == short
    assert {"numpy", "torch", "python"} <= set(found)


def test_without_a_display_the_editor_says_so_and_names_the_demo() -> None:
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux has machines without a display")
    done = subprocess.run(
        [sys.executable, "-m", "app"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "make demo" in done.stderr
    assert done.stdout == ""


def test_a_display_that_qt_can_use_is_no_obstacle() -> None:
    assert why_no_window({"QT_QPA_PLATFORM": "offscreen"}, "linux") is None
    assert why_no_window({}, "win32") is None
    assert why_no_window({}, "darwin") is None


def test_a_missing_system_library_is_named_with_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.desktop.missing_library", lambda plugin: f"libq{plugin}.so.0 is missing")
    said = why_no_window({"DISPLAY": ":0"}, "linux")
    assert said is not None
    assert "libqxcb.so.0 is missing" in said
    assert "apt install" in said
    assert "libxcb-cursor0" in said


def test_an_unknown_platform_plugin_is_left_to_qt() -> None:
    assert missing_library("no-such-plugin") is None


def test_help_needs_neither_qt_nor_numbers() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys\nfrom app.cli.main import main\nmain(['--help'])\n"
            "assert not {'numpy', 'PySide6', 'torch', 'onnxruntime', 'PIL'} & set(sys.modules)",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("code", "expected"), [(0, 0), (1, 1), (2, 2), (-9, 1), (137, 1)])
def test_the_trainers_exit_code_is_passed_on(
    code: int, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[list[str]] = []

    def command(arguments: list[str]) -> int:
        heard.append(arguments)
        return code

    monkeypatch.setattr("trainer.runs.launch.command", command)
    arguments = ["train", "run.toml", "--set", "a.b=1", "--set", "c=2", "--until", "40", "--resume"]
    assert command_line.main(arguments) == expected
    assert heard == [arguments]


@pytest.mark.parametrize(
    "arguments",
    [
        ["export", "run", "-o", "a.gmodel", "--size", "64", "--json"],
        ["export", "run", "-o", "a.gmodel", "--join", "b", "--join", "c", "--axes", "axes.safetensors"],
        ["calibrate", "run", "--json"],
        ["evaluate", "faces", "photos.zip", "--classifier", "reader.gmodel", "--codes"],
        [
            "evaluate",
            "shoes",
            "photos.zip",
            "--held-out",
            "0.1",
            "--most",
            "9",
            "--seed",
            "3",
            "--all",
            "--json",
        ],
        ["doctor", "photos", "--kind", "side_by_side", "--json"],
        ["train", "run.toml", "--quiet"],
    ],
)
def test_the_trainer_hears_every_option(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[list[str]] = []
    monkeypatch.setattr("trainer.runs.launch.command", lambda given: heard.append(given) or 0)
    assert main(arguments) == 0
    assert heard == [arguments]


def test_the_trainer_refuses_in_one_sentence(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["train", str(tmp_path / "missing.toml")]) == 1
    said = capfd.readouterr().err
    assert "missing.toml" in said
    assert said.count("\n") == 1
