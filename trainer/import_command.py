"""`python -m trainer import`: published checkpoints become bundles; progress goes to standard error."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from trainer.cli import AsJson, app


class Shows(StrEnum):
    """What pictures show."""

    sketch = "sketch"
    photo = "photo"
    labels = "labels"


@app.command("import")
def import_checkpoints(
    files: Annotated[list[Path], typer.Argument(help="Checkpoint files of one model.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The bundle to write, NAME.gmodel.")],
    family: Annotated[str | None, typer.Option("--as", help="What it is; found out by default.")] = None,
    size: Annotated[int | None, typer.Option(help="Side of pictures; by default the published one.")] = None,
    input_kind: Annotated[Shows | None, typer.Option("--input", help="What the input shows.")] = None,
    output_kind: Annotated[Shows, typer.Option("--result", help="What the result shows.")] = Shows.photo,
    backwards: Annotated[
        bool, typer.Option("--backwards", help="The first network goes from B to A.")
    ] = False,
    edges: Annotated[
        bool | None, typer.Option("--edges/--no-edges", help="A label map's last channel is edges.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="What the library shows.")] = None,
    licence: Annotated[str | None, typer.Option(help="Of the weights.")] = None,
    half: Annotated[bool, typer.Option("--half", help="Store weights in half precision.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring in published weights; nothing in the files is ever run."""
    from trainer.imported_content import Wish
    from trainer.importing import import_files

    last = ""

    def tell(what: str, done: int, total: int) -> None:
        nonlocal last
        if what != last and not as_json:
            print(what, file=sys.stderr, flush=True)
        last = what

    wish = Wish(size, input_kind.value if input_kind else None, output_kind.value, backwards, edges)
    made = import_files(
        files, output, family=family, wish=wish, title=title, licence=licence, half=half, progress=tell
    )
    if as_json:
        facts = {
            "bundle": str(made.bundle),
            "bytes": made.bundle.stat().st_size,
            "found": made.sentence,
            "family": made.family,
            "capabilities": list(made.capabilities),
            "licence": made.licence,
            "seconds": {name: round(value, 3) for name, value in made.seconds.items()},
        }
        print(json.dumps(facts, ensure_ascii=False, indent=1))
        return
    print(made.sentence)
    print(
        f"Wrote {made.bundle} ({made.bundle.stat().st_size:,} bytes); it can: {', '.join(made.capabilities)}."
    )
    print(f"Licence of origin: {made.licence}.")


class LayoutName(StrEnum):
    """Layouts of other programs."""

    junyanz = "junyanz"
    rosinality = "rosinality"


@app.command("export-checkpoint")
def export_checkpoint(
    model: Annotated[str, typer.Argument(help="A model of the library, or the path of a bundle.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The checkpoint to write, NAME.pth.")],
    layout: Annotated[LayoutName, typer.Option(help="Whose names.")] = LayoutName.junyanz,
    network: Annotated[str, typer.Option(help="Of the model.")] = "generator",
    as_json: AsJson = False,
) -> None:
    """Write a model's network as a checkpoint of another program."""
    from engine.library import Library
    from trainer.leaving import export_checkpoint as leave

    count = leave(Library.default().open(model), output, network=network, layout=layout.value)
    facts = {"checkpoint": str(output), "tensors": count, "bytes": output.stat().st_size}
    print(json.dumps(facts) if as_json else f"Wrote {output} ({count} tensors).")
