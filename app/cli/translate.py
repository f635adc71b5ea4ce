"""One call of `ganvas translate`: what was asked for, and the loop from sketches to files."""

import time
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.cli.console import DirectionChoice, complain
from engine.backends.backend import BackendName, DeviceName, open_backend
from engine.bundle.manifest import Direction
from engine.errors import GanvasError, ImageError, RequestError
from engine.images.codec import flatten, pictures_in, read_image, read_rgb, write_image
from engine.images.contact_sheet import contact_sheet
from engine.images.fitting import light_lines
from engine.images.metadata import read_recipe
from engine.sentences import Sentence
from engine.translation.pictures import Translation, make_pictures
from engine.translation.style_swap import swap_styles
from engine.translation.translator import Translator
from engine.types import Pixels

# The work of `ganvas translate`, `sketch` and `redo`: files in, files out, no window.


VARIATION = 0.5  # how far the later pictures stray from an exemplar's style: 0 not at all, 1 anywhere


def open_translator(
    model: str,
    *,
    backend: BackendName = "auto",
    device: DeviceName = "auto",
    warn: Callable[[str], object] = complain,
) -> Translator:
    """Open a model of the library, or a bundle file, for translating; `warn` hears where another replaces it.

    Raises:
        GanvasError: no such model, it is broken, cannot translate, or the backend or device is not to be had.
    """
    from engine.bundle.library import Library

    library = Library.default()
    other = library.replacement_of(model)
    if other is not None:
        warn(
            Sentence(
                "The model '{name}' is not in the library; '{new}' is used, which replaces it.",
                name=model,
                new=other.name,
            )
        )
    bundle = library.open(model if other is None else other.name)
    if "translate" not in bundle.manifest.capabilities:
        raise RequestError("The model {name} cannot turn sketches into pictures.", name=bundle.manifest.name)
    translator = Translator(bundle, open_backend(bundle, backend=backend, device=device))
    translator.warm_up()
    return translator


def read_sketch(path: Path) -> Pixels:
    """A drawing as (H, W) uint8 where it is grey, else (H, W, 3)."""
    rgba = read_image(path)
    lines = light_lines(rgba)
    if lines is not None:
        return lines
    rgb = flatten(rgba)
    grey = bool((rgb[..., 0] == rgb[..., 1]).all() and (rgb[..., 1] == rgb[..., 2]).all())
    return np.ascontiguousarray(rgb[..., 0]) if grey else rgb


def fitted_guide(guide: Pixels, drawing: Pixels) -> Pixels:
    """A guide (H, W, 4) laid over a drawing: resized to the drawing's sides where its own are others."""
    height, width = drawing.shape[:2]
    if guide.shape[:2] == (height, width):
        return guide
    return np.asarray(Image.fromarray(guide).resize((width, height), Image.Resampling.BILINEAR))


def choose_styles(
    translator: Translator,
    count: int,
    seed: int,
    exemplars: Sequence[Path],
    weights: Sequence[float] | None = None,
    direction: Direction = "forward",
) -> NDArray[np.float32]:
    """(count, style_size) codes: sampled by seed, or the exemplars' own style first and then its neighbours.

    Raises:
        RequestError: the model has no styles, cannot read one off a picture, or no weight is above 0.
        ImageError: an exemplar cannot be read.
    """
    if "style" not in translator.capabilities:
        if exemplars or count > 1:
            raise RequestError("This model makes one picture of every sketch; use -n 1 and no --style-from.")
        return np.zeros((1, translator.style_size), dtype=np.float32)
    sampled = translator.sample_styles(count, seed)
    if not exemplars:
        return sampled
    if "encode_style" not in translator.capabilities:
        raise RequestError("This model cannot read the style off a picture; leave --style-from out.")
    from engine.latent.interpolation import lerp

    style = translator.exemplar_style([read_rgb(path) for path in exemplars], weights, direction)
    neighbours = [np.asarray(lerp(style, other, VARIATION), dtype=np.float32) for other in sampled[1:]]
    return np.stack([style, *neighbours])


def write_pictures(
    made: Translation, source: Path, folder: Path, suffix: str, taken: set[str], read: Set[tuple[int, int]]
) -> list[Path]:
    """Write one file per picture, recipe inside, named after the sketch; returns them in order.

    Args:
        made: what to write.
        source: the sketch's file.
        folder: made when it is not there.
        suffix: ".png", ".jpg" or ".webp"; only PNG keeps the pixels as they are.
        taken: names of sketches written before, so that two sketches of one name do not meet; is added to.
        read: all files that are read, as `_identity` knows them, none of which is written over.

    Raises:
        RequestError: a picture would have the name of one of the sketches; none of this one was written.
        ImageError: the disk refuses.
    """
    stem, number = source.stem, 2
    while stem in taken:
        stem, number = f"{source.stem}-{number}", number + 1
    taken.add(stem)
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{stem}-{index:02d}{suffix}" for index in range(1, len(made.pictures) + 1)]
    for file in files:
        if _identity(file) in read:
            raise RequestError("{file} is one of the sketches; name another folder.", file=file)
    for index, file in enumerate(files):
        made.write(file, index)
    return files


def write_swapped(
    translator: Translator, photos: tuple[Path, Path], directions: tuple[Direction, Direction], folder: Path
) -> tuple[Path, Path]:
    """Write each of two photos in the style of the other into a folder, recipes inside.

    Raises:
        RequestError: the model does not go those ways, or cannot read a style off a picture.
        ImageError: a photo cannot be read.
    """
    made = swap_styles(translator, (read_rgb(photos[0]), read_rgb(photos[1])), directions)
    names = photos[0].stem, photos[1].stem
    files = folder / f"{names[0]}-as-{names[1]}.png", folder / f"{names[1]}-as-{names[0]}.png"
    if names[0] == names[1]:
        files = folder / f"{names[0]}-1.png", folder / f"{names[0]}-2.png"
    folder.mkdir(parents=True, exist_ok=True)
    for one, file in zip(made, files, strict=True):
        one.write(file)
    return files


@dataclass(frozen=True)
class Redone:
    """A picture made again: where it was written, and how far it is from the one that held the recipe."""

    file: Path
    size: tuple[int, int]
    largest_difference: int | None  # in levels of 0..255; None where the sizes differ


def redo_picture(source: Path, target: Path) -> Redone:
    """Make a picture again from the recipe inside it, write it, and compare the two.

    Raises:
        ImageError: the file is no picture.
        RequestError: it holds no recipe, or the recipe is broken.
        LibraryError: its model is not in the library.
    """
    from engine.bundle.library import Library
    from engine.requests.replay import redo

    before = read_rgb(source)
    recipe = read_recipe(source.read_bytes())
    if recipe is None:
        raise RequestError("{source} holds no recipe; only pictures that Ganvas exported do.", source=source)
    after = redo(recipe, Library.default())
    write_image(target, after, recipe=recipe)
    same_size = before.shape == after.shape
    difference = int(np.abs(before.astype(np.int16) - after.astype(np.int16)).max()) if same_size else None
    return Redone(target, (after.shape[1], after.shape[0]), difference)


DIRECTION_OF: dict[DirectionChoice, Direction] = {
    DirectionChoice.a_to_b: "forward",
    DirectionChoice.b_to_a: "backward",
    DirectionChoice.b_to_b: "restyle_output",
    DirectionChoice.a_to_a: "restyle_input",
}


def _identity(file: Path) -> tuple[int, int] | None:
    """What two names of one file have in common: its device and number there; None where there is none."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


@dataclass(frozen=True)
class Batch:
    """What to translate and where to: a folder of pictures, one picture file, or one contact sheet."""

    sketches: tuple[Path, ...]
    output: Path
    model: str
    count: int
    seed: int
    exemplars: tuple[Path, ...]
    weights: tuple[float, ...] | None
    direction: Direction
    layout: Literal["folder", "file", "sheet"]
    suffix: str
    backend: BackendName
    device: DeviceName
    full_size: bool = False
    guide: Path | None = None


def run_batch(batch: Batch, *, say: Callable[[str], object], warn: Callable[[str], object]) -> dict[str, Any]:
    """Translate all that can be; `say` gets a line for every sketch, `warn` what failed and notices.

    Returns:
        What `--json` prints: model, backend, device, seed, the files with their times, seconds in all, and
        under "failed" the sketches of which nothing could be made, with the reasons.

    Raises:
        GanvasError: a model, device or style cannot be used, or nothing could be made of any sketch.
    """
    start = time.perf_counter()
    failed: list[tuple[Path, Exception]] = []
    sketches: list[Path] = []
    for path in batch.sketches:
        try:
            sketches += pictures_in([path])
        except ImageError as error:
            failed.append((path, error))
    if not sketches:
        raise failed[0][1]
    translator = open_translator(batch.model, backend=batch.backend, device=batch.device, warn=warn)
    translator.spec(batch.direction)
    styles = choose_styles(
        translator, batch.count, batch.seed, batch.exemplars, batch.weights, batch.direction
    )
    opened = time.perf_counter() - start
    say(f"Opened {translator.bundle.manifest.title} in {opened:.2f} s.")
    answers: list[dict[str, Any]] = []
    rows: list[Translation] = []
    taken: set[str] = set()
    seed = batch.seed if not batch.exemplars else None

    def report_round(done: int, most: int) -> None:
        say(f"Too large to be made whole: round {done + 1} over its tiles, of {most} at most.")

    guide = None if batch.guide is None else read_image(batch.guide)
    read = {known for known in map(_identity, sketches) if known is not None}
    for source in sketches:
        files: list[Path] = []
        try:
            drawing = read_sketch(source)
            made = make_pictures(
                translator,
                drawing,
                styles,
                seed,
                batch.direction,
                full_size=batch.full_size,
                progress=report_round,
                guide=None if guide is None else fitted_guide(guide, drawing),
            )
            if batch.layout == "folder":
                files = write_pictures(made, source, batch.output, batch.suffix, taken, read)
            elif batch.layout == "file":
                batch.output.parent.mkdir(parents=True, exist_ok=True)
                made.write(batch.output)
                files = [batch.output]
            else:
                rows.append(made)
        except GanvasError as error:
            failed.append((source, error))
            continue
        took = made.milliseconds
        say(f"{source.name}: {_pictures(len(made.pictures))} in {took:.0f} ms")
        answers.append(
            {
                "sketch": str(source),
                "pictures": [str(file) for file in files],
                "milliseconds": round(took, 2),
            }
        )
    if rows:
        batch.output.parent.mkdir(parents=True, exist_ok=True)
        write_image(batch.output, contact_sheet([(row.given, list(row.pictures)) for row in rows]))
    for notice in translator.backend.notices():
        warn(notice)
    if not answers and len(failed) == 1:
        raise failed[0][1]
    for source, problem in failed:
        warn(Sentence("Nothing was made of {source}: {problem}", source=source, problem=problem))
    if not answers:
        raise RequestError("None of the {count} pictures could be used.", count=len(failed))
    backend, seconds = translator.backend, time.perf_counter() - start
    typical = median(answer["milliseconds"] for answer in answers) / len(styles)
    say(
        f"Wrote {batch.output}: {_pictures(len(answers) * len(styles))} in {seconds:.2f} s, "
        f"{typical:.1f} ms for one ({backend.name} on {backend.device}, {backend.precision})."
    )
    return {
        "model": translator.bundle.manifest.name,
        "model_digest": translator.bundle.digest,
        "backend": backend.name,
        "device": backend.device,
        "precision": backend.precision,
        "direction": batch.direction,
        "full_size": batch.full_size,
        "guide": None if batch.guide is None else str(batch.guide),
        "seed": batch.seed,
        "style_from": [str(path) for path in batch.exemplars],
        "output": str(batch.output),
        "sketches": answers,
        "failed": [{"sketch": str(source), "reason": str(problem)} for source, problem in failed],
        "milliseconds_per_picture": typical,
        "seconds": round(seconds, 3),
    }


def _pictures(count: int) -> str:
    return "1 picture" if count == 1 else f"{count} pictures"
