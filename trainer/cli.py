"""Commands of the trainer. Exit codes: 0 done, 2 usage, 1 failed with one sentence."""

from __future__ import annotations

import json
import re
import shlex
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from engine.errors import GanvasError

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
    from trainer.config import read_config
    from trainer.runs import run_training

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
    from trainer.export import export_run
    from trainer.export_events import export_in_events
    from trainer.joining import read_axes

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
    from trainer.calibration import calibrate_run

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
    from trainer.evaluate import evaluate as measure
    from trainer.evaluate_latent import evaluate_codes
    from trainer.evaluate_samples import evaluate_samples
    from trainer.metrics.extractors import open_extractor

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


if __name__ == "__main__":
    main()
