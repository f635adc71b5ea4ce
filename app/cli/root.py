"""The commands of `ganvas`: all that the window does, for scripts and machines without a screen."""

import json
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated, Any

import typer

import app.cli.commands  # noqa: F401 - its command registers itself with those of axes
from app.cli.commands import axis_commands, face_commands, style_commands
from app.cli.console import BackendChoice, DeviceChoice, DirectionChoice, open_editor
from engine.files import PICTURE_FORMATS
from trainer.commands import bundles, importing, preparing, train
from trainer.commands.console import AsJson, SourcesKept

cli = typer.Typer(
    name="ganvas",
    cls=SourcesKept,
    help="An image editor whose brushes are generative adversarial networks.",
    epilog="Without a command the editor opens.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class PictureFormat(StrEnum):
    """What pictures can be written as; only PNG keeps every pixel as it was made."""

    png = "png"
    jpeg = "jpeg"
    webp = "webp"


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(version("ganvas"))
        raise typer.Exit


@cli.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and end."),
    ] = False,
) -> None:
    """An image editor whose brushes are generative adversarial networks."""
    if context.invoked_subcommand is None:
        open_editor()


@cli.command()
def edit(
    file: Annotated[Path | None, typer.Argument(help="A .ganvas document or a picture to open.")] = None,
    model: Annotated[
        str | None, typer.Option(help="A model of the library; the last used when left out.")
    ] = None,
) -> None:
    """Open the editor."""
    open_editor(file, model)


@cli.command()
def models(as_json: AsJson = False) -> None:
    """List the models that are bundled or installed."""
    from engine.bundle.library import Library

    entries = Library.default().entries()
    if as_json:
        _answer(
            [
                {
                    "name": entry.name,
                    "title": entry.title,
                    "path": str(entry.path),
                    "capabilities": list(entry.capabilities),
                    "origin": entry.origin,
                    "licence": entry.licence,
                    "problem": entry.problem,
                }
                for entry in entries
            ]
        )
        return
    for entry in entries:
        typer.echo(f"{entry.name}  ({entry.origin})  {entry.title}")
        typer.echo(f"    {entry.problem or 'can: ' + ', '.join(entry.capabilities)}")
        if entry.licence:
            typer.echo(f"    licence: {entry.licence}")
    if not entries:
        typer.echo("No model is installed.")


@cli.command()
def translate(
    sketches: Annotated[list[Path], typer.Argument(help="Drawings, or folders of them.", show_default=False)],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", help="A folder for the pictures, or one picture file.", show_default=False
        ),
    ],
    model: Annotated[str, typer.Option(help="A model of the library, or a .gmodel file.")] = "shoes-material",
    count: Annotated[
        int, typer.Option("--number", "-n", min=1, max=256, help="Styles for every sketch.")
    ] = 8,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same styles.")] = 0,
    style: Annotated[
        list[Path] | None,
        typer.Option(
            "--style-from",
            "--style",
            help="A photo to take the style from, or several to mix; further styles are sampled around it.",
        ),
    ] = None,
    weight: Annotated[
        list[float] | None,
        typer.Option(min=0, help="How much a style counts; once for each --style-from, in their order."),
    ] = None,
    direction: Annotated[
        DirectionChoice,
        typer.Option(help="Which way; BtoB and AtoA keep the kind of picture and change its style."),
    ] = DirectionChoice.a_to_b,
    full_size: Annotated[
        bool,
        typer.Option(
            "--full-size",
            help="Make pictures at their own size, in tiles where memory is short, instead of the model's.",
        ),
    ] = False,
    guide: Annotated[
        Path | None,
        typer.Option(
            help="A picture laid over every sketch: where it is opaque, colours and stuff to follow.",
            show_default=False,
        ),
    ] = None,
    sheet: Annotated[bool, typer.Option("--sheet", help="Write one contact sheet of everything.")] = False,
    picture_format: Annotated[
        PictureFormat, typer.Option("--format", help="For a folder.")
    ] = PictureFormat.png,
    backend: Annotated[BackendChoice, typer.Option(help="What runs the model.")] = BackendChoice.auto,
    device: Annotated[DeviceChoice, typer.Option(help="Where it runs.")] = DeviceChoice.auto,
    as_json: AsJson = False,
) -> None:
    """Turn pictures into others, such as sketches into photos, several styles of each.

    The recipe is written into every picture.
    """
    one_file = PICTURE_FORMATS.get(output.suffix.lower(), "gif") != "gif"
    if sheet and not one_file:
        raise typer.BadParameter(
            "a contact sheet is one picture: name a file such as sheet.png", param_hint="-o"
        )
    if one_file and not sheet and (count > 1 or len(sketches) > 1 or sketches[0].is_dir()):
        raise typer.BadParameter(
            "several pictures need a folder, or --sheet to go onto one contact sheet", param_hint="-o"
        )
    from app.cli.translate import DIRECTION_OF, Batch, run_batch

    if weight and len(weight) != len(style or []):
        raise typer.BadParameter("needs one weight for each --style-from", param_hint="--weight")
    batch = Batch(
        sketches=tuple(sketches),
        output=output,
        model=model,
        count=count,
        seed=seed,
        exemplars=tuple(style or ()),
        weights=tuple(weight) if weight else None,
        direction=DIRECTION_OF[direction],
        layout="sheet" if sheet else "file" if one_file else "folder",
        suffix=".jpg" if picture_format is PictureFormat.jpeg else f".{picture_format.value}",
        backend=backend.value,
        device=device.value,
        full_size=full_size,
        guide=guide,
    )
    answer = run_batch(batch, say=(lambda line: None) if as_json else typer.echo, warn=_warn)
    if as_json:
        _answer(answer)
    if answer["failed"]:
        raise typer.Exit(1)


@cli.command()
def sketch(
    photo: Annotated[Path, typer.Argument(help="Any photo.", show_default=False)],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The drawing; PHOTO-sketch.png when left out.")
    ] = None,
    thickness: Annotated[
        float | None, typer.Option(min=0.5, max=16, help="Width of the lines in pixels.")
    ] = None,
    detail: Annotated[
        float, typer.Option(min=0.1, max=10, help="Above 1 draws fainter edges too, below 1 fewer lines.")
    ] = 1.0,
    as_json: AsJson = False,
) -> None:
    """Turn a photo into a drawing of thin lines."""
    from dataclasses import replace

    from engine.images.codec import read_rgb, write_image
    from engine.images.sketch import SketchParameters, photo_to_sketch

    parameters = SketchParameters()
    parameters = replace(parameters, low=parameters.low / detail, high=parameters.high / detail)
    if thickness is not None:
        parameters = replace(parameters, thickness=thickness)
    drawing = photo_to_sketch(read_rgb(photo), parameters)
    target = output or photo.with_name(f"{photo.stem}-sketch.png")
    write_image(target, drawing)
    ink = float((drawing < 128).mean())
    if as_json:
        _answer(
            {"file": str(target), "width": drawing.shape[1], "height": drawing.shape[0], "ink": round(ink, 4)}
        )
    else:
        typer.echo(f"Wrote {target} ({drawing.shape[1]} x {drawing.shape[0]}).")


@cli.command()
def redo(
    picture: Annotated[Path, typer.Argument(help="A picture that Ganvas exported.", show_default=False)],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The new picture; PICTURE-redo.png when left out.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a picture again from the recipe inside it."""
    from app.cli.translate import redo_picture

    done = redo_picture(picture, output or picture.with_name(f"{picture.stem}-redo.png"))
    if as_json:
        _answer(
            {
                "file": str(done.file),
                "width": done.size[0],
                "height": done.size[1],
                "same": done.largest_difference == 0,
                "largest_difference": done.largest_difference,
            }
        )
    elif done.largest_difference == 0:
        typer.echo(f"Wrote {done.file}: the same picture, pixel for pixel.")
    elif done.largest_difference is None:
        typer.echo(f"Wrote {done.file}; the given picture has been resized since it was made.")
    else:
        typer.echo(
            f"Wrote {done.file}; it differs from the given one by at most {done.largest_difference} of 255."
        )


@cli.command()
def monitor(
    runs: Annotated[
        list[Path] | None, typer.Argument(help="Folders of runs; all known ones when left out.")
    ] = None,
) -> None:
    """Watch training in a window: curves, samples, health; also of runs that ended, from their folders."""
    from app.start import run_monitor

    raise typer.Exit(run_monitor(runs or []))


for part in (style_commands, importing.commands, train.commands, bundles.commands, preparing.commands):
    cli.add_typer(part)
cli.add_typer(face_commands)
cli.add_typer(axis_commands, name="axes")


@cli.command("version")
def show_version(as_json: AsJson = False) -> None:
    """Print the versions of Ganvas and of what it stands on."""
    import platform

    found = versions() | {"python": platform.python_version()}
    if as_json:
        _answer(found)
    else:
        for name, number in found.items():
            typer.echo(f"{name} {number}")


def _answer(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _warn(sentence: str) -> None:
    typer.echo(f"ganvas: {sentence}", err=True)


# Which versions are installed, read off their metadata without importing any of them.


PACKAGES = ("ganvas", "numpy", "pillow", "onnxruntime-gpu", "onnxruntime", "torch", "pyside6-essentials")


def versions() -> dict[str, str]:
    """Versions of Ganvas and of the packages that matter in a report, by name; absent ones are left out."""
    found = {}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
