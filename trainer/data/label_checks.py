"""What the doctor finds out about labels: files that do not match, answers that hardly occur."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.errors import DatasetError
from trainer.data.findings import Collector
from trainer.data.label_tables import LABELS_FILE, read_labels
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
            what = f"Classes are uneven: '{rare}' has {least} pictures, '{common}' has {most}"
            then = "rare classes come out worse and less varied; add pictures of them"
            collector.add("class_imbalance", what, then, "warning")
    for name, column in zip(names, values.T, strict=True):
        known = column[~np.isnan(column)]
        binary = len(known) > 0 and bool(np.isin(known, (0, 1)).all())
        facts.append(LabelFacts(name, "binary" if binary else "number", len(known)))
        if len(known) == 0:
            collector.add(
                "label_unknown", f"The label '{name}' is given for no picture", "it teaches nothing", "note"
            )
        elif len(np.unique(known)) == 1:
            what = f"The label '{name}' is the same for every picture"
            collector.add("label_constant", what, "it teaches nothing", "note")
        elif binary and not one_hot:
            share = float(known.mean())
            rarer = min(share, 1 - share)
            if rarer < RARE:
                answer = 1 if share < 0.5 else 0
                what = f"The label '{name}' is {answer} for {rarer:.1%} of {len(known)} pictures"
                then = "that answer is learnt poorly; add pictures of it"
                collector.add("class_imbalance", what, then, "warning")
    return facts
