"""`train`, `resume` and `trial`: a run, the next session of one from its folder, and some steps of one."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Annotated

import typer

from engine.errors import CheckpointError, ConfigurationError
from engine.sentences import to_json_line
from trainer.commands.console import Checkpoint, end_when_terminated, failures_as_events
from trainer.commands.dry_run import plan
from trainer.commands.preparing import new_run, recipes

commands = typer.Typer()

Changes = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="SECTION.KEY=VALUE", help="Change one value of CONFIG; repeatable."),
]
Until = Annotated[int | None, typer.Option(min=1, help="Stop after so many pictures.")]
Force = Annotated[
    bool, typer.Option("--force", help="Take the run over from another machine that no longer trains it.")
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Write events to the run's folder only.")]


def _show_recipe(name: str | None) -> None:
    if name is not None:
        recipes(name)
        raise typer.Exit


@commands.command()
def train(
    config: Annotated[Path, typer.Argument(help="What to train, in TOML.", show_default=False)],
    overrides: Changes = None,
    init: Annotated[
        str | None,
        typer.Option(
            help="Start from this model of the library, file of one, run or checkpoint, as far as it fits."
        ),
    ] = None,
    augment: Annotated[
        str | None, typer.Option(help="How stylegan2 augments: ada, fixed, diffaugment or off.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Continue from the last checkpoint.")] = False,
    until: Until = None,
    force: Force = False,
    quiet: Quiet = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen: pictures, sizes, folder. Write nothing.")
    ] = False,
    help_recipe: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            callback=_show_recipe,
            is_eager=True,
            help="Say what a recipe is for and what every setting of it does.",
        ),
    ] = None,
) -> None:
    """Train a model, one JSON event a line; Ctrl-C finishes the step, writes a checkpoint and ends."""
    from trainer.runs.folder import refuse_begun, require_checkpoints
    from trainer.settings.run_config import read_config

    changes = [*(overrides or [])]
    changes += [] if init is None else [f"start={init}"]
    changes += [] if augment is None else [f"settings.augment={augment}"]
    chosen = read_config(config, changes) if resume else new_run(config, changes)
    if dry_run:
        (require_checkpoints if resume else refuse_begun)(Path(chosen.folder))
        print("\n".join(plan(chosen, until)))
        return
    # What is wrong with a configuration was said before PyTorch is loaded, which takes seconds.
    from trainer.training.session import run_training

    words = ["ganvas", "train", config.name if config.is_absolute() else config.as_posix()]
    # What the card of the model will tell; where things lie on this machine is nobody's business.
    info = [change for change in changes if not names_a_place(change)]
    words += [word for change in info for word in ("--set", change)]
    words += ["--resume"] if resume else []
    run_training(
        chosen,
        resume=resume,
        echo=not quiet,
        until=until,
        command=shlex.join(words),
        force=force,
    )


@commands.command()
def resume(
    run: Annotated[Path, typer.Argument(help="The folder of a run.", show_default=False)],
    overrides: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="SECTION.KEY=VALUE", help="Change one value from here on; repeatable."),
    ] = None,
    checkpoint: Checkpoint = None,
    until: Until = None,
    force: Force = False,
    quiet: Quiet = False,
) -> None:
    """Continue a run from its folder; what is changed is kept with the run."""
    from trainer.runs.events import EventStream
    from trainer.runs.folder import CONFIG, checkpoints, chosen_checkpoint
    from trainer.settings.run_config import changed_config, read_run

    try:
        # The folder may have been moved or forked since it was written.
        config = changed_config(read_run(run), overrides or []).model_copy(update={"folder": str(run)})
        chosen = None if checkpoint is None else chosen_checkpoint(run, checkpoint)
    except (CheckpointError, ConfigurationError) as error:
        # Who started this may not be there to read what it says.
        if (run / CONFIG).is_file():
            events = EventStream(run / "events.jsonl", echo=not quiet)
            events.emit({"event": "failed", "reason": str(error)})
            events.close()
        raise
    info = [change for change in overrides or [] if not names_a_place(change)]
    words = ["ganvas", "resume", config.name, *(word for change in info for word in ("--set", change))]
    words += [] if chosen is None else ["--from", chosen.name]
    # As in `train`: what is wrong with a change is said at once.
    from trainer.training.session import run_training

    run_training(
        config,
        # Killed before its first checkpoint, it begins anew.
        resume=chosen is not None or bool(checkpoints(run)),
        echo=not quiet,
        chosen=chosen,
        until=until,
        command=shlex.join(words),
        force=force,
    )


@commands.command()
def fork(
    run: Annotated[Path, typer.Argument(help="The folder of a run.", show_default=False)],
    folder: Annotated[Path, typer.Argument(help="The folder of the new one.", show_default=False)],
    checkpoint: Checkpoint = None,
) -> None:
    """Begin a new run that goes on from a checkpoint of another one, which stays as it is."""
    from trainer.runs.folder import RunFolder, checkpoints, chosen_checkpoint

    source = RunFolder(run)
    source.values()
    kept = checkpoints(source.path)
    if checkpoint is None and not kept:
        raise CheckpointError("'{folder}' holds no checkpoint yet; let the run write one first.", folder=run)
    chosen = kept[-1] if checkpoint is None else chosen_checkpoint(source.path, checkpoint)
    made = source.fork(chosen, folder)
    print(f"Wrote {made.path}; go on with: ganvas resume {shlex.quote(str(folder))}")


@commands.command()
def trial(
    config: Annotated[Path, typer.Argument(help="A configuration, TOML.", show_default=False)],
    steps: Annotated[int, typer.Option(min=2, help="How many are measured.")] = 20,
    overrides: Changes = None,
) -> None:
    """Train for some steps, keep nothing, and say how long the run will take and what memory it needs."""
    end_when_terminated()
    with failures_as_events():
        chosen = new_run(config, overrides or [])
        from trainer.training.trial import in_events

        in_events(chosen, steps, lambda event: print(to_json_line(event), flush=True))


def names_a_place(change: str) -> bool:
    """Whether `section.key=value` holds a path that only this machine has."""
    value = change.partition("=")[2]
    return any(Path(part).is_absolute() for part in re.split(r"[\s\[\],'\"]+", value))
