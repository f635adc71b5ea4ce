"""`export`, `calibrate` and `evaluate`: a run becomes a model bundle, and a bundle is measured."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainer.commands.console import AsEvents, AsJson, Checkpoint, Domains, Second
from trainer.commands.preparing import PicturesKind

if TYPE_CHECKING:
    from engine.bundle.bundle import Bundle

commands = typer.Typer()


class FeatureNetwork(StrEnum):
    """What pictures are compared by."""

    lite0 = "lite0"
    squeezenet = "squeezenet"
    inception = "inception"


@commands.command()
def export(
    run: Annotated[Path, typer.Argument(help="The folder of a training run.", show_default=False)],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The bundle, NAME.gmodel.", show_default=False)
    ],
    size: Annotated[int | None, typer.Option(min=8, help="Side of the pictures; the run's own.")] = None,
    join: Annotated[
        list[Path] | None, typer.Option("--join", help="A further run for the same bundle; repeatable.")
    ] = None,
    axes: Annotated[Path | None, typer.Option(help="Axes of the generator, axes.safetensors.")] = None,
    checkpoint: Checkpoint = None,
    as_json: AsJson = False,
    as_events: AsEvents = False,
) -> None:
    """Make a model bundle of a training run, and of further ones that belong to it."""
    from trainer.runs.checkpoints import chosen_checkpoint
    from trainer.runs.folder import RunFolder

    # A folder that holds no run is refused before PyTorch is loaded, which takes seconds.
    RunFolder(run).values()
    from trainer.bundling.export import export_in_events, export_run, read_axes

    chosen = None if checkpoint is None else chosen_checkpoint(run, checkpoint)
    found = None if axes is None else read_axes(axes)
    if as_events:
        export_in_events(run, output, size=size, join=join or [], axes=found, checkpoint=chosen)
        return
    path = export_run(run, output, size=size, join=join or [], axes=found, checkpoint=chosen)
    facts = {"bundle": str(path), "bytes": path.stat().st_size}
    print(json.dumps(facts) if as_json else f"Wrote {path} ({facts['bytes']:,} bytes).")


@commands.command()
def calibrate(
    run: Annotated[Path, typer.Argument(help="The folder of a run of the recipe attributes.")],
    as_json: AsJson = False,
) -> None:
    """Calibrate a classifier of attributes on held-out pictures and measure it there."""
    from trainer.metrics.calibration import calibrate_run

    figures = calibrate_run(run)
    lines = "\n".join(f"{name:32} {value:.4g}" for name, value in figures.items())
    print(json.dumps(figures, indent=1) if as_json else lines)


@commands.command()
def evaluate(
    model: Annotated[
        str,
        typer.Argument(
            help="A model of the library, a .gmodel file, or the folder of a training run.",
            show_default=False,
        ),
    ],
    data: Annotated[
        list[Path],
        typer.Argument(help="Pictures to measure against, folders or zips.", show_default=False),
    ],
    kind: Annotated[
        PicturesKind | None,
        typer.Option(help="How the pictures belong together; by default as the model was trained."),
    ] = None,
    second: Second = None,
    domain: Domains = None,
    held_out: Annotated[
        float | None,
        typer.Option(
            min=0, max=1, help="Share of the photos that training left out; by default what the model says."
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Use all: training has seen none.")] = False,
    most: Annotated[int, typer.Option(min=1, help="The most photos to use.")] = 1000,
    psi: Annotated[
        list[float] | None, typer.Option(help="Measure samples at this truncation too; repeatable.")
    ] = None,
    codes: Annotated[
        bool, typer.Option("--codes", help="Of a sampling model also path length and linear separability.")
    ] = False,
    classifier: Annotated[
        str | None, typer.Option(help="Reads attributes for the separability; the model's own by default.")
    ] = None,
    features: Annotated[
        FeatureNetwork, typer.Option(help="What pictures are compared by; inception needs --weights.")
    ] = FeatureNetwork.lite0,
    weights: Annotated[
        Path | None, typer.Option(help="Your copy of the weights of inception, or of squeezenet.")
    ] = None,
    foreign_weights: Annotated[
        Path | None,
        typer.Option(help="SqueezeNet's weights, whose figures stand beside; the package ndf's by default."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of styles and choices.")] = 0,
    keep: Annotated[Path | None, typer.Option(help="Also write the figures to this JSON file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure a model on held-out pictures, by its task: against pairs, domains, photos, or as it samples."""
    from engine.bundle.library import Library
    from engine.files import write_atomically
    from trainer.metrics.features import HOW_TO_GET_SQUEEZENET, open_extractor, open_foreign
    from trainer.metrics.held_out import HeldOut
    from trainer.metrics.latent import evaluate_codes
    from trainer.metrics.tasks import TASK_LABELS, EvaluationData, measure

    def report(what: str, done: int, total: int) -> None:
        if not as_json:
            print(f"{what} {done}/{total}", file=sys.stderr)

    with _measured_bundle(model) as bundle:
        extractor = open_extractor(features.value, weights)
        measured = HeldOut.of(bundle, 1.0 if everything else held_out)
        remarks = [f"Features: {extractor.label}."]
        samples = "sample" in bundle.manifest.capabilities
        foreign = None if samples or extractor.name == "squeezenet" else open_foreign(foreign_weights)
        evaluation = measure(
            bundle,
            EvaluationData(data, tuple(second or ()), kind.value if kind else None, tuple(domain or ())),
            held_out=measured,
            most=most,
            psis=psi or [],
            seed=seed,
            progress=report,
            extractor=extractor,
            foreign=foreign,
        )
        figures = evaluation.figures
        if samples and codes:
            reader = bundle if classifier is None else Library.default().open(classifier)
            figures |= evaluate_codes(bundle, reader, most=most, seed=seed, progress=report)
        if foreign is not None:
            remarks.append(f"Beside them: {foreign.label}.")
        elif not samples and extractor.name != "squeezenet":
            remarks.append(
                f"Figures on SqueezeNet's features are left out; for them {HOW_TO_GET_SQUEEZENET}."
            )
        seen_by = bundle.manifest.provenance.get("discriminator_features")
        remarks.append(f"The discriminator looked at: {seen_by or 'not written down in this model'}.")
    if not as_json:
        print("\n".join(remarks), file=sys.stderr)
    sources = [path.name for path in (*data, *(second or ()))]
    info = {**measured.facts(), "data": sources, "pictures": evaluation.pictures}
    text = json.dumps({"task": evaluation.task, "held_out": info, **figures}, indent=1)
    if keep is not None:
        write_atomically(keep, text.encode())
    lines = [
        f"Task: {TASK_LABELS[evaluation.task]}.",
        measured.sentence(),
        f"Measured: {evaluation.pictures:,} of {', '.join(sources)}.",
        *(f"{name:22} {value:.4g}" for name, value in figures.items()),
    ]
    print(text if as_json else "\n".join(lines))


@contextmanager
def _measured_bundle(model: str) -> Iterator[Bundle]:
    """The model, or what a run would be exported as now."""
    from engine.bundle.bundle import open_bundle
    from engine.bundle.library import Library
    from trainer.bundling.export import export_run
    from trainer.runs.folder import CONFIG

    if not (Path(model) / CONFIG).is_file():
        yield Library.default().open(model)
        return
    with tempfile.TemporaryDirectory() as folder:
        yield open_bundle(export_run(Path(model), Path(folder) / "run.gmodel"))
