"""Commands of the trainer. Exit codes: 0 done, 2 usage, 1 failed with one sentence."""

from __future__ import annotations

import json
import re
import shlex
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, cast

import typer

from engine.errors import ConfigurationError, GanvasError
from engine.files import write_atomically

app = typer.Typer(name="ganvas", add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)

AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]


class FeatureNetwork(StrEnum):
    """What pictures are compared by."""

    lite0 = "lite0"
    inception = "inception"


@app.callback()
def _root() -> None:
    """Train, export and judge models."""


@app.command()
def train(
    config: Annotated[Path, typer.Argument(help="Configuration of the run, TOML.")],
    overrides: Annotated[
        list[str] | None, typer.Option("--set", help="Change one value: section.key=value. May be repeated.")
    ] = None,
    init: Annotated[
        str | None,
        typer.Option(help="Start from this bundle, run or published checkpoint, as far as it fits."),
    ] = None,
    augment: Annotated[
        str | None, typer.Option(help="How stylegan2 augments: ada, fixed, diffaugment or off.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Continue from the newest checkpoint.")] = False,
    until: Annotated[int | None, typer.Option("--until", help="Stop after this many pictures.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Write events to the run's folder only.")] = False,
) -> None:
    """Train a model; events go to standard output, one JSON object a line.

    SIGINT (Ctrl+C) and SIGTERM end the step in hand and write a checkpoint; --resume continues from it.
    """
    from trainer.settings.run_config import read_config
    from trainer.training.session import run_training

    changes = [*(overrides or [])]
    changes += [] if init is None else [f"start={init}"]
    changes += [] if augment is None else [f"settings.augment={augment}"]
    words = ["ganvas", "train", config.name if config.is_absolute() else config.as_posix()]
    # What the card of the model will tell; where things lie on this machine is nobody's business.
    told = [change for change in changes if not names_a_place(change)]
    words += [word for change in told for word in ("--set", change)]
    words += ["--resume"] if resume else []
    run_training(
        read_config(config, changes),
        resume=resume,
        echo=not quiet,
        until=until,
        command=shlex.join(words),
    )


@app.command()
def export(
    run: Annotated[Path, typer.Argument(help="Folder of the run.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The bundle to write, NAME.gmodel.")],
    size: Annotated[int | None, typer.Option(help="Side of pictures; by default the run's.")] = None,
    join: Annotated[
        list[Path] | None,
        typer.Option("--join", help="A further run whose networks go into the bundle. May be repeated."),
    ] = None,
    axes: Annotated[Path | None, typer.Option(help="Axes of the generator, axes.safetensors.")] = None,
    as_json: AsJson = False,
    as_events: Annotated[bool, typer.Option("--events", help="Answer in events.")] = False,
) -> None:
    """Write a run's newest averaged weights as a model bundle, with those of runs that belong to it."""
    from trainer.bundling.export import export_in_events, export_run, read_axes

    found = None if axes is None else read_axes(axes)
    if as_events:
        export_in_events(run, output, size=size, join=join or [], axes=found)
        return
    path = export_run(run, output, size=size, join=join or [], axes=found)
    facts = {"bundle": str(path), "bytes": path.stat().st_size}
    print(json.dumps(facts) if as_json else f"Wrote {path} ({facts['bytes']:,} bytes).")


@app.command()
def calibrate(
    run: Annotated[Path, typer.Argument(help="Folder of a run of the recipe `attributes`.")],
    as_json: AsJson = False,
) -> None:
    """Calibrate a classifier on held-out pictures and measure it there: AUC, correlation, R2."""
    from trainer.metrics.evaluate import calibrate_run

    figures = calibrate_run(run)
    lines = "\n".join(f"{name:32} {value:.4g}" for name, value in figures.items())
    print(json.dumps(figures, indent=1) if as_json else lines)


@app.command()
def evaluate(
    model: Annotated[str, typer.Argument(help="A model of the library, or the path of a bundle.")],
    data: Annotated[list[Path], typer.Argument(help="Folders or zips of photos.")],
    held_out: Annotated[float, typer.Option(help="Share of the photos that training left out.")] = 0.05,
    everything: Annotated[
        bool, typer.Option("--all", help="Use all photos: training has seen none.")
    ] = False,
    most: Annotated[int, typer.Option(help="The most photos to use.")] = 1000,
    psi: Annotated[
        list[float] | None, typer.Option(help="Measure samples at this truncation too. May be repeated.")
    ] = None,
    codes: Annotated[
        bool, typer.Option("--codes", help="Of a sampling model also path length and linear separability.")
    ] = False,
    classifier: Annotated[
        str | None, typer.Option(help="Reads attributes for the separability; by default the model's own.")
    ] = None,
    features: Annotated[
        FeatureNetwork, typer.Option(help="What pictures are compared by; inception needs --weights.")
    ] = FeatureNetwork.lite0,
    weights: Annotated[Path | None, typer.Option(help="Your copy of the standard Inception weights.")] = None,
    seed: Annotated[int, typer.Option(help="Of styles and choices.")] = 0,
    keep: Annotated[Path | None, typer.Option(help="Also write the figures to this JSON file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure a model on held-out photos: KID x 1000; of models for sketches also diversity and edge F1."""
    from engine.bundle.library import Library
    from engine.files import write_atomically
    from trainer.metrics.evaluate import evaluate as measure
    from trainer.metrics.evaluate import evaluate_codes, evaluate_samples
    from trainer.metrics.features import open_extractor

    def tell(what: str, done: int, total: int) -> None:
        if not as_json:
            print(f"{what} {done}/{total}", file=sys.stderr)

    bundle = Library.default().open(model)
    extractor = open_extractor(features.value, weights)
    if "sample" in bundle.manifest.capabilities:
        figures = evaluate_samples(
            bundle,
            data,
            held_out=held_out,
            everything=everything,
            most=most,
            psis=psi or [],
            seed=seed,
            progress=tell,
            extractor=extractor,
        )
        if codes:
            reader = bundle if classifier is None else Library.default().open(classifier)
            figures |= evaluate_codes(bundle, reader, most=most, seed=seed, progress=tell)
    else:
        figures = measure(
            bundle,
            data,
            held_out=held_out,
            everything=everything,
            most=most,
            seed=seed,
            progress=tell,
            extractor=extractor,
        )
    if not as_json:
        print(f"Features: {extractor.label}", file=sys.stderr)
    text = json.dumps(figures, indent=1)
    if keep is not None:
        write_atomically(keep, text.encode())
    lines = "\n".join(f"{name:12} {value:.4g}" for name, value in figures.items())
    print(text if as_json else lines)


def names_a_place(change: str) -> bool:
    """Whether `section.key=value` holds a path that only this machine has."""
    value = change.partition("=")[2]
    return any(Path(part).is_absolute() for part in re.split(r"[\s\[\],'\"]+", value))


def main() -> None:
    """Run a command; a failure is one sentence on standard error."""
    try:
        app()
    except GanvasError as error:
        print(str(error), file=sys.stderr)
        sys.exit(1)


# `python -m trainer resume`: the next leg of a run, from its folder alone.


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
    from trainer.runs.events import EventStream
    from trainer.runs.folder import checkpoints
    from trainer.settings.run_config import changed_config
    from trainer.training.session import read_run, run_training

    try:
        # The folder may have been moved or forked since it was written.
        config = changed_config(read_run(run), overrides or []).model_copy(update={"folder": str(run)})
    except ConfigurationError as error:
        # Who started this may not be there to read what it says.
        if run.is_dir():
            events = EventStream(run / "events.jsonl", echo=not quiet)
            events.emit({"event": "failed", "reason": str(error)})
            events.close()
        raise
    told = [change for change in overrides or [] if not names_a_place(change)]
    words = ["ganvas", "resume", config.name, *(word for change in told for word in ("--set", change))]
    run_training(
        config, resume=bool(checkpoints(run)), echo=not quiet, until=until, command=shlex.join(words)
    )


# The trainer's commands `describe` and `check`: what recipes there are, whether a configuration stands.


@app.command()
def describe(
    recipe: Annotated[str | None, typer.Argument(help="One recipe; all when left out.")] = None,
    as_json: AsJson = False,
    page: Annotated[Path | None, typer.Option(help="Write the page of all recipes to this file.")] = None,
) -> None:
    """Say what recipes are for, what they take, and every setting with its default and source."""
    from trainer.settings.describe import describe as described
    from trainer.settings.describe import (
        describe_all,
        describe_shared,
        recipe_text,
        recipes_page,
        recipes_text,
    )

    if page is not None:
        write_atomically(page, recipes_page(describe_all(), describe_shared()).encode())
    elif as_json:
        print(json.dumps(describe_all() if recipe is None else [described(recipe)]))
    else:
        print(recipes_text(describe_all()) if recipe is None else recipe_text(described(recipe)))


@app.command()
def check(
    config: Annotated[Path, typer.Argument(help="Configuration of a run, TOML.")], as_json: AsJson = False
) -> None:
    """Say what is wrong with a configuration; nothing is trained."""
    from trainer.training.session import problems

    found = problems(config)
    if as_json:
        print(json.dumps({"problems": found}))
    elif not found:
        print("A run can start with it.")
    else:
        print("\n".join(found), file=sys.stderr)
    raise typer.Exit(1 if found else 0)


# The trainer's commands `doctor` and `trial`: looks at pictures and at a run before it is begun.


AsEvents = Annotated[bool, typer.Option("--events", help="Answer in events, one JSON object a line.")]


class PicturesKind(StrEnum):
    """How the pictures of a dataset belong together."""

    photos = "photos"
    side_by_side = "side_by_side"
    folders = "folders"
    pictures = "pictures"
    face_scenes = "face_scenes"
    unpaired = "unpaired"
    unpaired_sketches = "unpaired_sketches"


@app.command()
def doctor(
    data: Annotated[list[Path], typer.Argument(help="Folders or zips of pictures.")],
    kind: Annotated[
        PicturesKind | None, typer.Option(help="How the pictures belong together; photos alone by default.")
    ] = None,
    recipe: Annotated[
        str | None, typer.Option(help="What is to be trained: it knows how many are enough.")
    ] = None,
    second: Annotated[
        list[Path] | None, typer.Option("--second", help="Pictures of the second kind. May be repeated.")
    ] = None,
    domain: Annotated[
        list[str] | None, typer.Option("--domain", help="What chooses A, and then what chooses B.")
    ] = None,
    exclude: Annotated[
        Path | None, typer.Option(help="A file with a name a line: pictures that are left out.")
    ] = None,
    size: Annotated[int | None, typer.Option(help="Side of the training pictures in pixels.")] = None,
    processes: Annotated[int, typer.Option(min=1, help="How many work side by side.")] = 2,
    as_json: AsJson = False,
    as_events: AsEvents = False,
) -> None:
    """Look at every picture of a dataset and say what is wrong and what training will do about it."""
    from trainer.data.doctor.examine import Kind, Patient, examine
    from trainer.data.doctor.report import suggest

    signal.signal(signal.SIGTERM, _leave)
    told = _description(recipe)
    chosen = kind.value if kind else told["data_kinds"][0] if told else "photos"
    names = exclude.read_text("utf-8").splitlines() if exclude else []
    patient = Patient(
        cast(Kind, chosen), tuple(second or ()), tuple(domain or ()), tuple(filter(None, names))
    )
    if told:
        usual = {field["key"]: field["default"] for field in told["fields"]}
        patient = replace(patient, enough=told["enough"], size=usual["schedule.size"])
    if size:
        patient = replace(patient, size=size)

    def progress(done: int, total: int) -> None:
        if as_events:
            print(json.dumps({"event": "progress", "done": done, "total": total}), flush=True)
        elif sys.stderr.isatty():
            print(f"\r{done}/{total}", end="" if done < total else "\n", file=sys.stderr, flush=True)

    report = examine(data, patient, processes=processes, progress=progress)
    if told:
        report = replace(report, suggested=suggest(report, told, side_by_side=chosen == "side_by_side"))
    if as_events:
        print(json.dumps({"event": "report", **report.facts()}), flush=True)
    else:
        print(json.dumps(report.facts()) if as_json else "\n".join(report.sentences()))


@app.command()
def trial(
    config: Annotated[Path, typer.Argument(help="Configuration of the run, TOML.")],
    steps: Annotated[int, typer.Option(min=2, help="How many are measured.")] = 20,
    overrides: Annotated[
        list[str] | None, typer.Option("--set", help="Change one value: section.key=value. May be repeated.")
    ] = None,
) -> None:
    """Train for some steps, keep nothing, and say how long the run will take; one JSON event a line."""
    from trainer.settings.run_config import read_config
    from trainer.training.trial import in_events

    signal.signal(signal.SIGTERM, _leave)
    in_events(read_config(config, overrides or []), steps, lambda event: print(json.dumps(event), flush=True))


def _description(recipe: str | None) -> Mapping[str, Any] | None:
    from trainer.runs.launch_recipes import describe_recipes

    if recipe is None:
        return None
    known = {told["name"]: told for told in describe_recipes()}
    if recipe not in known:
        raise ConfigurationError(f"There is no recipe '{recipe}'; there are {', '.join(sorted(known))}.")
    return known[recipe]


def _leave(number: int, _: FrameType | None) -> None:
    # As an exception, so that whatever is under way is put away first; a second signal changes nothing.
    with suppress(ValueError):
        signal.signal(number, signal.SIG_IGN)
    raise SystemExit(128 + number)
