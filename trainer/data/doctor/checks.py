"""What the doctor finds out about labels and partners: files that do not match, answers that hardly occur."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from engine.errors import DatasetError
from engine.sentences import Sentence
from trainer.data.doctor.inspection import ImageFacts
from trainer.data.doctor.report import Collector
from trainer.data.layouts import LABELS_FILE, by_partner, read_labels, two_domains
from trainer.data.sources import Picture, PictureSource

# An answer that fewer pictures than this share have is hard to learn.
RARE = 0.05
_UNEVEN = 10


@dataclass(frozen=True)
class LabelFacts:
    """One label: its name, "binary" or "number", and how many pictures have it."""

    name: str
    kind: str
    known: int


def check_labels(
    sources: Sequence[PictureSource], usable: Sequence[Picture], collector: Collector
) -> list[LabelFacts]:
    """Compare every source's `dataset.json` with its pictures; note what is wrong, give the labels there are.

    Args:
        sources: whose label files are read.
        usable: pictures that training can use.
        collector: takes the findings.
    """
    named: tuple[str, ...] = ()
    rows = []
    for source in sources:
        try:
            table = read_labels(source)
        except DatasetError as error:
            place = f"{source.path.as_posix()}/{LABELS_FILE}"
            collector.add("labels_broken", "label file that cannot be read", str(error), "error", place)
            continue
        if not table.rows:
            continue
        if named and table.names != named:
            what = "The sources have different labels"
            collector.add("labels_differ", what, "training stops: give them the same columns", "error")
            continue
        named = table.names
        for name in sorted(table.rows.keys() - set(source.names)):
            place = f"{source.path.as_posix()}/{name}"
            what = "labels of pictures that are not there"
            collector.add("label_without_picture", what, "passed over", "note", place)
        own = [picture for picture in usable if picture.source is source]
        for picture in own:
            if picture.name not in table.rows:
                what, then = "without labels", "used where labels are not needed, else left out of the loss"
                collector.add("picture_without_label", what, then, "note", picture.file)
        rows += [table.rows[picture.name] for picture in own if picture.name in table.rows]
    if not rows:
        return []
    return _balance(named, np.stack(rows), collector)


def _balance(names: Sequence[str], values: np.ndarray, collector: Collector) -> list[LabelFacts]:
    facts = []
    one_hot = len(names) > 1 and bool(
        (np.nansum(values, axis=1) == 1).all() and np.isin(values, (0, 1)).all()
    )
    if one_hot:
        counts = values.sum(axis=0)
        most, least = int(counts.max()), int(counts.min())
        if most > _UNEVEN * max(1, least):
            rare, common = names[int(counts.argmin())], names[int(counts.argmax())]
            what = Sentence(
                "Classes are uneven: '{rare}' has {least} pictures, '{common}' has {most}",
                rare=rare,
                least=least,
                common=common,
                most=most,
            )
            then = "rare classes come out worse and less varied; add pictures of them"
            collector.add("class_imbalance", what, then, "warning")
    for name, column in zip(names, values.T, strict=True):
        known = column[~np.isnan(column)]
        binary = len(known) > 0 and bool(np.isin(known, (0, 1)).all())
        facts.append(LabelFacts(name, "binary" if binary else "number", len(known)))
        if len(known) == 0:
            collector.add(
                "label_unknown",
                Sentence("The label '{name}' is given for no picture", name=name),
                "it teaches nothing",
                "note",
            )
        elif len(np.unique(known)) == 1:
            what = Sentence("The label '{name}' is the same for every picture", name=name)
            collector.add("label_constant", what, "it teaches nothing", "note")
        elif binary and not one_hot:
            share = float(known.mean())
            rarer = min(share, 1 - share)
            if rarer < RARE:
                answer = 1 if share < 0.5 else 0
                what = Sentence(
                    "The label '{name}' is {answer} for {share:.1%} of {count} pictures",
                    name=name,
                    answer=answer,
                    share=rarer,
                    count=len(known),
                )
                then = "that answer is learnt poorly; add pictures of it"
                collector.add("class_imbalance", what, then, "warning")
    return facts


# What the doctor finds out about pictures that belong together: partners, their shapes, the two domains.


_SHAPE = 1.02


def check_partners(
    pictures: Sequence[Picture], seen: Mapping[Picture, ImageFacts], collector: Collector
) -> set[Picture]:
    """Pairs in folders A and B: note missing partners and other shapes; give what has no pair."""
    sides = by_partner(pictures)
    if not sides["A"] or not sides["B"]:
        what = "No folders A and B with pictures were found"
        collector.add(
            "no_pairs", what, "training stops: pairs need both, with files of the same names", "error"
        )
        return set(pictures)
    lost = set(pictures) - {picture for found in sides.values() for picture in found.values()}
    for picture in sorted(lost, key=lambda one: one.file):
        what = "outside the folders A and B, or with a name that another file has"
        collector.add("outside", what, "not used", "warning", picture.file)
    for one, other in (("A", "B"), ("B", "A")):
        for key in sorted(sides[one].keys() - sides[other].keys()):
            picture = sides[one][key]
            lost.add(picture)
            what = Sentence("in {one} without a partner in {other}", one=one, other=other)
            collector.add(
                "no_partner",
                what,
                "training stops: leave them out, or add their partners",
                "error",
                picture.file,
            )
    for key in sorted(sides["A"].keys() & sides["B"].keys()):
        a, b = sides["A"][key], sides["B"][key]
        if seen[a].problem or seen[b].problem:
            lost |= {a, b}
            continue
        (width, height), (other_width, other_height) = seen[a].size, seen[b].size
        if (width, height) == (other_width, other_height):
            continue
        ratio = (width * other_height) / (height * other_width)
        if max(ratio, 1 / ratio) > _SHAPE:
            what = "of another shape than their partners"
            then = "both are stretched to the same square, so their lines do not meet"
            collector.add("partner_shape", what, then, "warning", a.file, b.file)
        else:
            what = "of another size than their partners"
            collector.add("partner_size", what, "both are brought to the same size", "note", a.file, b.file)
    return lost


def check_domains(
    first: Sequence[Picture], second: Sequence[Picture], domains: Sequence[str], collector: Collector
) -> dict[Picture, int]:
    """Two sets: note where one is empty or far smaller; give each picture's domain, 0 or 1."""
    try:
        a, b = two_domains(first, second, domains)
    except DatasetError as error:
        collector.add("no_domains", "The two kinds cannot be told apart", str(error), "error")
        return {}
    few, many = sorted((len(a), len(b)))
    if many > _UNEVEN * few:
        what = Sentence("One kind has {few} pictures, the other {many}", few=few, many=many)
        then = "the smaller is seen as often as the larger and learnt by heart; add pictures of it"
        collector.add("class_imbalance", what, then, "warning")
    return {**dict.fromkeys(a, 0), **dict.fromkeys(b, 1)}
