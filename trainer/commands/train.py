"""`train`, `resume`, `fork` and `trial`: a run, its next sessions, another from it, and what one would do."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from engine.errors import CheckpointError, ConfigurationError, DatasetError
from engine.sentences import to_json_line
from trainer.commands.console import Checkpoint, end_when_terminated, failures_as_events
from trainer.commands.preparing import new_run, recipes

if TYPE_CHECKING:
    from trainer.data.sources import Picture
    from trainer.settings.data import DataSettings
    from trainer.settings.run_config import RunConfig
    from trainer.settings.sections import Reporting

commands = typer.Typer()

Changes = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="SECTION.KEY=VALUE", help="Change one value of CONFIG; repeatable."),
]
Preset = Annotated[
    str | None,
    typer.Option(help="Lay these values over CONFIG: laptop, or a published preset of stylegan2."),
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
    preset: Preset = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Begin a run that will take this processor more than 3 days.")
    ] = False,
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
    from trainer.runs.checkpoints import refuse_begun, require_checkpoints
    from trainer.settings.run_config import read_config

    changes = [*(overrides or [])]
    changes += [] if init is None else [f"start={init}"]
    changes += [] if augment is None else [f"settings.augment={augment}"]
    chosen = read_config(config, changes, preset or "") if resume else new_run(config, changes, preset or "")
    if dry_run:
        (require_checkpoints if resume else refuse_begun)(Path(chosen.folder))
        print("\n".join(plan(chosen, until)))
        return
    # What is wrong with a configuration was said before PyTorch is loaded, which takes seconds.
    from trainer.training.session import run_training

    words = ["ganvas", "train", config.name if config.is_absolute() else config.as_posix()]
    # What the card of the model will tell; where things lie on this machine is nobody's business.
    info = [change for change in changes if not names_a_place(change)]
    words += ["--preset", preset] if preset else []
    words += [word for change in info for word in ("--set", change)]
    words += ["--resume"] if resume else []
    run_training(
        chosen,
        resume=resume,
        echo=not quiet,
        until=until,
        command=shlex.join(words),
        force=force,
        anyway=anyway,
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
    from trainer.runs.checkpoints import checkpoints, chosen_checkpoint
    from trainer.runs.events import EventStream
    from trainer.runs.folder import CONFIG
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
    from trainer.runs.checkpoints import checkpoints, chosen_checkpoint
    from trainer.runs.folder import RunFolder

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
    preset: Preset = None,
) -> None:
    """Train for some steps, keep nothing, and say how long the run will take and what memory it needs."""
    end_when_terminated()
    with failures_as_events():
        chosen = new_run(config, overrides or [], preset or "")
        from trainer.training.trial import in_events

        in_events(chosen, steps, lambda event: print(to_json_line(event), flush=True))


def names_a_place(change: str) -> bool:
    """Whether `section.key=value` holds a path that only this machine has."""
    value = change.partition("=")[2]
    return any(Path(part).is_absolute() for part in re.split(r"[\s\[\],'\"]+", value))


# What `train --dry-run` says: everything that would happen, while nothing is written.


def plan(config: RunConfig, until: int | None = None) -> list[str]:
    """A sentence a line: what would be trained on which pictures, how far, at which sizes, and where to.

    Args:
        config: of a run that would begin, or go on where its folder holds one.
        until: pictures after which it would stop.

    Raises:
        CheckpointError: there is nothing of the name that it starts from.
        DatasetError: its pictures are not there, or do not belong together as it says.
    """
    from trainer.runs.checkpoints import checkpoints, pictures_seen
    from trainer.settings.fields import DATA_KINDS
    from trainer.settings.problems import beyond_the_run
    from trainer.settings.registry import declaration_of

    info, schedule = declaration_of(config.recipe), config.schedule
    if config.start:
        from trainer.training.start import find_start

        # A start that is not there stops the run itself, too.
        find_start(config.start)
    last = min(schedule.pictures, until or schedule.pictures)
    lines = [f"Recipe: {config.recipe} ({info.title}).", f"Pictures: {DATA_KINDS[config.data.kind].label}."]
    for count in count_pictures(config.data):
        how = f"those in folders {', '.join(count.folders)}" if count.folders else "chosen by their content"
        held = f"{count.held_out:,} held out, {how}" if count.held_out else "none held out"
        lines.append(f"{count.what.capitalize()}: {count.trained:,} to train on, {held}.")
        if count.trained < info.enough:
            lines.append(f"Fewer than the {info.enough:,} that are enough ({info.enough_source}).")
    kept = checkpoints(Path(config.folder))
    seen = pictures_seen(kept[-1]) if kept else 0
    step = schedule.batch_size * schedule.accumulate
    sizes = [f"{stage.size} pixels until {stage.until:,}" for stage in schedule.smaller_first]
    lines += [
        f"Size: {', then '.join([*sizes, f'{schedule.size} pixels'])}.",
        f"Length: from {seen:,} to {last:,} pictures, {max(0, -(-(last - seen) // step)):,} steps of {step}.",
        f"Precision: {config.hardware.precision}; device: {config.hardware.device}.",
        f"Start: {config.start or 'from scratch'}." if not kept else f"It goes on from {kept[-1].name}.",
        f"Folder: {config.folder} ({'there already' if Path(config.folder).exists() else 'would be made'}).",
        _reports(config.reporting),
        _time(Path(config.folder), last - seen),
    ]
    return [*lines, *map(str, beyond_the_run(config)), "Nothing was written."]


def _reports(reporting: Reporting) -> str:
    def often(pictures: int, seconds: float) -> str:
        return f"every {pictures:,} pictures" + (f" or {seconds:,g} seconds" if seconds else "")

    checkpoint = often(reporting.checkpoints, reporting.checkpoints_seconds)
    sheet = often(reporting.samples, reporting.samples_seconds)
    return f"In it a checkpoint {checkpoint}, the newest {reporting.keep} kept, and a sheet {sheet}."


def _time(folder: Path, pictures: int) -> str:
    """How long it takes, where an earlier session of the run has said how fast it was."""
    from trainer.runs.events import parsed
    from trainer.runs.folder import EVENTS

    speed = 0.0
    if (folder / EVENTS).is_file():
        for line in (folder / EVENTS).read_text("utf-8").splitlines():
            event = parsed(line)
            found = event.get("per_second") if event is not None else None
            speed = float(found) if isinstance(found, int | float) and found > 0 else speed
    if speed <= 0:
        return "Time: not known; `ganvas trial` with this configuration measures it."
    return f"Time: about {max(1, round(pictures / speed / 60)):,} min at the speed of the last session."


@dataclass(frozen=True)
class Count:
    """One set of pictures.

    Attributes:
        what: they are, in the plural.
        trained: how many training sees.
        held_out: how many it never sees.
        folders: that decide which, sorted; empty where the content of each file does.
    """

    what: str
    trained: int
    held_out: int
    folders: tuple[str, ...] = ()


def count_pictures(data: DataSettings) -> list[Count]:
    """Every set of pictures that a configuration names, split as training splits it; reads each file.

    Pictures that turn out to be broken while they are prepared are counted, too.

    Raises:
        DatasetError: a source is missing, holds no picture, or the pictures do not belong together as said.
    """
    from trainer.data.layouts import folder_pairs, two_domains
    from trainer.data.sources import Exclusion, open_sources, pictures, settled_by_folders

    out = Exclusion(data.exclude)
    if data.kind == "folders":
        settled = settled_by_folders(list(pictures(open_sources(data.sources))), data.held_out_folders)
        pairs = folder_pairs(settled, out)
        return [_count("pairs", [pair.first for pair in pairs], data)]
    first, second = (out.rest(pictures(open_sources(some))) for some in (data.sources, data.sources_b))
    if data.kind == "unpaired":
        a, b = two_domains(first, second, data.domains)
        return [_count("pictures of domain A", a, data), _count("pictures of domain B", b, data)]
    if data.kind == "face_scenes":
        others = out.rest(pictures(open_sources(data.backgrounds)))
        return [_count("faces", first, data), _count("backgrounds", others, data)]
    return [_count("pairs" if data.kind == "side_by_side" else "pictures", first, data)]


def _count(what: str, found: Sequence[Picture], data: DataSettings) -> Count:
    from trainer.data.sources import held_out_folder, settled_by_folders, split_pictures

    if not found:
        raise DatasetError("Of the {what} none is left; add some, or exclude fewer.", what=what)
    decided = any(picture.in_split for picture in found)
    settled = list(found) if decided else settled_by_folders(found, data.held_out_folders)
    held = split_pictures(settled, "validation", data.validation_fraction)
    by_folder = [p for p in held if p.in_split]
    names = {str(held_out_folder(picture, data.held_out_folders)) for picture in by_folder}
    return Count(what, len(settled) - len(held), len(held), tuple(sorted(names)))
