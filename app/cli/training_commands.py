"""`ganvas train`, `recipes`, `doctor`, `trial`, `export` and more: done by the trainer's own process."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

commands = typer.Typer()

AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]


class PicturesKind(StrEnum):
    """How the pictures of a data set belong together."""

    photos = "photos"
    side_by_side = "side_by_side"
    folders = "folders"
    pictures = "pictures"
    face_scenes = "face_scenes"
    unpaired = "unpaired"
    unpaired_sketches = "unpaired_sketches"


def _tell_recipe(name: str | None) -> None:
    if name is not None:
        _hand_over("describe", name)


@commands.command()
def train(
    config: Annotated[Path, typer.Argument(help="What to train, in TOML.", show_default=False)],
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="SECTION.KEY=VALUE", help="Change one value of CONFIG; repeatable."),
    ] = None,
    init: Annotated[
        str | None,
        typer.Option(help="Start from this bundle, run or published checkpoint, as far as it fits."),
    ] = None,
    augment: Annotated[
        str | None, typer.Option(help="How stylegan2 augments: ada, fixed, diffaugment or off.")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Continue from the last checkpoint.")] = False,
    until: Annotated[int | None, typer.Option(min=1, help="Stop after so many pictures.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Write events to the run's folder only.")] = False,
    help_recipe: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            callback=_tell_recipe,
            is_eager=True,
            help="Say what a recipe is for and what every setting of it does.",
        ),
    ] = None,
) -> None:
    """Train a model, one JSON event a line; Ctrl-C finishes the step, writes a checkpoint and ends."""
    changes = [part for setting in settings or [] for part in ("--set", setting)]
    changes += [*_given("--init", init), *_given("--augment", augment), *_given("--until", until)]
    _hand_over("train", str(config), *changes, resume=resume, quiet=quiet)


@commands.command()
def resume(
    run: Annotated[Path, typer.Argument(help="The folder of a run.", show_default=False)],
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="SECTION.KEY=VALUE", help="Change one value from here on; repeatable."),
    ] = None,
    until: Annotated[int | None, typer.Option(min=1, help="Stop after so many pictures.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Write events to the run's folder only.")] = False,
) -> None:
    """Continue a run from its folder; what is changed is kept with the run."""
    changes = [part for setting in settings or [] for part in ("--set", setting)]
    _hand_over("resume", str(run), *changes, *_given("--until", until), quiet=quiet)


@commands.command()
def monitor(
    runs: Annotated[
        list[Path] | None, typer.Argument(help="Folders of runs; all known ones when left out.")
    ] = None,
) -> None:
    """Watch training in a window: curves, samples, health; also of runs that ended, from their folders."""
    from app.start import run_monitor

    raise typer.Exit(run_monitor(runs or []))


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
    as_json: AsJson = False,
) -> None:
    """Make a model bundle of a training run, and of further ones that belong to it."""
    joined = [part for other in join or [] for part in ("--join", str(other))]
    options = [*_given("--size", size), *joined, *_given("--axes", axes)]
    _hand_over("export", str(run), "-o", str(output), *options, json=as_json)


@commands.command()
def calibrate(
    run: Annotated[Path, typer.Argument(help="The folder of a run of the recipe attributes.")],
    as_json: AsJson = False,
) -> None:
    """Calibrate a classifier of attributes on held-out pictures and measure it there."""
    _hand_over("calibrate", str(run), json=as_json)


@commands.command()
def evaluate(
    model: Annotated[
        str, typer.Argument(help="A model of the library, or a .gmodel file.", show_default=False)
    ],
    data: Annotated[Path, typer.Argument(help="Pictures to measure against.", show_default=False)],
    held_out: Annotated[
        float | None, typer.Option(min=0, max=1, help="Share of the photos that training left out.")
    ] = None,
    all_photos: Annotated[bool, typer.Option("--all", help="Use all: training has seen none.")] = False,
    most: Annotated[int | None, typer.Option(min=1, help="The most photos to use.")] = None,
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
        str | None, typer.Option(help="What pictures are compared by: lite0, or inception with --weights.")
    ] = None,
    weights: Annotated[Path | None, typer.Option(help="Your copy of the standard Inception weights.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Of styles and choices.")] = None,
    keep: Annotated[Path | None, typer.Option(help="Also write the figures to this JSON file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure a model on held-out pictures: kernel distance, diversity, faithfulness to the sketch."""
    options = [
        *_given("--held-out", held_out),
        *_given("--most", most),
        *[part for value in psi or [] for part in ("--psi", str(value))],
        *_given("--classifier", classifier),
        *_given("--features", features),
        *_given("--weights", weights),
        *_given("--seed", seed),
        *_given("--keep", keep),
    ]
    _hand_over("evaluate", model, str(data), *options, all=all_photos, codes=codes, json=as_json)


@commands.command()
def recipes(
    name: Annotated[str | None, typer.Argument(help="One recipe, with all of its settings.")] = None,
    as_json: AsJson = False,
) -> None:
    """List what can be trained and what for; of one recipe every setting with its default and source."""
    _hand_over("describe", *([name] if name else []), json=as_json)


@commands.command()
def check(
    config: Annotated[Path, typer.Argument(help="A configuration, TOML.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Say what is wrong with a configuration, without training."""
    _hand_over("check", str(config), json=as_json)


@commands.command()
def trial(
    config: Annotated[Path, typer.Argument(help="A configuration, TOML.", show_default=False)],
    steps: Annotated[int, typer.Option(min=2, help="How many are measured.")] = 20,
) -> None:
    """Train for some steps, keep nothing, and say how long the run will take and what memory it needs."""
    _hand_over("trial", str(config), "--steps", str(steps))


@commands.command()
def doctor(
    data: Annotated[
        list[Path], typer.Argument(help="Folders or zips of training pictures.", show_default=False)
    ],
    kind: Annotated[
        PicturesKind | None, typer.Option(help="How the pictures belong together; photos alone by default.")
    ] = None,
    recipe: Annotated[
        str | None, typer.Option(help="What is to be trained: it knows how many are enough.")
    ] = None,
    second: Annotated[
        list[Path] | None, typer.Option("--second", help="Pictures of the second kind; repeatable.")
    ] = None,
    size: Annotated[int | None, typer.Option(min=8, help="Side of the training pictures in pixels.")] = None,
    as_json: AsJson = False,
) -> None:
    """Look through training pictures and say, file by file, what is wrong with them."""
    options = [
        *_given("--kind", kind.value if kind else None),
        *_given("--recipe", recipe),
        *[part for path in second or [] for part in ("--second", str(path))],
        *_given("--size", size),
    ]
    _hand_over("doctor", *map(str, data), *options, json=as_json)


def _given(option: str, value: object) -> list[str]:
    return [] if value is None else [option, str(value)]


def _hand_over(*arguments: str, **switches: bool) -> None:
    """Run the trainer with these arguments; its exit code becomes ours."""
    from trainer.runs.launch import command

    chosen = [f"--{name}" for name, on in switches.items() if on]
    code = command([*arguments, *chosen])
    raise typer.Exit(code if code in (0, 1, 2) else 1)
