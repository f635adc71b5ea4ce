"""The work of `ganvas invert` and `ganvas attributes`: a photo in, its face as codes, an edited photo out."""

import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from app.cli.generate import Say, facts_of, open_generator
from engine.backends.backend import BackendName, DeviceName
from engine.errors import ImageError
from engine.faces.alignment import Alignment
from engine.faces.edit_portrait import (
    InvertedPhoto,
    edit_portrait,
    invert_photo,
    inverted_photo,
    locate_face,
)
from engine.faces.generator import Generator
from engine.faces.inversion import InversionSettings
from engine.faces.inversion_io import open_inversion, write_inversion
from engine.faces.portrait import Edits
from engine.images.codec import read_rgb, write_image
from engine.requests.replay import request_of_codes
from engine.requests.request import to_text
from engine.types import Pixels

Point = tuple[float, float]


@dataclass(frozen=True)
class Inverting:
    """Which photo to take apart, and how.

    Attributes:
        photo: a picture file.
        model: of the library, or a bundle file.
        eyes: the eye on the picture's left and the other one, in photo pixels; None lets them be found.
        aligned: the whole photo is the face's square already.
        steps: of descent after the encoder.
        tuning_steps: of pivotal tuning after that.
        backend: what runs the encoder and the pictures.
        device: where.
    """

    photo: Path
    model: str
    eyes: tuple[Point, Point] | None
    aligned: bool
    steps: int
    tuning_steps: int
    backend: BackendName
    device: DeviceName


def take_apart(
    inverting: Inverting, *, say: Say, generator: Generator | None = None, codes: Path | None = None
) -> InvertedPhoto:
    """Find the face, align it, and find its codes; Ctrl+C ends the descent and keeps the best so far.

    Args:
        inverting: the photo.
        say: gets a line now and then.
        generator: the model, where it is open already.
        codes: a file of codes that were found before, instead of looking for them.

    Raises:
        GanvasError: the photo cannot be read or shows no face, or model or codes cannot be used.
    """
    photo = read_rgb(inverting.photo)
    chosen: tuple[BackendName, DeviceName] = inverting.backend, inverting.device
    generator = generator or open_generator(inverting.model, *chosen).generator
    alignment = _alignment(photo, inverting, generator)
    if codes is not None:
        inversion = open_inversion(codes, generator.bundle.digest)
        return inverted_photo(photo, alignment, generator, inversion, *chosen)
    settings = InversionSettings(steps=inverting.steps, tuning_steps=inverting.tuning_steps)

    def progress(stage: str, step: int, steps: int, error: float) -> None:
        if step % 20 == 0 or step == steps:
            say(f"{stage}: step {step} of {steps}, error {error:.4f}")

    with _interruptible() as cancelled:
        return invert_photo(
            photo, alignment, generator, settings, *chosen, progress=progress, cancelled=cancelled
        )


def run_inversion(inverting: Inverting, output: Path, codes: Path | None, *, say: Say) -> dict[str, Any]:
    """Write the picture that the codes of a photo give; returns what `--json` prints.

    Args:
        inverting: the photo.
        output: a picture file, of the model's square.
        codes: a file for the codes too, or None.
        say: gets a line now and then.
    """
    start = time.perf_counter()
    found = take_apart(inverting, say=say)
    inversion, generator = found.inversion, found.generator
    output.parent.mkdir(parents=True, exist_ok=True)
    request = request_of_codes(generator, inversion.ws, inversion.noises)
    write_image(output, inversion.picture, recipe=to_text(request))
    if codes is not None:
        write_inversion(codes, inversion, generator.bundle.digest)
    seconds = time.perf_counter() - start
    say(f"Wrote {output} in {seconds:.1f} s ({inversion.steps} steps, {inversion.stopped}).")
    return {
        **_answer(found, output),
        "codes": None if codes is None else str(codes),
        "seconds": round(seconds, 3),
    }


def run_attributes(
    inverting: Inverting,
    output: Path,
    values: Mapping[str, float],
    locked: tuple[str, ...],
    codes: Path | None = None,
    *,
    say: Say,
) -> dict[str, Any]:
    """Write the photo with its face changed; returns what `--json` prints.

    Args:
        inverting: the photo.
        output: a picture file, of the photo's size.
        values: axis name to steps.
        locked: axes whose attributes must not change.
        codes: a file that `run_inversion` wrote of this photo, or None to look for its codes.
        say: gets a line now and then.
    """
    start = time.perf_counter()
    opened = open_generator(inverting.model, inverting.backend, inverting.device)
    axes = opened.sliders(values, locked)
    if axes is not None:
        axes.move(values, locked)  # a name that is not known is told before the work, not after it
    found = take_apart(inverting, say=say, generator=opened.generator, codes=codes)
    output.parent.mkdir(parents=True, exist_ok=True)
    edited = edit_portrait(found, axes, Edits(dict(values), locked), output)
    seconds = time.perf_counter() - start
    say(f"Wrote {output} in {seconds:.1f} s.")
    return {
        **_answer(found, output),
        "set": dict(values),
        "locked": list(locked),
        "width": edited.shape[1],
        "height": edited.shape[0],
        "changed_pixels": int((edited != found.photo).any(axis=2).sum()),
        "seconds": round(seconds, 3),
    }


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
    """Ctrl+C within the block sets what the yielded function tells; a second one ends the program."""
    asked: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    before = signal.getsignal(signal.SIGINT)

    def note(number: int, frame: FrameType | None) -> None:
        asked.append(number)
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, note)
    try:
        yield lambda: bool(asked)
    finally:
        signal.signal(signal.SIGINT, before)


def _alignment(photo: Pixels, inverting: Inverting, generator: Generator) -> Alignment:
    if inverting.eyes is not None or not inverting.aligned:
        return locate_face(photo, generator, inverting.eyes).alignment
    height, width = photo.shape[:2]
    if abs(height - width) > 1:
        raise ImageError(
            "An aligned photo is square; {name} is {width}x{height}.",
            name=inverting.photo.name,
            width=width,
            height=height,
        )
    return Alignment(0.0, 0.0, float(width), 0.0)


def _answer(found: InvertedPhoto, output: Path) -> dict[str, Any]:
    inversion = found.inversion
    return {
        **facts_of(found.generator),
        "output": str(output),
        "steps": inversion.steps,
        "stopped": inversion.stopped,
        "closeness": {
            stage: {"perceptual": near.perceptual, "pixels": near.pixels}
            for stage, near in inversion.closeness.items()
        },
    }
