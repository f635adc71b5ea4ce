"""Commands of the trainer: train, export, evaluate, doctor. Exit codes: 0 done, 2 usage, 1 failed with a sentence."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from engine.errors import GanvasError

app = typer.Typer(name="ganvas", add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def _root() -> None:
    """Train, export and judge models."""


@app.command()
def train(
    config: Annotated[Path, typer.Argument(help="Configuration of the run, TOML.")],
    overrides: Annotated[
        list[str] | None, typer.Option("--set", help="Change one value: section.key=value. May be repeated.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Continue from the newest checkpoint.")] = False,
    until: Annotated[int | None, typer.Option("--until", help="Stop after this many pictures.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Write events to the run's folder only.")] = False,
) -> None:
    """Train a model; events go to standard output, one JSON object a line."""
    from trainer.config import read_config
    from trainer.runs import run_training

    run_training(read_config(config, overrides or []), resume=resume, echo=not quiet, until=until)


def main() -> None:
    """Run a command; a failure is one sentence on standard error."""
    try:
        app()
    except GanvasError as error:
        print(str(error), file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
