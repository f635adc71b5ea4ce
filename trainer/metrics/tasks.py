"""What a model is for decides how it is measured: drawings of photos, aligned pairs, two domains, samples."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from engine.bundle.bundle import Bundle
from engine.errors import ConfigurationError
from engine.types import StageProgress
from trainer.data.datasets import Direction
from trainer.data.layouts import layout_of, some_sizes
from trainer.data.sources import open_sources, pictures
from trainer.metrics.domains import evaluate_domains
from trainer.metrics.evaluate import evaluate, evaluate_samples
from trainer.metrics.features import NamedExtractor
from trainer.metrics.held_out import HeldOut
from trainer.metrics.pairs import PairKind, evaluate_pairs

Task = Literal["samples", "sketches", "pairs", "domains"]
TASK_LABELS: dict[Task, str] = {
    "samples": "pictures out of codes, against photos",
    "sketches": "photos out of sketches that are drawn of them",
    "pairs": "aligned pairs, against the picture that belongs to each",
    "domains": "two domains that nothing pairs, each direction against the domain it leads to",
}
_TASKS: dict[str, Task] = {
    "photos": "sketches",
    "unpaired_sketches": "sketches",
    "side_by_side": "pairs",
    "folders": "pairs",
    "unpaired": "domains",
}


@dataclass(frozen=True)
class EvaluationData:
    """Pictures that a model is measured on, and how they belong together where that is said.

    Attributes:
        first: folders or zips; of two domains A, or both.
        second: of domain B.
        kind: of `trainer.settings.fields.DATA_KINDS`; None where the model or the pictures have to tell.
        domains: what chooses A and what B.
    """

    first: list[Path]
    second: tuple[Path, ...] = ()
    kind: str | None = None
    domains: tuple[str, ...] = ()


@dataclass(frozen=True)
class Evaluation:
    """Figures of a model, and what they are of.

    Attributes:
        task: that was measured.
        figures: by name; `pictures`, or `pictures_a` and `pictures_b`, say of how many.
    """

    task: Task
    figures: dict[str, float]

    @property
    def pictures(self) -> int:
        """How many held-out pictures, or pairs, were measured."""
        return int(sum(value for name, value in self.figures.items() if name.startswith("pictures")))


def task_of(bundle: Bundle, data: EvaluationData) -> tuple[Task, str]:
    """What to measure, and how the pictures belong together.

    What is asked for goes first, then what the model was trained on; an older model does not say that, and
    the pictures' own folders and shapes decide.

    Raises:
        ConfigurationError: nothing tells, or the kind of pictures is none that such a model is measured on.
        DatasetError: a source is missing or holds no picture.
    """
    facts = bundle.manifest.provenance
    if "sample" in bundle.manifest.capabilities:
        return "samples", "pictures"
    kind = data.kind or ("unpaired" if data.second else facts.get("data_kind"))
    if kind is None:
        found = list(pictures(open_sources([str(path) for path in data.first])))
        kind = layout_of(found, some_sizes(found))
    if kind is None and bundle.manifest.image.input_kind == "sketch":
        kind = "photos"
    task = _TASKS.get(str(kind))
    if task is None:
        raise ConfigurationError(
            "Nothing says how the pictures belong together that '{name}' is measured on; say it with --kind "
            "{kinds}.",
            name=bundle.manifest.name,
            kinds=", ".join(_TASKS),
        )
    return task, str(kind)


def measure(
    bundle: Bundle,
    data: EvaluationData,
    *,
    held_out: HeldOut,
    most: int,
    psis: Sequence[float],
    seed: int,
    progress: StageProgress,
    extractor: NamedExtractor,
    foreign: NamedExtractor | None,
) -> Evaluation:
    """Figures of a model by its task.

    Args:
        bundle: the model.
        data: what it is measured on.
        held_out: which pictures training left out; only these are used.
        most: the most pictures that are used.
        psis: truncations of a sampling model to measure besides 1.
        seed: of styles, codes and choices.
        progress: called with (what, done, total).
        extractor: of the features.
        foreign: of features beside them, of a network that took no part in training; not for samples.

    Raises:
        ConfigurationError: see `task_of`.
        DatasetError: too few pictures are held out.
    """
    task, kind = task_of(bundle, data)
    common: dict[str, Any] = {"held_out": held_out, "most": most, "seed": seed}
    common |= {"progress": progress, "extractor": extractor}
    facts = bundle.manifest.provenance
    if task == "samples":
        return Evaluation(task, evaluate_samples(bundle, data.first, psis=psis, **common))
    common["foreign"] = foreign
    if task == "sketches":
        return Evaluation(task, evaluate(bundle, data.first, **common))
    if task == "pairs":
        direction = cast(Direction, facts.get("data_direction", "AtoB"))
        pair_kind = cast(PairKind, kind)
        return Evaluation(
            task, evaluate_pairs(bundle, data.first, kind=pair_kind, direction=direction, **common)
        )
    domains = data.domains or _stated_domains(facts.get("data_domains"))
    return Evaluation(task, evaluate_domains(bundle, data.first, data.second, domains=domains, **common))


def _stated_domains(stated: object) -> tuple[str, ...]:
    """What chose the domains in training, as the model says; nothing where it says nothing of use."""
    with suppress(ValueError):
        given = json.loads(str(stated))
        if isinstance(given, list) and len(given) <= 2:
            return tuple(str(selector) for selector in given)
    return ()
