"""`ganvas import`: published checkpoints become model bundles, in a process of its own."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.cli.console import AsJson

commands = typer.Typer()


class Shows(StrEnum):
    """What pictures show."""

    sketch = "sketch"
    photo = "photo"
    labels = "labels"


@commands.command("import")
def import_checkpoints(
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The bundle, NAME.gmodel.", show_default=False)
    ],
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Checkpoints of one model: .pth, .pt or .pkl.", show_default=False),
    ] = None,
    family: Annotated[
        str | None, typer.Option("--as", metavar="FAMILY", help="What it is; found out when left out.")
    ] = None,
    size: Annotated[int | None, typer.Option(min=8, help="Side of the pictures; the published one.")] = None,
    shows: Annotated[
        Shows | None, typer.Option("--input", help="What the input shows; told by its channels.")
    ] = None,
    result: Annotated[Shows, typer.Option("--result", help="What the result shows.")] = Shows.photo,
    backwards: Annotated[
        bool, typer.Option("--backwards", help="Of two networks the first goes from B to A.")
    ] = False,
    edges: Annotated[
        bool | None,
        typer.Option("--edges/--no-edges", help="A label map's last channel holds instances' edges."),
    ] = None,
    doublings: Annotated[
        int | None,
        typer.Option(min=5, max=6, help='SPADE doubles the size 5 ("normal") or 6 ("more") times.'),
    ] = None,
    title: Annotated[str | None, typer.Option(help="What the library shows.")] = None,
    licence: Annotated[str | None, typer.Option(help="Of the weights; that of the published system.")] = None,
    half: Annotated[
        bool, typer.Option("--half", help="Store half precision: half the size, slightly other pictures.")
    ] = False,
    url: Annotated[
        str | None,
        typer.Option("--from-url", metavar="URL", help="Fetch the file from an HTTPS address first."),
    ] = None,
    sha256: Annotated[
        str | None, typer.Option(metavar="HEX", help="That the fetched file must have.")
    ] = None,
    count: Annotated[
        int | None, typer.Option("--bytes", min=1, help="How many the fetched file must have.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Bring in published weights as a model; nothing in the files is ever run."""
    from trainer.runs.launch import command

    if not files and url is None:
        raise typer.BadParameter("name the files, or an address with --from-url", param_hint="FILES")
    if url is None and (sha256 is not None or count is not None):
        raise typer.BadParameter("it belongs to --from-url", param_hint="--sha256, --bytes")
    if output.suffix != ".gmodel":
        raise typer.BadParameter("the bundle's name ends in .gmodel", param_hint="-o")
    line = [
        "import",
        *(str(file.absolute()) for file in files or []),
        "-o",
        str(output),
        "--result",
        result.value,
    ]
    for option, value in (("--as", family), ("--size", size), ("--title", title), ("--licence", licence)):
        line += [] if value is None else [option, str(value)]
    for option, value in (
        ("--from-url", url),
        ("--sha256", sha256),
        ("--bytes", count),
        ("--doublings", doublings),
    ):
        line += [] if value is None else [option, str(value)]
    line += [] if shows is None else ["--input", shows.value]
    line += [] if edges is None else ["--edges" if edges else "--no-edges"]
    line += [f"--{name}" for name, on in (("backwards", backwards), ("half", half), ("json", as_json)) if on]
    code = command(line)
    raise typer.Exit(code if code in (0, 1, 2) else 1)


class LayoutName(StrEnum):
    """Layouts of other programs."""

    junyanz = "junyanz"
    rosinality = "rosinality"


@commands.command("export-checkpoint")
def export_checkpoint(
    model: Annotated[
        str, typer.Argument(help="A model of the library, or a .gmodel file.", show_default=False)
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The checkpoint, NAME.pth.", show_default=False)
    ],
    layout: Annotated[LayoutName, typer.Option(help="Whose names the tensors get.")] = LayoutName.junyanz,
    network: Annotated[str, typer.Option(help="Which of the model's networks.")] = "generator",
    as_json: AsJson = False,
) -> None:
    """Write a model's network as a checkpoint for another program."""
    from trainer.runs.launch import command

    line = ["export-checkpoint", model, "-o", str(output), "--layout", layout.value, "--network", network]
    code = command([*line, "--json"] if as_json else line)
    raise typer.Exit(code if code in (0, 1, 2) else 1)
