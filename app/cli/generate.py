"""The work of `ganvas sample` and `ganvas walk`: codes in, files out, no window."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.backend import BackendName, DeviceName, open_backend
from engine.errors import RequestError
from engine.faces.generator import Generator
from engine.images.animation import check_mp4, write_animation
from engine.images.codec import write_image
from engine.images.contact_sheet import contact_sheet
from engine.latent.axes import AxisSet
from engine.latent.axis_store import AxisStore
from engine.latent.interpolation import walk
from engine.requests.replay import picture_of, sampled_request, with_sliders
from engine.requests.request import to_text
from engine.types import Pixels

Say = Callable[[str], object]


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
        codes = walk(stations, walking.frames, **options)
    walking.output.parent.mkdir(parents=True, exist_ok=True)
    frames = generator.pictures(codes)
    count = write_animation(walking.output, frames, frames_per_second=walking.frames_per_second)
    seconds = time.perf_counter() - start
    _report(generator, f"{count} frames in {seconds:.2f} s", walking.output, say, warn)
    return {
        **facts_of(generator),
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
