"""What neither the weights nor the family tell: asked before an import, or taken for granted and said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from torch import nn

from engine.architectures.bicyclegan import code_lengths
from engine.backends.graphs import GRAPH_ALONE
from engine.bundle.manifest import PictureKind
from engine.checkpoints.origins import ORIGINS, UNKNOWN
from engine.checkpoints.registry import Imported
from engine.checkpoints.scan import SHARED, Part, ScannedCheckpoint, SourceFile, file_sha256, scan
from engine.errors import BundleError
from engine.types import StageProgress
from trainer.bundling.imported import ImportOptions, content_of
from trainer.bundling.imported_labels import PUBLISHED_EDGES
from trainer.bundling.onnx_graphs import RANGES, FittedGraph, fitted, is_graph, read_graph
from trainer.recipes.base import BundleContent

Key = Literal[
    "family",
    "input",
    "values",
    "result",
    "backwards",
    "edges",
    "doublings",
    "code",
    "padding",
    "activation",
    "size",
]

GRAPH_FAMILY = "onnx"
_LARGEST_SIDE = 2048
# Of the sides that a graph of any size is asked to take.
_MULTIPLE = 8
_INPUT_WORDS: Mapping[str, str] = {"photo": "photos", "sketch": "sketches", "labels": "label maps"}
# Families whose published settings choose padding and activation, of which weights do not tell.
_WITH_FORMS = ("munit", "unit")
# SPADE's doublings that its tensors leave open.
_DOUBLINGS = (5, 6)
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
    if any(is_graph(path) for path in paths):
        scanned, fit = scan_graph(paths, ImportOptions(), family=family, progress=progress)
        content = graph_content(fit, None)
        asked = graph_questions(fit)
    else:
        scanned = scan(paths, family=family, progress=progress)
        content = content_of(scanned, ImportOptions())
        asked = questions(scanned, content)
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
        "questions": [asdict(question) for question in asked],
    }


# Graphs of ONNX, which are one network each and tell no more of it than its shapes.


def scan_graph(
    paths: Sequence[Path],
    options: ImportOptions,
    *,
    family: str | None = None,
    progress: StageProgress = lambda what, done, total: None,
) -> tuple[ScannedCheckpoint, FittedGraph]:
    """The one graph in a file, run once, as `scan` tells of checkpoints.

    Raises:
        BundleError: it does not fit, or there is more than it.
    """
    if len(paths) > 1 or family not in (None, GRAPH_FAMILY):
        raise BundleError("An ONNX graph is a whole model; import it alone, and without saying what it is.")
    (path,) = paths
    progress(f"reading {path.name}", 0, 1)
    source = read_graph(path)
    progress("running one picture", 0, 1)
    fit = fitted(source, options.size, options.values)
    network = Imported(GRAPH_FAMILY, "generator", GRAPH_ALONE, {}, nn.Module())
    file = SourceFile(path, path.stat().st_size, file_sha256(path, progress), "onnx")
    return ScannedCheckpoint(GRAPH_FAMILY, (Part("", path, network),), (), (file,)), fit


def graph_content(fit: FittedGraph, input_kind: PictureKind | None) -> BundleContent:
    """What a graph can do: draw pictures of codes, or turn pictures into others."""
    source = fit.source
    code = source.code or None
    return BundleContent(
        family=GRAPH_FAMILY,
        networks=(),
        capabilities=("sample",) if code else ("translate",),
        image_size=fit.size,
        input_channels=source.channels or 3,
        input_kind=input_kind or ("sketch" if source.channels == 1 else "photo"),
        latent_size=code,
        w_size=code,
        layers=1 if code else None,
    )


def graph_questions(fit: FittedGraph) -> tuple[Question, ...]:
    """What to ask of a graph, in the order in which to ask it."""
    asked = [Question("values", RANGES, fit.values)]
    if fit.source.kind == "picture":
        kind = "sketch" if fit.source.channels == 1 else "photo"
        asked.insert(0, Question("input", ("photo", "sketch"), kind))
        if fit.source.size is None:
            asked.append(Question("size", (), str(fit.size), _MULTIPLE, _LARGEST_SIDE))
    return tuple(asked)


def graph_assumptions(fit: FittedGraph, options: ImportOptions) -> tuple[str, ...]:
    """What was taken for granted of a graph, as `assumptions` tells it."""
    lines = []
    content = graph_content(fit, None)
    if fit.source.kind == "picture":
        if options.input_kind is None:
            lines.append(_kind_line("input", "--input", content.input_kind, ("photo", "sketch")))
        if options.size is None and fit.source.size is None:
            lines.append(f"Taken to make pictures of {fit.size} pixels a side; others: --size PIXELS.")
    else:
        lines.append(f"Its codes of {fit.source.code} numbers are taken to be drawn from N(0, 1).")
    if options.values is None:
        others = [one for one in RANGES if one != fit.values]
        other = _or("--values", others)
        lines.append(f"Its pictures' numbers are taken to be {fit.values}; if they are not: {other}.")
    return tuple(lines)


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
            asked.append(Question("input", _kinds(content), content.input_kind))
        if content.directions:
            asked.append(Question("result", _kinds(content), "photo"))
        pair = _pair(scanned, content)
        if pair:
            asked.append(Question("backwards", pair, "0"))
        config = content.networks[0].config
        if labels and "edges" in config:
            channels = int(config["classes"]) + bool(config["edges"])
            if channels not in PUBLISHED_EDGES:
                asked.append(Question("edges", ("yes", "no"), "yes" if config["edges"] else "no"))
                if config.get("upsamplings") in _DOUBLINGS:
                    offered = tuple(map(str, _DOUBLINGS))
                    asked.append(Question("doublings", offered, str(config["upsamplings"])))
    codes = _codes(scanned, content)
    if codes:
        asked.append(Question("code", tuple(map(str, codes)), str(content.latent_size)))
    if scanned.family in _WITH_FORMS:
        asked.append(Question("padding", ("reflect", "zero"), "reflect"))
        asked.append(Question("activation", ("relu", "leaky"), "relu"))
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


def _kinds(content: BundleContent) -> tuple[str, ...]:
    """What the input may show; a model that goes both ways has no label maps."""
    return tuple(kind for kind in _INPUT_WORDS if kind != "labels" or not content.directions)


def _pair(scanned: ScannedCheckpoint, content: BundleContent) -> tuple[str, ...]:
    """Where the two generators of a model are that goes both ways with them; else nothing."""
    makers = [part for part in scanned.parts if part.imported.role == "generator"]
    return tuple(map(_place, makers)) if content.directions and len(makers) == 2 else ()


def _codes(scanned: ScannedCheckpoint, content: BundleContent) -> tuple[int, ...]:
    """How long the code can be that joins a generator's picture, where no encoder tells it; else nothing."""
    config = content.networks[0].config
    if config.get("where_add") != "input" or any(part.imported.role == "encoder" for part in scanned.parts):
        return ()
    found = code_lengths(int(config["input_channels"]) + int(config["latent_size"]))
    return found if len(found) > 1 else ()


# What an import takes for granted where nobody was asked, each with the option that says otherwise.


def assumptions(
    scanned: ScannedCheckpoint, content: BundleContent, options: ImportOptions, *, family: str | None
) -> tuple[str, ...]:
    """What was taken for granted, one short line each; nothing of what a person has said.

    Args:
        scanned: what was found in the files.
        content: the model that was made of it.
        options: what a person has said.
        family: what a person has said that it is.
    """
    return tuple(_lines(scanned, content, options, family))


def _lines(
    scanned: ScannedCheckpoint, content: BundleContent, options: ImportOptions, family: str | None
) -> Iterator[str]:
    others = sorted(SHARED.get(scanned.family, frozenset()) - {scanned.family})
    if family is None and others:
        yield f"Taken for {scanned.family}; if it is not: {_or('--as', others)}."
    config = content.networks[0].config
    if "translate" in content.capabilities:
        if "edges" in config:
            yield from _of_label_maps(config, options)
        else:
            yield from _of_kinds(content, options)
        codes = _codes(scanned, content)
        if codes and options.code is None:
            lengths = [length for length in codes if length != content.latent_size]
            yield f"Taken to get a style of {content.latent_size} numbers; others: {_or('--code', lengths)}."
        if scanned.family in _WITH_FORMS:
            if options.padding is None:
                yield "Taken to see reflections around pictures; if it is zeros: --padding zero."
            if options.activation is None:
                yield "Taken to have ReLU behind its norms; if it is leaky ReLU: --activation leaky."
        pair = _pair(scanned, content)
        if pair and not options.backwards:
            first, second = pair
            yield f"Taken to go from A to B: {first}, and back: {second}; the other way round: --backwards."
        if options.size is None and not _has_one_size(content):
            yield f"Taken to make pictures of {content.image_size} pixels a side; others: --size PIXELS."
    count = int(config.get("label_size", 0))
    if count and not content.classes:
        yield f"Its {count} classes are known by their numbers; names: --classes NAME,NAME,..."


def _of_label_maps(config: Mapping[str, Any], options: ImportOptions) -> Iterator[str]:
    if options.edges is None and config["edges"]:
        yield "The label map's last channel is taken for instances' edges; if it is a class: --no-edges."
    elif options.edges is None:
        yield "The label map's channels are all taken for classes; if the last holds edges: --edges."
    doublings = config.get("upsamplings")
    if options.doublings is None and doublings in _DOUBLINGS:
        other = sum(_DOUBLINGS) - doublings
        yield f"Taken to double the size {doublings} times; if it does {other} times: --doublings {other}."


def _of_kinds(content: BundleContent, options: ImportOptions) -> Iterator[str]:
    kinds = _kinds(content)
    if options.input_kind is None:
        yield _kind_line("input", "--input", content.input_kind, kinds)
    if options.output_kind is None and content.directions:
        yield _kind_line("result", "--result", "photo", kinds)


def _kind_line(what: str, option: str, kind: str, kinds: Sequence[str]) -> str:
    others = [other for other in kinds if other != kind]
    return f"The {what} is taken to show {_INPUT_WORDS[kind]}; if it does not: {_or(option, others)}."


def _has_one_size(content: BundleContent) -> bool:
    """A SPADE generator with a code starts from a map of a fixed size."""
    return content.networks[0].architecture == "spade_labels" and content.multiple is None


def _or(option: str, values: list[Any]) -> str:
    return " or ".join(f"{option} {value}" for value in values)


def _place(part: Part) -> str:
    return part.place or part.source.name
