"""`ganvas swap` and `ganvas cycle`: two photos in each other's style, and a picture there and back."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.choices import AsJson, Backend, BackendChoice, Device, DeviceChoice, DirectionChoice

style_commands = typer.Typer()


class SwapChoice(StrEnum):
    """Of which kinds two photos are."""

    both_b = "BB"
    both_a = "AA"
    one_each = "AB"


@style_commands.command()
def swap(
    first: Annotated[Path, typer.Argument(help="A photo.", show_default=False)],
    second: Annotated[Path, typer.Argument(help="Another one.", show_default=False)],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="A folder for both pictures.", show_default=False)
    ],
    model: Annotated[
        str, typer.Option(help="A model of the library, or a .gmodel file; it must know styles.")
    ],
    kind: Annotated[
        SwapChoice | None,
        typer.Option(
            help="What the photos show: both B, both A, or A and B; the first possible one when left out."
        ),
    ] = None,
    backend: Backend = BackendChoice.auto,
    device: Device = DeviceChoice.auto,
    as_json: AsJson = False,
) -> None:
    """Dress each of two photos in the style of the other; the recipe is written into both pictures."""
    from app.document.source import swaps_of
    from app.pictures import open_translator, write_swapped
    from engine.errors import RequestError

    translator = open_translator(model, backend=backend.value, device=device.value)
    kinds = {("restyle_output", "restyle_output"): "BB", ("restyle_input", "restyle_input"): "AA"}
    possible = {kinds.get(pair, "AB"): pair for pair in swaps_of(translator.ways)}
    wanted = kind.value if kind is not None else next(iter(possible), "")
    if wanted not in possible:
        raise RequestError(
            f"This model swaps no styles of such photos; --kind can be: {', '.join(possible) or 'nothing'}."
        )
    ways = possible[wanted]
    files = write_swapped(translator, (first, second), ways, output)
    if as_json:
        answer = {"model": translator.bundle.manifest.name, "ways": ways, "files": [str(f) for f in files]}
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        typer.echo(f"Wrote {files[0]} and {files[1]}.")


@style_commands.command()
def cycle(
    picture: Annotated[Path, typer.Argument(help="Any picture.", show_default=False)],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="One sheet: picture, there, back, error.", show_default=False),
    ],
    model: Annotated[
        str, typer.Option(help="A model of the library, or a .gmodel file; it must go both ways.")
    ],
    direction: Annotated[DirectionChoice, typer.Option(help="The way there.")] = DirectionChoice.a_to_b,
    seed: Annotated[int, typer.Option(min=0, help="Of the style there, where the model has styles.")] = 0,
    backend: Backend = BackendChoice.auto,
    device: Device = DeviceChoice.auto,
    as_json: AsJson = False,
) -> None:
    """Translate a picture there and back, and show where it lost something."""
    from app.batch import WAY_OF
    from app.pictures import open_translator, read_sketch
    from engine.images.codec import write_image
    from engine.images.contact_sheet import contact_sheet
    from engine.images.heat_map import FULL, heat_map

    translator = open_translator(model, backend=backend.value, device=device.value)
    pixels = read_sketch(picture)
    found = translator.cycle(pixels, translator.sample_styles(1, seed)[0], WAY_OF[direction])
    row = (pixels, [found.there, found.back, heat_map(found.error, FULL)])
    output.parent.mkdir(parents=True, exist_ok=True)
    write_image(output, contact_sheet([row], cell=min(1024, max(pixels.shape[:2]))))
    if as_json:
        answer = {
            "model": translator.bundle.manifest.name,
            "direction": WAY_OF[direction],
            "file": str(output),
            "mean_error": round(found.mean_error, 5),
            "largest_error": round(float(found.error.max()), 5),
        }
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        typer.echo(f"Wrote {output}: on average a colour is {found.mean_error:.1%} away from where it was.")
