"""`ganvas axes`: the sliders of a model, listed, found, added and removed."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from app.choices import AsJson, Backend, BackendChoice, Device, DeviceChoice

axis_commands = typer.Typer(help="The sliders of a model.", no_args_is_help=True)

Model = Annotated[str, typer.Argument(help="A model of the library, or a .gmodel file.", show_default=False)]


class SpaceChoice(StrEnum):
    """What an axis moves: all layers alike, or coarse, middle and fine ones each in their own way."""

    w = "w"
    w_plus = "w+"


@axis_commands.command("list")
def list_them(model: Model, as_json: AsJson = False) -> None:
    """List a model's axes with their ranges, and what else a step of each changes."""
    from app.axis_work import list_axes

    answer = list_axes(model)
    if as_json:
        _print(answer)
        return
    for axis in answer["axes"]:
        typer.echo(f"{axis['name']}  ({axis['origin']})  from {axis['low']:g} to {axis['high']:g} steps")
        others = {name: value for name, value in axis["effects"].items() if name != axis["name"]}
        strongest = sorted(others.items(), key=lambda item: -abs(item[1]))[:3]
        if strongest:
            typer.echo("    a step also moves " + ", ".join(f"{name} {by:+.2f}" for name, by in strongest))
    if not answer["axes"]:
        typer.echo(f"The model {answer['model']} has no axes yet.")


@axis_commands.command("find")
def find_them(
    model: Model,
    classifier: Annotated[
        str | None, typer.Option(help="A model that reads attributes off pictures, or a .gmodel file.")
    ] = None,
    attribute: Annotated[
        list[str] | None, typer.Option(help="One of the classifier's; all when left out; repeatable.")
    ] = None,
    rename: Annotated[
        list[str] | None, typer.Option(metavar="OLD=NEW", help="Call an attribute otherwise; repeatable.")
    ] = None,
    components: Annotated[
        int | None, typer.Option(min=1, max=100, help="So many principal components instead (GANSpace).")
    ] = None,
    closed_form: Annotated[
        int | None, typer.Option(min=1, max=100, help="So many closed-form axes instead (SeFa).")
    ] = None,
    space: Annotated[SpaceChoice, typer.Option(help="What an axis moves.")] = SpaceChoice.w,
    samples: Annotated[int, typer.Option(min=100, max=100_000, help="Pictures to look at.")] = 4000,
    seed: Annotated[int, typer.Option(min=0, help="Of the samples.")] = 0,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A bundle with the axes; your own axes when left out."),
    ] = None,
    backend: Backend = BackendChoice.auto,
    device: Device = DeviceChoice.auto,
    as_json: AsJson = False,
) -> None:
    """Find axes: with a classifier (TL-GAN), or without labels."""
    if sum(manner is not None for manner in (classifier, components, closed_form)) != 1:
        raise typer.BadParameter("choose one of --classifier, --components and --closed-form")
    pairs = [text.partition("=") for text in rename or []]
    if any(not old or not new for old, _, new in pairs):
        raise typer.BadParameter("names are changed by OLD=NEW", param_hint="--rename")
    from app.axis_work import Search, find

    search = Search(
        model=model,
        manner="classifier" if classifier else "components" if components else "closed-form",
        classifier=classifier or "",
        attributes=tuple(attribute or ()),
        renamed={old: new for old, _, new in pairs},
        space=space.value,
        samples=samples,
        count=components or closed_form or 0,
        seed=seed,
        output=output,
        backend=backend.value,
        device=device.value,
    )
    answer = find(search, say=_say(as_json))
    if as_json:
        _print(answer)


@axis_commands.command("add")
def add_one(
    model: Model,
    name: Annotated[str, typer.Argument(help="What the slider is to be called.", show_default=False)],
    positive: Annotated[list[Path], typer.Option(help="Pictures with the feature, or a folder; repeatable.")],
    negative: Annotated[list[Path], typer.Option(help="Pictures without it, or a folder; repeatable.")],
    samples: Annotated[
        int, typer.Option(min=100, max=100_000, help="Pictures of the model to look at, once.")
    ] = 2000,
    as_json: AsJson = False,
) -> None:
    """Add a slider to a model from example pictures with a feature and without it."""
    from app.axis_work import add

    answer = add(model, name, positive, negative, samples, say=_say(as_json))
    if as_json:
        _print(answer)


@axis_commands.command("remove")
def remove_one(
    model: Model,
    name: Annotated[str, typer.Argument(help="A slider that you have added.", show_default=False)],
    as_json: AsJson = False,
) -> None:
    """Remove a slider that was added to a model."""
    from engine.bundle.library import Library
    from engine.latent.axis_store import AxisStore

    bundle = Library.default().open(model)
    AxisStore().remove(bundle, name)
    if as_json:
        _print({"model": bundle.manifest.name, "removed": name})
    else:
        typer.echo(f"Removed '{name}' from {bundle.manifest.name}.")


def _say(as_json: bool) -> Any:
    return (lambda line: None) if as_json else typer.echo


def _print(answer: dict[str, Any]) -> None:
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
