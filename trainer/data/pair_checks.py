"""What the doctor finds out about pictures that belong together: partners, their shapes, the two domains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.errors import DatasetError
from trainer.data.domains import two_domains
from trainer.data.findings import Collector
from trainer.data.looking import Seen
from trainer.data.pairs import by_partner
from trainer.data.sources import Picture

_SHAPE = 1.02
_UNEVEN = 10


def check_partners(
    pictures: Sequence[Picture], seen: Mapping[Picture, Seen], collector: Collector
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
            what = f"in {one} without a partner in {other}"
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
    """Two heaps: note where one is empty or far smaller; give each picture's domain, 0 or 1."""
    try:
        a, b = two_domains(first, second, domains)
    except DatasetError as error:
        collector.add("no_domains", "The two kinds cannot be told apart", str(error), "error")
        return {}
    few, many = sorted((len(a), len(b)))
    if many > _UNEVEN * few:
        what = f"One kind has {few} pictures, the other {many}"
        then = "the smaller is seen as often as the larger and learnt by heart; add pictures of it"
        collector.add("class_imbalance", what, then, "warning")
    return {**dict.fromkeys(a, 0), **dict.fromkeys(b, 1)}
