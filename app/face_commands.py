"""`ganvas sample`, `invert`, `attributes` and `walk`: pictures of codes, and the codes of photos."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from app.choices import AsJson, Backend, BackendChoice, Device, DeviceChoice

face_commands = typer.Typer()

Model = Annotated[str, typer.Argument(help="A model of the library, or a .gmodel file.", show_default=False)]
OfFaces = Annotated[str, typer.Option(help="A model of the library, or a .gmodel file.")]
Photo = Annotated[Path, typer.Argument(help="A photo with a face.", show_default=False)]
Psi = Annotated[
    float, typer.Option(min=-2, max=2, help="1 is as trained, 0 the average; between, less variety.")
]
Sliders = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=STEPS", help="Move a slider, e.g. smile=+2; repeatable."),
]
Locks = Annotated[
    list[str] | None, typer.Option("--lock", metavar="NAME", help="Hold an attribute; repeatable.")
]
Eyes = Annotated[
    tuple[float, float, float, float] | None,
    typer.Option(help="The eye on the picture's left and the other: X Y X Y in pixels; found when left out."),
]
Aligned = Annotated[bool, typer.Option("--aligned", help="The photo is the face's square already.")]
Steps = Annotated[int, typer.Option(min=0, max=10_000, help="Of refinement after the encoder.")]
Tune = Annotated[
    int, typer.Option("--tune", min=0, max=10_000, help="Steps of tuning a copy of the model to the photo.")
]


@face_commands.command()
def sample(
    model: Model,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="A folder, or one picture with --sheet.", show_default=False),
    ],
    count: Annotated[int, typer.Option("--number", "-n", min=1, max=10_000, help="Pictures.")] = 16,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same pictures.")] = 0,
    psi: Psi = 0.7,
    noise_seed: Annotated[
        int | None, typer.Option(min=0, help="Of the fine detail; the model's own when left out.")
    ] = None,
    sliders: Sliders = None,
    locks: Locks = None,
    sheet: Annotated[bool, typer.Option("--sheet", help="Write one contact sheet of everything.")] = False,
    backend: Backend = BackendChoice.auto,
    device: Device = DeviceChoice.auto,
    as_json: AsJson = False,
) -> None:
    """Make pictures out of nothing but codes; the recipe is written into every picture."""
    one_file = output.suffix.lower() in {".png", ".jpg", ".jpeg", ".webp"}
    if sheet != one_file:
        hint = (
            "a contact sheet is one picture file" if sheet else "several pictures need a folder, or --sheet"
        )
        raise typer.BadParameter(hint, param_hint="-o")
    from app.generating import Sampling, run_sampling

    sampling = Sampling(
        model=model,
        count=count,
        seed=seed,
        psi=psi,
        noise_seed=noise_seed,
        values=slider_values(sliders),
        locked=tuple(locks or ()),
        output=output,
        sheet=sheet,
        backend=backend.value,
        device=device.value,
    )
    _finish(run_sampling(sampling, say=_say(as_json), warn=_warn), as_json)


@face_commands.command()
def invert(
    photo: Photo,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The face as the model makes it.", show_default=False)
    ],
    model: OfFaces = "faces",
    steps: Steps = 100,
    tune: Tune = 0,
    codes: Annotated[
        Path | None, typer.Option(help="Also write the codes to this .safetensors file.")
    ] = None,
    eyes: Eyes = None,
    aligned: Aligned = False,
    backend: Backend = BackendChoice.auto,
    device: Device = DeviceChoice.auto,
    as_json: AsJson = False,
) -> None:
    """Find the codes of a photo's face: encoder, then refinement; Ctrl+C keeps the best so far."""
    from app.inverting import Inverting, run_inversion

    inverting = Inverting(photo, model, _eyes(eyes), aligned, steps, tune, backend.value, device.value)
    _finish(run_inversion(inverting, output, codes, say=_say(as_json)), as_json)


@face_commands.command()
def attributes(
    photo: Photo,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The photo with its face changed.", show_default=False)
    ],
    sliders: Sliders = None,
    locks: Locks = None,
    model: OfFaces = "faces",
    steps: Steps = 100,
    tune: Tune = 0,
    eyes: Eyes = None,
    aligned: Aligned = False,
    backend: Backend = BackendChoice.auto,
    device: Device = DeviceChoice.auto,
    as_json: AsJson = False,
) -> None:
    """Move sliders on the face of a photo; pixels that the edit does not reach stay as they are."""
    values = slider_values(sliders)
    if not values:
        raise typer.BadParameter("name at least one slider, e.g. --set smile=+2", param_hint="--set")
    from app.inverting import Inverting, run_attributes

    inverting = Inverting(photo, model, _eyes(eyes), aligned, steps, tune, backend.value, device.value)
    _finish(run_attributes(inverting, output, values, tuple(locks or ()), say=_say(as_json)), as_json)


@face_commands.command()
def walk(
    model: Model,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="A .gif, .webp or .mp4 file.", show_default=False)
    ],
    seeds: Annotated[
        str, typer.Option(metavar="N,N,...", help="One picture each, which the walk visits in turn.")
    ] = "0,1,2,3",
    psi: Psi = 0.7,
    frames: Annotated[int, typer.Option(min=1, max=2000, help="From one picture to the next.")] = 24,
    fps: Annotated[float, typer.Option(min=0.1, max=120, help="Frames a second.")] = 25.0,
    easing: Annotated[str, typer.Option(help="linear, ease, ease-in or ease-out.")] = "ease",
    closed: Annotated[bool, typer.Option("--closed", help="Return to the first picture.")] = False,
    through_z: Annotated[
        bool, typer.Option("--slerp", help="Go along great circles in Z instead of straight in W.")
    ] = False,
    backend: Backend = BackendChoice.auto,
    device: Device = DeviceChoice.auto,
    as_json: AsJson = False,
) -> None:
    """Make an animation that goes from picture to picture."""
    if output.suffix.lower() not in {".gif", ".webp", ".mp4"}:
        raise typer.BadParameter("name a .gif, .webp or .mp4 file", param_hint="-o")
    try:
        visited = tuple(int(seed) for seed in seeds.split(","))
    except ValueError as error:
        raise typer.BadParameter("whole numbers with commas between, e.g. 3,14,15") from error
    if len(visited) < 2 or min(visited) < 0:
        raise typer.BadParameter(
            "a walk needs at least two seeds, none of them below 0", param_hint="--seeds"
        )
    from app.generating import Walking, run_walk

    walking = Walking(
        model=model,
        seeds=visited,
        psi=psi,
        frames=frames,
        frames_per_second=fps,
        easing=easing,
        closed=closed,
        through_z=through_z,
        output=output,
        backend=backend.value,
        device=device.value,
    )
    _finish(run_walk(walking, say=_say(as_json), warn=_warn), as_json)


def slider_values(settings: list[str] | None) -> dict[str, float]:
    """Sliders as `--set` takes them, "NAME=STEPS"; a wrong one is a usage error."""
    values: dict[str, float] = {}
    for setting in settings or []:
        name, equals, number = setting.rpartition("=")
        try:
            values[name.strip()] = float(number)
        except ValueError as error:
            raise typer.BadParameter(f"'{setting}' is not NAME=STEPS", param_hint="--set") from error
        if not equals or not name.strip():
            raise typer.BadParameter(f"'{setting}' is not NAME=STEPS", param_hint="--set")
    return values


def _eyes(
    numbers: tuple[float, float, float, float] | None,
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    return None if numbers is None else (numbers[:2], numbers[2:])


def _say(as_json: bool) -> Any:
    return (lambda line: None) if as_json else typer.echo


def _warn(sentence: str) -> None:
    typer.echo(f"ganvas: {sentence}", err=True)


def _finish(answer: dict[str, Any], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
