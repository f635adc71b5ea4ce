"""What an import takes for granted as weights do not tell it, each with the option that says otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.checkpoints.scan import SHARED, Part, ScannedCheckpoint
from trainer.bundling.imported import ImportOptions
from trainer.recipes.base import BundleContent

_KINDS: Mapping[str, str] = {"photo": "photos", "sketch": "sketches", "labels": "label maps"}
# SPADE's doublings that its tensors leave open.
_DOUBLINGS = (5, 6)


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
        makers = [part for part in scanned.parts if part.imported.role == "generator"]
        if content.directions and len(makers) == 2 and not options.backwards:
            first, second = map(_place, makers)
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
    both_ways = bool(content.directions)
    kinds = [kind for kind in _KINDS if not (both_ways and kind == "labels")]
    if options.input_kind is None:
        yield _kind_line("input", "--input", content.input_kind, kinds)
    if options.output_kind is None and both_ways:
        yield _kind_line("result", "--result", "photo", kinds)


def _kind_line(what: str, option: str, kind: str, kinds: list[str]) -> str:
    others = [other for other in kinds if other != kind]
    return f"The {what} is taken to show {_KINDS[kind]}; if it does not: {_or(option, others)}."


def _has_one_size(content: BundleContent) -> bool:
    """A SPADE generator with a code starts from a map of a fixed size."""
    return content.networks[0].architecture == "spade_labels" and content.multiple is None


def _or(option: str, values: list[Any]) -> str:
    return " or ".join(f"{option} {value}" for value in values)


def _place(part: Part) -> str:
    return part.place or part.source.name
