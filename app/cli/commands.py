"""`ganvas swap` and `ganvas cycle`: two photos in each other's style, and a picture there and back."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from app.cli.console import BackendChoice, DeviceChoice, DirectionChoice
from engine.files import PICTURE_FORMATS
from trainer.commands.console import AsJson

style_commands = typer.Typer()
Backend = Annotated[BackendChoice, typer.Option(help="What runs the model.")]
Device = Annotated[DeviceChoice, typer.Option(help="Where it runs.")]


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
    from app.cli.translate import open_translator, write_swapped
    from app.document.styles import swaps_of
    from engine.errors import RequestError

    translator = open_translator(model, backend=backend.value, device=device.value)
    kinds = {("restyle_output", "restyle_output"): "BB", ("restyle_input", "restyle_input"): "AA"}
    possible = {kinds.get(pair, "AB"): pair for pair in swaps_of(translator.directions)}
    wanted = kind.value if kind is not None else next(iter(possible), "")
    if wanted not in possible:
        raise RequestError(
            "This model swaps no styles of such photos; --kind can be: {kinds}.",
            kinds=", ".join(possible) or "nothing",
        )
    directions = possible[wanted]
    files = write_swapped(translator, (first, second), directions, output)
    if as_json:
        answer = {
            "model": translator.bundle.manifest.name,
            "ways": directions,
            "files": [str(f) for f in files],
        }
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
    from app.cli.translate import DIRECTION_OF, open_translator, read_sketch
    from engine.images.codec import write_image
    from engine.images.contact_sheet import contact_sheet
    from engine.images.heat_map import FULL, heat_map

    translator = open_translator(model, backend=backend.value, device=device.value)
    pixels = read_sketch(picture)
    found = translator.cycle(pixels, translator.sample_styles(1, seed)[0], DIRECTION_OF[direction])
    row = (pixels, [found.there, found.back, heat_map(found.error, FULL)])
    output.parent.mkdir(parents=True, exist_ok=True)
    write_image(output, contact_sheet([row], cell=min(1024, max(pixels.shape[:2]))))
    if as_json:
        answer = {
            "model": translator.bundle.manifest.name,
            "direction": DIRECTION_OF[direction],
            "file": str(output),
            "mean_error": round(found.mean_error, 5),
            "largest_error": round(float(found.error.max()), 5),
        }
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        typer.echo(f"Wrote {output}: on average a colour is {found.mean_error:.1%} away from where it was.")


# `ganvas sample`, `invert`, `attributes` and `walk`: pictures of codes, and the codes of photos.


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
Label = Annotated[
    str | None,
    typer.Option(
        metavar="NAME|INDEX",
        help="A class of a conditional model, numbered from 0; all in turn when left out.",
    ),
]
Replace = Annotated[bool, typer.Option("--replace", help="Axes of the same names give way.")]
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
    label: Label = None,
    sheet: Annotated[bool, typer.Option("--sheet", help="Write one contact sheet of everything.")] = False,
    backend: Backend = BackendChoice.auto,
    device: Device = DeviceChoice.auto,
    as_json: AsJson = False,
) -> None:
    """Make pictures out of nothing but codes; the recipe is written into every picture."""
    one_file = PICTURE_FORMATS.get(output.suffix.lower(), "gif") != "gif"
    if sheet != one_file:
        hint = (
            "a contact sheet is one picture file" if sheet else "several pictures need a folder, or --sheet"
        )
        raise typer.BadParameter(hint, param_hint="-o")
    from app.cli.faces import Sampling, run_sampling

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
        label=label,
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
    from app.cli.faces import Inverting, run_inversion

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
    codes: Annotated[
        Path | None, typer.Option(help="Take the codes that `ganvas invert --codes` wrote of this photo.")
    ] = None,
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
    from app.cli.faces import Inverting, run_attributes

    inverting = Inverting(photo, model, _eyes(eyes), aligned, steps, tune, backend.value, device.value)
    locked = tuple(locks or ())
    _finish(run_attributes(inverting, output, values, locked, codes, say=_say(as_json)), as_json)


@face_commands.command()
def walk(
    model: Model,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="A .gif, .webp or .mp4 file.", show_default=False)
    ],
    seeds: Annotated[
        str, typer.Option(metavar="N,N,...", help="One picture each, which the walk visits in turn.")
    ] = "0,1,2,3",
    codes: Annotated[
        list[Path] | None,
        typer.Option(
            help="Begin at a photo, by the codes that `ganvas invert --codes` wrote of it; repeatable."
        ),
    ] = None,
    psi: Psi = 0.7,
    frames: Annotated[int, typer.Option(min=1, max=2000, help="From one picture to the next.")] = 24,
    fps: Annotated[float, typer.Option(min=0.1, max=120, help="Frames a second.")] = 25.0,
    easing: Annotated[str, typer.Option(help="linear, ease, ease-in or ease-out.")] = "ease",
    closed: Annotated[bool, typer.Option("--closed", help="Return to the first picture.")] = False,
    through_z: Annotated[
        bool, typer.Option("--slerp", help="Go along great circles in Z instead of straight in W.")
    ] = False,
    label: Label = None,
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
    photos = tuple(codes or ())
    if len(photos) + len(visited) < 2 or min(visited) < 0:
        raise typer.BadParameter(
            "a walk needs at least two seeds, or a photo's codes and one, none of them below 0",
            param_hint="--seeds",
        )
    if photos and through_z:
        raise typer.BadParameter("codes of photos lie in W, not in Z", param_hint="--slerp")
    from app.cli.faces import Walking, run_walk

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
        label=label,
        codes=photos,
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


# `ganvas axes`: the sliders of a model, listed, found, added and removed.


axis_commands = typer.Typer(help="The sliders of a model.", no_args_is_help=True)


class SpaceChoice(StrEnum):
    """What an axis moves: all layers alike, or coarse, middle and fine ones each in their own way."""

    w = "w"
    w_plus = "w+"


@axis_commands.command("list")
def list_them(model: Model, as_json: AsJson = False) -> None:
    """List a model's axes with their ranges, and what else a step of each changes."""
    from app.cli.axes import list_axes

    answer = list_axes(model)
    if as_json:
        _print(answer)
        return
    for axis in answer["axes"]:
        kind = f"{axis['origin']}, of z" if axis["space"] == "z" else axis["origin"]
        typer.echo(f"{axis['name']}  ({kind})  from {axis['low']:g} to {axis['high']:g} steps")
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
    label: Label = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A bundle with the axes; your own axes when left out."),
    ] = None,
    replace: Replace = False,
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
    from app.cli.axes import Search, find

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
        label=label,
        replace=replace,
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
    replace: Replace = False,
    as_json: AsJson = False,
) -> None:
    """Add a slider to a model from example pictures with a feature and without it."""
    from app.cli.axes import add

    answer = add(model, name, positive, negative, samples, replace=replace, say=_say(as_json))
    if as_json:
        _print(answer)


@axis_commands.command("remove")
def remove_one(
    model: Model,
    names: Annotated[
        list[str], typer.Argument(metavar="NAME...", help="Sliders that you have added.", show_default=False)
    ],
    as_json: AsJson = False,
) -> None:
    """Remove sliders that were added to a model: all of these, or none."""
    from engine.bundle.library import Library
    from engine.latent.axis_store import AxisStore

    bundle = Library.default().open(model)
    AxisStore().remove(bundle, *names)
    if as_json:
        _print({"model": bundle.manifest.name, "removed": names})
    else:
        listed = ", ".join(f"'{name}'" for name in names)
        typer.echo(f"Removed {listed} from {bundle.manifest.name}.")


def _print(answer: dict[str, Any]) -> None:
    typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))


# `ganvas axes import`: directions that others have published become sliders of a model.


_SAMPLES = 4000


@axis_commands.command("import")
def import_directions(
    model: Annotated[str, typer.Argument(help="A model that samples.", show_default=False)],
    file: Annotated[
        Path,
        typer.Argument(
            help="InterFaceGAN's .npy, GANSpace's .npz or .pkl, TL-GAN's .pkl, or tensors in a .pt file.",
            show_default=False,
        ),
    ],
    of_z: Annotated[
        bool | None,
        typer.Option(
            "--z/--w", help="What the directions are of; told by the file, or else w.", show_default=False
        ),
    ] = None,
    count: Annotated[int, typer.Option(min=1, max=256, help="The most components to take.")] = 12,
    replace: Replace = False,
    as_json: AsJson = False,
) -> None:
    """Add published directions of the same latent size to a model; nothing in the file is ever run."""
    space: Literal["w", "z"] | None = None if of_z is None else "z" if of_z else "w"
    answer = add_directions(model, file, space, count=count, replace=replace)
    if as_json:
        import json

        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        other = "w" if answer["space"] == "z" else "z"
        reasons = {"file": "as the file says", "option": "as you say", "default": "as the file does not say"}
        reason = reasons[answer["space_from"]]
        typer.echo(f"Taken as directions of {answer['space']}, {reason}; --{other} if they are of {other}.")
        typer.echo(f"Added {len(answer['axes'])} to {answer['model']}: {', '.join(answer['axes'])}.")


def add_directions(
    model: str, file: Path, space: Literal["w", "z"] | None = None, *, count: int = 12, replace: bool = False
) -> dict[str, Any]:
    """Read the file and keep its axes among the person's own; returns what `--json` prints.

    Args:
        model: of the library, or a bundle file.
        file: of directions.
        space: that they are of; None for what the file says, or else w.
        count: the most components to take.
        replace: axes of the same names; else such names are refused.

    Raises:
        GanvasError: the file or the model cannot be used, or they do not fit each other.
    """
    import numpy as np

    from app.cli.faces import open_generator
    from engine.latent.axis_store import AxisStore
    from engine.latent.directions import as_axes, read_directions
    from engine.latent.tlgan import shrunk_covariance

    found = read_directions(file, count)
    spaces = {direction.space for direction in found} - {None}
    space_from = "option" if space else "file" if spaces else "default"
    space = space or (spaces.pop() if spaces else "w")
    generator = open_generator(model).generator
    if space == "w":
        codes = generator.sample_ws(_SAMPLES, 0)[:, 0]
        axes = as_axes(found, shrunk_covariance(codes), generator.num_ws, "w")
    else:
        axes = as_axes(found, np.eye(generator.z_size), 1, "z")
    store = AxisStore()
    (store.replace if replace else store.add)(generator.bundle, axes)
    name = generator.bundle.manifest.name
    return {"model": name, "axes": list(axes.names), "space": space, "space_from": space_from}
