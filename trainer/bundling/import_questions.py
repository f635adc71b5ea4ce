"""What a person is asked before an import: only what neither the weights nor the family tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from engine.checkpoints.origins import ORIGINS, UNKNOWN
from engine.checkpoints.scan import SHARED, ScannedCheckpoint, scan
from engine.types import StageProgress
from trainer.bundling.imported import ImportOptions, content_of
from trainer.bundling.imported_labels import PUBLISHED_EDGES
from trainer.recipes.base import BundleContent

Key = Literal["family", "input", "result", "backwards", "edges", "doublings", "size"]

_LARGEST_SIDE = 2048
_KINDS = ("photo", "sketch", "labels")
# What training programs call a file whatever it holds; its folder has the better name.
_NAMELESS = re.compile(
    r"(latest|best|\d+)?[_-]?(net[_-]?)?(g|gen|generator|model|checkpoint|weights|g_ema|e)?"
    r"([_-]?(a|b|ema|best|latest))?[_-]?\d*|[0-9a-f]{16}|download",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Question:
    """One thing that the files do not tell.

    Attributes:
        key: what the answer is called; `import` takes it under the option of that name.
        choices: the possible answers; empty for a number.
        default: the answer that is right most often.
        multiple: a number must be a multiple of this.
        most: the largest number.
    """

    key: Key
    choices: tuple[str, ...] = ()
    default: str = ""
    multiple: int = 0
    most: int = 0


def scan_into(paths: Sequence[Path], family: str | None, progress: StageProgress) -> dict[str, Any]:
    """What files hold and what is to be asked, as `look --events` tells it.

    Raises:
        BundleError: they are unsafe, not understood, or no model together.
    """
    scanned = scan(paths, family=family, progress=progress)
    content = content_of(scanned, ImportOptions())
    origin = ORIGINS.get(scanned.family, UNKNOWN)
    return {
        "sentence": scanned.sentence(),
        "family": scanned.family,
        "title": origin.title,
        "licence": origin.licence,
        "notes": list(origin.notes),
        "parts": [
            {"role": part.imported.role, "place": part.place, "file": part.source.name}
            for part in scanned.parts
        ],
        "left_out": list(scanned.left_out),
        "files": [
            {"path": str(file.path), "name": file.path.name, "bytes": file.size, "sha256": file.sha256}
            for file in scanned.files
        ],
        "capabilities": list(content.capabilities),
        "size": content.image_size,
        "name": suggested_name(paths),
        "questions": [asdict(question) for question in questions(scanned, content)],
    }


def questions(scanned: ScannedCheckpoint, content: BundleContent) -> tuple[Question, ...]:
    """What to ask of these files, in the order in which to ask it.

    Args:
        scanned: what was found in them.
        content: the model that they make if nothing is asked.
    """
    asked = list[Question]()
    names = SHARED.get(scanned.family, frozenset())
    if len(names) > 1:
        asked.append(Question("family", tuple(sorted(names)), scanned.family))
    if "translate" in content.capabilities:
        labels = content.input_kind == "labels"
        if not labels:
            asked.append(Question("input", _KINDS[:2] if content.directions else _KINDS, content.input_kind))
        if content.directions:
            asked.append(Question("result", _KINDS[:2], "photo"))
        pair = [part for part in scanned.parts if part.imported.role == "generator"]
        if content.directions and len(pair) == 2:
            asked.append(Question("backwards", tuple(_place(part.place, part.source) for part in pair), "0"))
        config = content.networks[0].config
        if labels and "edges" in config:
            channels = int(config["classes"]) + bool(config["edges"])
            if channels not in PUBLISHED_EDGES:
                asked.append(Question("edges", ("yes", "no"), "yes" if config["edges"] else "no"))
                if config.get("upsamplings") in (5, 6):
                    asked.append(Question("doublings", ("5", "6"), str(config["upsamplings"])))
    if content.multiple:
        size = Question("size", (), str(content.image_size), content.multiple, _LARGEST_SIDE)
        asked.append(size)
    return tuple(asked)


def suggested_name(paths: Sequence[Path]) -> str:
    """What the model could be called: the file's name, or its folder's where programs give all files one."""
    for text in (paths[0].stem, paths[0].resolve().parent.name):
        name = re.sub(r"[^a-z0-9._-]+", "-", text.lower()).strip("-._")[:56]
        if name and not _NAMELESS.fullmatch(name):
            return name
    return "model"


def _place(place: str, source: Path) -> str:
    return place or source.name
