"""`python -m trainer resume`: the next leg of a run, from its folder alone."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from engine.errors import ConfigurationError
from trainer.cli import app, names_a_place


@app.command()
def resume(
    run: Annotated[Path, typer.Argument(help="Folder of the run.")],
    overrides: Annotated[
        list[str] | None, typer.Option("--set", help="Change one value: section.key=value. May be repeated.")
    ] = None,
    until: Annotated[int | None, typer.Option("--until", help="Stop after this many pictures.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Write events to the run's folder only.")] = False,
) -> None:
    """Continue a run from its newest checkpoint, from its beginning where there is none.

    What is changed holds from this leg on and is kept in the run's events.
    """
    from trainer.checkpoint_files import checkpoints
    from trainer.config import changed_config
    from trainer.events import EventStream
    from trainer.runs import read_run, run_training

    try:
        # The folder may have been moved or forked since it was written.
        config = changed_config(read_run(run), overrides or []).model_copy(update={"folder": str(run)})
    except ConfigurationError as error:
        # Who started this may not be there to read what it says.
        if run.is_dir():
            events = EventStream(run / "events.jsonl", echo=not quiet)
            events.emit("failed", reason=str(error))
            events.close()
        raise
    told = [change for change in overrides or [] if not names_a_place(change)]
    words = ["ganvas", "resume", config.name, *(word for change in told for word in ("--set", change))]
    run_training(
        config, resume=bool(checkpoints(run)), echo=not quiet, until=until, command=shlex.join(words)
    )
