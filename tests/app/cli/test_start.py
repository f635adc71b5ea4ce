"""The command line's manners: help, exit codes, one sentence instead of a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import EditorCall, editor_call, main
from app.cli.console import guarded
from app.start import missing_library, why_no_window
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
        ["evaluate", "shoes-material"],
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


@pytest.mark.parametrize(
    ("words", "call"),
    [
        ([], EditorCall()),
        (["edit"], EditorCall()),
        (["edit", "a.ganvas"], EditorCall(Path("a.ganvas"))),
        (["edit", "--model", "faces", "a.png"], EditorCall(Path("a.png"), "faces")),
        (["edit", "a.png", "--model", "faces"], EditorCall(Path("a.png"), "faces")),
        (["a.ganvas"], EditorCall(Path("a.ganvas"))),
        (["some where/a.JFIF", "--model", "faces"], EditorCall(Path("some where/a.JFIF"), "faces")),
        (["a.png", "--help"], None),
        (["a.png", "b.png"], None),
        (["edit", "--help"], None),
        (["edit", "--model"], None),
        (["edit", "--model", "--help"], None),
        (["edit", "a.png", "b.png"], None),
        (["--version"], None),
        (["models"], None),
    ],
)
def test_the_editor_is_opened_by_plain_words_without_reading_all_commands(
    words: list[str], call: EditorCall | None
) -> None:
    assert editor_call(words) == call


@pytest.mark.parametrize(
    "words",
    [
        ["edit", "--model", "faces", "a.png"],
        ["edit", "--model=faces", "--", "a.png"],
        ["a.png", "--model", "faces"],
        ["a.png", "--model=faces"],
    ],
)
def test_the_editor_gets_the_same_call_with_and_without_the_other_commands(
    words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    monkeypatch.setattr("app.start.run_editor", lambda file, *, model: calls.append((file, model)) or 0)
    assert main(words) == 0
    assert calls == [(Path("a.png"), "faces")]


def test_wrong_words_for_the_editor_exit_with_2() -> None:
    assert main(["edit", "a.png", "b.png"]) == 2


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
    monkeypatch.setattr("app.start.missing_library", lambda plugin: f"libq{plugin}.so.0 is missing")
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
            "import sys\nfrom app.__main__ import main\nmain(['--help'])\n"
            "assert not {'numpy', 'PySide6', 'torch', 'onnxruntime', 'PIL'} & set(sys.modules)",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("code", "expected"), [(0, 0), (1, 1), (2, 2), (-9, 1), (143, 1)])
def test_the_trainers_exit_code_is_passed_on(
    code: int, expected: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def measured(run: Path) -> dict[str, float]:
        raise SystemExit(code)

    monkeypatch.setattr("trainer.metrics.calibration.calibrate_run", measured)
    assert main(["calibrate", str(tmp_path)]) == expected


def test_training_hears_every_option(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    heard: dict[str, Any] = {}
    monkeypatch.setattr(
        "trainer.training.session.run_training", lambda config, **facts: heard.update(facts, config=config)
    )
    config = tmp_path / "run.toml"
    config.write_text('recipe = "pix2pix"\nname = "mine"\nfolder = "x"\n[data]\nsources = ["a"]\n')
    changes = ["--set", "seed=7", "--set", "schedule.batch_size=3", "--init", "start.gmodel"]
    assert main(["train", str(config), *changes, "--until", "40", "--resume", "--quiet"]) == 0
    assert (heard["config"].seed, heard["config"].schedule.batch_size) == (7, 3)
    assert heard["config"].start == "start.gmodel"
    assert (heard["until"], heard["resume"], heard["echo"]) == (40, True, False)


def test_export_hears_every_option(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heard: dict[str, Any] = {}

    def exported(run: Path, output: Path, **options: Any) -> Path:
        heard.update(options, run=run)
        output.write_bytes(b"12345")
        return output

    monkeypatch.setattr("trainer.bundling.export.export_run", exported)
    monkeypatch.setattr("trainer.bundling.export.read_axes", lambda path: ["axes of", path.name])
    bundle, run = tmp_path / "a.gmodel", tmp_path / "run"
    run.mkdir()
    (run / "config.json").write_text("{}")
    options = ["--size", "64", "--join", "b", "--join", "c", "--axes", "axes.safetensors", "--json"]
    assert main(["export", str(run), "-o", str(bundle), *options]) == 0
    assert heard == {
        "run": run,
        "size": 64,
        "join": [Path("b"), Path("c")],
        "axes": ["axes of", "axes.safetensors"],
        "checkpoint": None,
    }
    assert json.loads(capsys.readouterr().out) == {"bundle": str(bundle), "bytes": 5}


def test_evaluate_hears_every_option(
    monkeypatch: pytest.MonkeyPatch, tiny_bundle: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heard: dict[str, Any] = {}

    def measured(bundle: object, data: list[Path], **options: Any) -> dict[str, float]:
        heard.update(options, data=data)
        return {"kid_x1000": 1.5, "pictures": 7.0}

    monkeypatch.setattr("trainer.metrics.tasks.evaluate", measured)
    from trainer.metrics.held_out import HeldOut

    options = ["--held-out", "0.1", "--most", "9", "--seed", "3", "--json"]
    assert main(["evaluate", str(tiny_bundle), "photos.zip", *options, "--all"]) == 0
    assert heard["held_out"].share == 1.0
    capsys.readouterr()
    assert main(["evaluate", str(tiny_bundle), "photos.zip", *options]) == 0
    # Without weights of its own there is no second extractor.
    assert heard.pop("foreign") is None
    del heard["progress"], heard["extractor"]
    assert heard == {
        "data": [Path("photos.zip")],
        "held_out": HeldOut(0.1),
        "most": 9,
        "seed": 3,
    }
    assert json.loads(capsys.readouterr().out) == {
        "task": "sketches",
        "held_out": {
            "share": 0.1,
            "folders": [],
            "source": "as asked",
            "data": ["photos.zip"],
            "pictures": 7,
        },
        "kid_x1000": 1.5,
        "pictures": 7.0,
    }


def test_the_doctor_hears_every_option(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from trainer.data.doctor.report import Report

    heard: list[Any] = []

    def examined(paths: list[Path], doctor_input: Any, **options: Any) -> Report:
        heard.extend([paths, doctor_input, options["processes"]])
        return Report(pictures=1, usable=1, sizes=(), findings=())

    monkeypatch.setattr("trainer.data.doctor.examine.examine", examined)
    monkeypatch.setattr("trainer.commands.preparing.end_when_terminated", lambda: None)
    names = tmp_path / "names.txt"
    names.write_text("a.png\nb.png\n")
    options = ["--kind", "side_by_side", "--second", "more", "--size", "32", "--exclude", str(names)]
    assert main(["doctor", "photos", *options, "--processes", "3", "--json"]) == 0
    paths, doctor_input, processes = heard
    assert (paths, processes, doctor_input.size) == ([Path("photos")], 3, 32)
    assert (doctor_input.kind, doctor_input.second, doctor_input.exclude) == (
        "side_by_side",
        (Path("more"),),
        ("a.png", "b.png"),
    )
    assert json.loads(capsys.readouterr().out)["usable"] == 1


def test_everything_that_is_wrong_with_a_configuration_has_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "run.toml"
    config.write_text('recipe = "pix2pix"\nname = "mine"\nfolder = "x"\nsed = 1\n[data]\nsorces = ["a"]\n')
    assert main(["train", str(config)]) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 3
    assert all(line.startswith("ganvas: ") for line in said)
    assert sum("did you mean" in line for line in said) == 2


def test_the_trainer_refuses_in_one_sentence(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["train", str(tmp_path / "missing.toml")]) == 1
    said = capfd.readouterr().err
    assert "missing.toml" in said
    assert said.count("\n") == 1
