"""Every training command is declared once, for `ganvas` and for `python -m trainer`, and costs no torch."""

import ast
import json
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from helpers.endless_run import endless_run

from app.cli.root import cli
from trainer.__main__ import app

ROOT = Path(__file__).parents[3]


def declared_commands(file: Path) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Functions that a decorator `....command("name")` makes commands of, by their names."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                if (
                    isinstance(decorator, ast.Call)
                    and isinstance(decorator.func, ast.Attribute)
                    and decorator.func.attr == "command"
                ):
                    given = [word.value for word in decorator.args if isinstance(word, ast.Constant)]
                    yield str(given[0]) if given else node.name.replace("_", "-"), node


def test_no_option_is_declared_twice() -> None:
    options: Counter[tuple[str, str]] = Counter()
    for folder in ("app", "trainer"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            group = "axes" if file.name == "commands.py" else ""
            for name, function in declared_commands(file):
                arguments = (*function.args.args, *function.args.kwonlyargs)
                options.update((f"{group} {name}", argument.arg) for argument in arguments)
    assert len(options) > 100
    assert [option for option, times in options.items() if times > 1] == []


def test_both_command_lines_mount_the_same_functions() -> None:
    own = typer.main.get_command(app)
    editor = typer.main.get_command(cli)
    mounted = {name: command.callback for name, command in own.commands.items()}  # type: ignore[attr-defined]
    assert {"train", "resume", "export", "evaluate", "recipes", "check", "doctor", "trial", "import"} <= set(
        mounted
    )
    for name, callback in mounted.items():
        other = editor.commands[name].callback  # type: ignore[attr-defined]
        assert callback.__wrapped__ is other.__wrapped__, name


def test_declaring_the_commands_loads_nothing_heavy() -> None:
    code = (
        "import sys, trainer.__main__\n"
        "print({'torch', 'torchvision', 'accelerate', 'numpy', 'pydantic', 'ssl', 'PIL'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "set()", done.stderr


WRONG = """
import sys
from pathlib import Path
from typer.testing import CliRunner
from trainer.__main__ import app
from trainer.settings.run_config import read_config
from trainer.settings.run_config import write_config
config = read_config(Path(sys.argv[1]))
Path(config.folder).mkdir()
write_config(config, Path(config.folder))
for line in (["train", sys.argv[1]], ["trial", sys.argv[1]], ["resume", config.folder]):
    result = CliRunner().invoke(app, [*line, "--set", "optimiser.learning_rat=1"])
    print("did you mean 'learning_rate'" in str(result.exception), "torch" in sys.modules)
"""


def test_what_is_wrong_with_a_configuration_is_said_before_pytorch_is_loaded(tmp_path: Path) -> None:
    line = [sys.executable, "-c", WRONG, str(endless_run(tmp_path))]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["True", "False"] * 3, done.stderr


# What trains, measures and shows; whoever asks what can be trained waits for none of it.
SLOW = {"torch", "torchvision", "accelerate", "scipy", "onnx", "onnxruntime", "openvino", "PySide6", "ssl"}


@pytest.mark.parametrize(
    ("arguments", "forbidden"),
    [
        (["recipes"], SLOW | {"numpy", "PIL"}),
        (["recipes", "pix2pix"], SLOW | {"numpy", "PIL"}),
        (["recipes", "stylegan2", "--toml"], SLOW | {"numpy", "PIL"}),
        # These look at the pictures.
        (["check", "c.toml"], SLOW),
        (["train", "c.toml", "--dry-run"], SLOW),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_asking_loads_nothing_that_only_working_needs(
    arguments: list[str], forbidden: set[str], tmp_path: Path
) -> None:
    config = endless_run(tmp_path)
    arguments = [str(config) if word == "c.toml" else word for word in arguments]
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom trainer.__main__ import app\n"
        "done = CliRunner().invoke(app, sys.argv[2:], catch_exceptions=False)\n"
        "print(done.exit_code, sorted(set(sys.argv[1].split()) & set(sys.modules)))"
    )
    line = [sys.executable, "-c", code, " ".join(forbidden), *arguments]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "0 []", done.stderr


def test_the_name_that_version_0_1_gave_the_list_of_recipes_still_works() -> None:
    own = typer.main.get_command(app)
    assert own.commands["describe"].hidden  # type: ignore[attr-defined]
    assert own.commands["describe"].params[0].name == "name"  # type: ignore[attr-defined]


def test_what_the_system_refuses_is_one_sentence_and_no_traceback(tmp_path: Path) -> None:
    config = endless_run(tmp_path)
    # Where the run's folder should be made there is a file.
    (tmp_path / "run").write_text("")
    line = [sys.executable, "-m", "trainer", "train", str(config)]
    done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert str(tmp_path / "run") in done.stderr


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_ganvas_train_ends_with_a_checkpoint_when_it_is_told_to(name: str, tmp_path: Path) -> None:
    config = endless_run(tmp_path, samples=8)
    line = [sys.executable, "-m", "app", "train", str(config)]
    # Tests that run under nohup would hand its deafness down.
    before = signal.signal(signal.Signals[name], signal.SIG_DFL)
    try:
        process = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    finally:
        signal.signal(signal.Signals[name], before)
    assert process.stdout is not None
    kinds = []
    for info in process.stdout:
        kinds.append(json.loads(info)["event"])
        if kinds.count("sample") == 1 and kinds[-1] == "sample":
            process.send_signal(signal.Signals[name])
    assert process.wait(60) == 0
    assert kinds[-2:] == ["checkpoint", "stopped"]
