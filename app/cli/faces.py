"""The work of `ganvas sample`, `walk`, `invert` and `attributes`: codes and photos in, files out."""

import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.backend import BackendName, DeviceName, open_backend
from engine.errors import ImageError, RequestError
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
from engine.images.animation import check_mp4, write_animation
from engine.images.codec import read_rgb, write_image
from engine.images.contact_sheet import contact_sheet
from engine.latent.axes import AxisSet
from engine.latent.axis_store import AxisStore
from engine.latent.interpolation import walk
from engine.requests.replay import picture_of, request_of_codes, sampled_request, with_sliders
from engine.requests.request import to_text
from engine.types import Pixels

Say = Callable[[str], object]
Point = tuple[float, float]


@dataclass(frozen=True)
class Opened:
    """A model for codes, and all its axes."""

    generator: Generator
    axes: AxisSet | None

    def sliders(self, values: Mapping[str, float], locked: Sequence[str]) -> AxisSet | None:
        """The axes, where any are asked for.

        Raises:
            RequestError: the model has none.
        """
        if (values or locked) and self.axes is None:
            name = self.generator.bundle.manifest.name
            raise RequestError("The model '{name}' has no axes yet; `ganvas axes add` makes some.", name=name)
        return self.axes


@dataclass(frozen=True)
class Sampling:
    """What to sample and where to: a folder of pictures, or one contact sheet."""

    model: str
    count: int
    seed: int
    psi: float
    noise_seed: int | None
    values: Mapping[str, float]
    locked: tuple[str, ...]
    output: Path
    sheet: bool
    backend: BackendName
    device: DeviceName
    label: str | None = None


@dataclass(frozen=True)
class Walking:
    """Which way to walk, and the animation to write."""

    model: str
    seeds: tuple[int, ...]
    psi: float
    frames: int
    frames_per_second: float
    easing: str
    closed: bool
    through_z: bool
    output: Path
    backend: BackendName
    device: DeviceName
    label: str | None = None
    codes: tuple[Path, ...] = ()


def open_generator(model: str, backend: BackendName = "auto", device: DeviceName = "auto") -> Opened:
    """Open a model of the library, or a bundle file, for making pictures of codes.

    Raises:
        GanvasError: there is no such model, it is broken or does not sample, or the device is not to be had.
    """
    from engine.bundle.library import Library

    bundle = Library.default().open(model)
    generator = Generator(bundle, open_backend(bundle, backend=backend, device=device))
    return Opened(generator, AxisStore().of(bundle))


def run_sampling(sampling: Sampling, *, say: Say, warn: Say) -> dict[str, Any]:
    """Make the pictures, recipes inside; returns what `--json` prints.

    Raises:
        GanvasError: a model, axis or file cannot be used; pictures written before that stay.
    """
    start = time.perf_counter()
    opened = open_generator(sampling.model, sampling.backend, sampling.device)
    generator, axes = opened.generator, opened.sliders(sampling.values, sampling.locked)
    labels = _labels(generator, sampling.count, sampling.label)
    files: list[Path] = []
    pictures: list[Pixels] = []
    if not sampling.sheet:
        sampling.output.mkdir(parents=True, exist_ok=True)
    for index in range(sampling.count):
        request = sampled_request(
            generator, sampling.seed, index, sampling.psi, sampling.noise_seed, labels[index]
        )
        if axes is not None:
            request = with_sliders(request, axes, sampling.values, sampling.locked)
        picture = picture_of(request, generator, axes)
        if sampling.sheet:
            pictures.append(picture)
            continue
        file = sampling.output / f"{generator.bundle.manifest.name}-{sampling.seed}-{index + 1:04d}.png"
        write_image(file, picture, recipe=to_text(request))
        files.append(file)
    if sampling.sheet:
        sampling.output.parent.mkdir(parents=True, exist_ok=True)
        write_image(sampling.output, _grid(pictures))
    seconds = time.perf_counter() - start
    _report(generator, f"{sampling.count} pictures in {seconds:.2f} s", sampling.output, say, warn)
    return {
        **facts_of(generator),
        "seed": sampling.seed,
        "psi": sampling.psi,
        "output": str(sampling.output),
        "pictures": [str(file) for file in files],
        "seconds": round(seconds, 3),
    }


def run_walk(walking: Walking, *, say: Say, warn: Say) -> dict[str, Any]:
    """Make the animation; returns what `--json` prints.

    Raises:
        GanvasError: a model, codec or file cannot be used; an older file is kept.
    """
    start = time.perf_counter()
    if walking.output.suffix.lower() == ".mp4":
        check_mp4()
    generator = open_generator(walking.model, walking.backend, walking.device).generator
    photos = [open_inversion(path, generator.bundle.digest).ws for path in walking.codes]
    drawn = [generator.sample_z(1, seed) for seed in walking.seeds]
    labels = _labels(generator, len(drawn), walking.label)
    options: dict[str, Any] = {"easing": walking.easing, "closed": walking.closed}
    if walking.through_z:
        paths = walk([z[0] for z in drawn], walking.frames, method="slerp", **options)
        label = labels[:1]
        codes: Iterator[NDArray[np.float32]] = (
            generator.map(z[None], walking.psi, labels=label if label.size else None)[0] for z in paths
        )
    else:
        stations = [
            generator.map(z, walking.psi, labels=label[None] if label.size else None)[0]
            for z, label in zip(drawn, labels, strict=True)
        ]
        codes = walk([*photos, *stations], walking.frames, **options)
    walking.output.parent.mkdir(parents=True, exist_ok=True)
    frames = generator.pictures(codes)
    count = write_animation(walking.output, frames, frames_per_second=walking.frames_per_second)
    seconds = time.perf_counter() - start
    _report(generator, f"{count} frames in {seconds:.2f} s", walking.output, say, warn)
    return {
        **facts_of(generator),
        "codes": [str(path) for path in walking.codes],
        "seeds": list(walking.seeds),
        "frames": count,
        "frames_per_second": walking.frames_per_second,
        "output": str(walking.output),
        "seconds": round(seconds, 3),
    }


def _labels(generator: Generator, count: int, label: str | None) -> NDArray[np.float32]:
    """A label for each picture, (count, label_size): of one class, or of all in turn; size 0 without.

    Raises:
        RequestError: the model has no such class.
    """
    number = None if label is None else generator.class_named(label)
    labels = generator.labels_for(count, number)
    return np.empty((count, 0), dtype=np.float32) if labels is None else labels


def facts_of(generator: Generator) -> dict[str, Any]:
    """What every answer says of the model and of what ran it."""
    backend = generator.backend
    return {
        "model": generator.bundle.manifest.name,
        "model_digest": generator.bundle.digest,
        "backend": backend.name,
        "device": backend.device,
        "precision": backend.precision,
    }


def _grid(pictures: Sequence[Pixels]) -> Pixels:
    """All pictures on one sheet, about square."""
    columns = int(np.ceil(np.sqrt(len(pictures))))
    rows = [pictures[start : start + columns] for start in range(0, len(pictures), columns)]
    return contact_sheet([(row[0], row[1:]) for row in rows], cell=max(64, pictures[0].shape[0]))


def _report(generator: Generator, what: str, output: Path, say: Say, warn: Say) -> None:
    for notice in generator.backend.notices():
        warn(notice)
    backend = generator.backend
    say(f"Wrote {output}: {what} ({backend.name} on {backend.device}, {backend.precision}).")


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
        axes.check(values, locked, has_z=False)  # what cannot be moved is told before the work, not after it
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
