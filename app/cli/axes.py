"""The work of `ganvas axes`: listing, finding, adding and removing axes, no window."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.cli.faces import Opened, Say, open_generator
from engine.backends.backend import BackendName, DeviceName, open_backend
from engine.bundle.bundle import AXES, Bundle, write_bundle
from engine.errors import RequestError
from engine.faces.attributes import AttributeReader, PictureFeatures
from engine.faces.generator import Generator
from engine.latent.axes import Axis, AxisSet
from engine.latent.axis_examples import Stage, add_axis
from engine.latent.axis_store import AxisStore, refuse_taken
from engine.latent.directions import closed_form_axes, principal_axes
from engine.latent.mixing import group_sizes
from engine.latent.tlgan import Samples, find_axes, shrunk_covariance

_PICTURES_AT_ONCE = 32
_UNLABELLED_SAMPLES = 4000


@dataclass(frozen=True)
class Search:
    """What axes to find in a model, and where they go: into a new bundle, or among the person's own."""

    model: str
    manner: Literal["classifier", "components", "closed-form"]
    classifier: str
    attributes: tuple[str, ...]
    renamed: Mapping[str, str]
    space: Literal["w", "w+"]
    samples: int
    count: int
    seed: int
    output: Path | None
    backend: BackendName
    device: DeviceName
    label: str | None = None
    replace: bool = False

    def drawn(self, generator: Generator, count: int) -> NDArray[np.float32]:
        """Mapped codes (count, w), of one class where one is asked for (raises RequestError)."""
        number = None if self.label is None else generator.class_named(self.label)
        return generator.sample_ws(count, self.seed, number=number)[:, 0]

    def refuse_taken(self, bundle: Bundle, names: Sequence[str]) -> None:
        """Refuse names of axes that are there already where the found ones go (raises LatentError)."""
        if not self.replace:
            store = AxisStore()
            refuse_taken(store.of(bundle) if self.output is None else store.bundled(bundle), names)


def list_axes(model: str) -> dict[str, Any]:
    """The axes of a model, as `--json` prints them."""
    from engine.bundle.library import Library

    bundle = Library.default().open(model)
    store = AxisStore()
    axes, own = store.of(bundle), store.own(bundle)
    mine = () if own is None else own.names
    return {
        "model": bundle.manifest.name,
        "axes": [
            {
                "name": axis.name,
                "origin": "own" if axis.name in mine else "bundled",
                "space": axis.space,
                "low": axis.low,
                "high": axis.high,
                "step": axis.step,
                "effects": dict(axis.effects),
            }
            for axis in (() if axes is None else axes.axes)
        ],
    }


def find(search: Search, *, say: Say) -> dict[str, Any]:
    """Find axes and keep them; returns what `--json` prints.

    Raises:
        GanvasError: a model, classifier or attribute cannot be used; nothing was changed.
    """
    start = time.perf_counter()
    opened = open_generator(search.model, search.backend, search.device)
    if search.manner == "classifier":
        found = _by_classifier(search, opened.generator, say)
    else:
        found = _unlabelled(search, opened.generator)
    found = AxisSet([_renamed(axis, search.renamed) for axis in found.axes], found.metric, found.layers)
    output = _keep(search, opened, found)
    seconds = time.perf_counter() - start
    say(f"Found {len(found.axes)} axes in {seconds:.0f} s: {', '.join(found.names)}.")
    return {
        "model": opened.generator.bundle.manifest.name,
        "axes": [
            {"name": a.name, "low": a.low, "high": a.high, "effects": dict(a.effects)} for a in found.axes
        ],
        "output": None if output is None else str(output),
        "seconds": round(seconds, 3),
    }


def add(
    model: str,
    name: str,
    positive: Sequence[Path],
    negative: Sequence[Path],
    samples: int,
    *,
    replace: bool,
    say: Say,
) -> dict[str, Any]:
    """Add an axis from example pictures to the person's own; returns what `--json` prints.

    Raises:
        GanvasError: the model or a picture cannot be used, the examples do not make an axis, or the name is
            taken and not to be replaced.
    """
    start = time.perf_counter()
    generator = open_generator(model).generator
    info = _every_fifth(say, "Looking at samples of the model (once for each model)")

    def progress(stage: Stage, done: int, total: int) -> None:
        if stage == "samples":
            info(done, total)

    added = add_axis(generator, name, positive, negative, samples=samples, replace=replace, progress=progress)
    axis, seconds = added.axis, time.perf_counter() - start
    say(f"Added '{name}' in {seconds:.0f} s: from {axis.low:g} to {axis.high:g} steps.")
    return {
        "model": generator.bundle.manifest.name,
        "name": name,
        "positive": added.positive,
        "negative": added.negative,
        "low": axis.low,
        "high": axis.high,
        "seconds": round(seconds, 3),
    }


def _by_classifier(search: Search, generator: Generator, say: Say) -> AxisSet:
    from engine.bundle.library import Library

    bundle = Library.default().open(search.classifier)
    reader = AttributeReader(bundle, open_backend(bundle, backend=search.backend, device=search.device))
    unknown = set(search.attributes) - set(reader.names)
    if unknown:
        raise RequestError(
            "The classifier reads no '{name}'; it reads: {names}.",
            name=min(unknown),
            names=", ".join(reader.names),
        )
    wanted = search.attributes or reader.names
    # Before the work, which can take minutes.
    search.refuse_taken(generator.bundle, [search.renamed.get(name, name) for name in wanted])
    features = PictureFeatures()

    def scorer(codes: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        made = [generator.synthesise(codes[at : at + _PICTURES_AT_ONCE]) for at in _parts(len(codes))]
        pictures = np.concatenate(made)
        return reader.scores(pictures), features(pictures)[:, : features.whole]

    groups = group_sizes(generator.num_ws) if search.space == "w+" else (generator.num_ws,)
    drawn = search.drawn(generator, search.samples * len(groups))
    codes = drawn.reshape(search.samples, len(groups), generator.w_size)
    info = _every_fifth(say, "Looking at samples")
    scores, seen = [], []
    for at in _parts(len(codes)):
        info(at, len(codes))
        evaluated = scorer(np.repeat(codes[at : at + _PICTURES_AT_ONCE], groups, axis=1))
        scores.append(evaluated[0])
        seen.append(evaluated[1].astype(np.float16))
    samples = Samples(codes, np.concatenate(scores), groups, np.concatenate(seen))

    def progress(name: str, done: int, total: int) -> None:
        say(f"Measuring '{name}' ({done + 1} of {total})") if name else None

    return find_axes(reader.names, samples, scorer, wanted=wanted, space=search.space, progress=progress)


def _unlabelled(search: Search, generator: Generator) -> AxisSet:
    codes = search.drawn(generator, _UNLABELLED_SAMPLES)
    if search.manner == "components":
        return principal_axes(codes, generator.num_ws, search.count)
    weights = generator.bundle.weights("synthesis")
    return closed_form_axes(weights, shrunk_covariance(codes), generator.num_ws, search.count)


def _keep(search: Search, opened: Opened, found: AxisSet) -> Path | None:
    """Into a copy of the bundle, or among the person's own axes."""
    bundle = opened.generator.bundle
    search.refuse_taken(bundle, found.names)
    if search.output is None:
        AxisStore().replace(bundle, found)
        return None
    manifest = bundle.manifest
    files = {name: bundle.read(name) for name in manifest.files}
    old = AxisStore().bundled(bundle)
    files[AXES] = (found if old is None else old.joined(found)).to_bytes()
    capabilities = list(dict.fromkeys([*manifest.capabilities, "axes"]))
    search.output.parent.mkdir(parents=True, exist_ok=True)
    write_bundle(search.output, manifest.model_copy(update={"capabilities": capabilities}), files)
    return search.output


def _renamed(axis: Axis, names: Mapping[str, str]) -> Axis:
    effects = {names.get(name, name): effect for name, effect in axis.effects.items()}
    return Axis(
        names.get(axis.name, axis.name),
        axis.space,
        axis.direction,
        axis.step,
        axis.low,
        axis.high,
        effects,
    )


def _parts(count: int) -> range:
    return range(0, count, _PICTURES_AT_ONCE)


def _every_fifth(say: Say, what: str) -> Callable[[int, int], None]:
    """Progress in lines, one for every fifth of the work."""
    info = [-1]

    def report(done: int, total: int) -> None:
        fifth = 5 * done // max(1, total)
        if fifth > info[0]:
            info[0] = fifth
            say(f"{what}: {done} of {total}")

    return report
