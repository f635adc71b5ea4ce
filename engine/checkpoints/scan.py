"""Bringing in checkpoint files: open, find the networks, recognise each, say in one sentence what it is."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import Tensor

from engine.checkpoints.contents import MOST_WRAPPERS, Contents, find_contents, tensors
from engine.checkpoints.detection import Detection, OwnedTensors
from engine.checkpoints.reader import CheckpointFile, open_checkpoint
from engine.checkpoints.records import RefusedError
from engine.checkpoints.registry import Imported, described, load_state, recognise
from engine.errors import BundleError, TensorsError
from engine.types import StageProgress

# What a person may call networks in a layout that several systems share.
SHARED: Mapping[str, frozenset[str]] = {
    "cyclegan": frozenset({"cyclegan", "cut", "pix2pix"}),
    "cut": frozenset({"cut", "cyclegan"}),
    "pix2pix": frozenset({"pix2pix", "cyclegan"}),
}

# What makes pictures; the rest of a file (discriminators, older averages) is left out of a bundle.
_MAKING = ("generator", "encoder", "instance_encoder", "content_encoder", "style_encoder", "synthesis")
# Encoders of photos that stand beside a generator of another family.
_ENCODERS = frozenset({"psp", "e4e", "restyle"})
# Where a file holds a network several times over: the average is what people sample from.
_PREFERRED = (("G_ema", "G"), ("g_ema", "g"), ("g_running", "generator"), ("g_running", "g"))
_AVERAGE = re.compile(r"(?:^|(?<=[._-])|[._-])(?:ema|avg|averaged?|running|shadow)(?=[._-]|$)", re.IGNORECASE)


@dataclass(frozen=True)
class SourceFile:
    """A file that was read.

    Attributes:
        path: where it was.
        size: bytes.
        sha256: of the whole file.
        format: "zip", "legacy", "pickle" or "safetensors".
    """

    path: Path
    size: int
    sha256: str
    format: str


@dataclass(frozen=True)
class Part:
    """One network of the files.

    Attributes:
        place: where in its file it lies, e.g. "g_ema", "a", or "" for the whole file.
        source: the file.
        imported: the network.
    """

    place: str
    source: Path
    imported: Imported


@dataclass(frozen=True)
class ScannedCheckpoint:
    """What was found in the files.

    Attributes:
        family: of the networks that make pictures.
        parts: those networks, in the files' order.
        left_out: networks that a bundle does not need, as "place: family role".
        files: what was read.
    """

    family: str
    parts: tuple[Part, ...]
    left_out: tuple[str, ...]
    files: tuple[SourceFile, ...]

    def sentence(self) -> str:
        """What was found, for a person."""
        made = [f"{part.imported.role.replace('_', ' ')}{_at(part.place)}" for part in self.parts]
        names = ", ".join(file.path.name for file in self.files)
        text = f"Found in {names}: {self.family}, {_listed(made)}"
        return f"{text}; left out: {_listed(self.left_out)}." if self.left_out else f"{text}."


def scan(
    paths: Sequence[Path],
    *,
    family: str | None = None,
    progress: StageProgress = lambda what, done, total: None,
) -> ScannedCheckpoint:
    """The networks in one or more checkpoint files of one model.

    Args:
        paths: of the files, e.g. a generator's and an encoder's.
        family: what the person says it is; the files must hold that.
        progress: called with what is being done, and how far it is.

    Raises:
        BundleError: a file is unsafe, or holds no network that makes pictures, or another than `family`.
    """
    if not paths:
        raise BundleError("No file was given; nothing was imported.")
    files, parts, left_out = list[SourceFile](), list[Part](), list[str]()
    unknown = dict[str, list[str]]()
    for path in paths:
        progress(f"reading {path.name}", 0, 1)
        opened = open_checkpoint(path)
        contents = _contents(opened)
        states = dict(_chosen(contents))
        for number, (place, state) in enumerate(states.items()):
            progress(f"recognising {place or path.name}", number, len(states))
            facts = contents.facts(place)
            held, kind = recognised(state, facts)
            if kind is None:
                label = f"{path.name}: {place}" if place else path.name
                unknown[label] = [described(name, tensor) for name, tensor in state.items()]
            elif kind.role not in _MAKING:
                left_out.append(f"{kind.family} {kind.role.replace('_', ' ')}{_at(place)}")
            else:
                parts.append(Part(place, path, load_state(held, facts)))
        files.append(SourceFile(path, path.stat().st_size, file_sha256(path, progress), opened.format))
    if not parts:
        raise _nothing(paths, left_out, unknown)
    parts, replaced = _without_spare_generators(parts)
    left_out += replaced
    left_out += [f"something unknown ({label.rpartition(': ')[2]})" for label in unknown]
    families = {part.imported.family for part in parts}
    if families - {"stylegan2"} <= _ENCODERS:
        # Their files hold the generator too.
        families = families - {"stylegan2"} or families
    if len(families) > 1:
        raise BundleError(
            "The files hold networks of {families}; import one model at a time.",
            families=_listed(sorted(families)),
        )
    (found,) = families
    if family is not None and family not in SHARED.get(found, {found}):
        raise BundleError(
            "{name} holds {found}, not {family}; leave --as out or choose {found}.",
            name=paths[0].name,
            found=found,
            family=family,
        )
    return ScannedCheckpoint(family or found, tuple(parts), tuple(left_out), tuple(files))


def recognised(
    state: Mapping[str, Tensor], facts: Mapping[str, Any]
) -> tuple[Mapping[str, Tensor], Detection | None]:
    """What tensors are, if need be without the words that some program's wrappers put before all names.

    Returns:
        The tensors without these words, and what they are; None where no importer knows them.

    Raises:
        BundleError: an importer knows them, but tensors are missing that tell the network's shape.
    """
    held, kind = state, recognise(state, facts)
    for _ in range(MOST_WRAPPERS):
        heads = {name.partition(".")[0] if "." in name else "" for name in held}
        if kind is not None or len(heads) != 1 or "" in heads:
            break
        held = OwnedTensors({name.partition(".")[2]: tensor for name, tensor in held.items()})
        kind = recognise(held, facts)
    return held, kind


def _without_spare_generators(parts: list[Part]) -> tuple[list[Part], list[str]]:
    """An encoder's file holds the generator that it was trained for; one that comes beside it goes before."""
    homes = {part.source for part in parts if part.imported.family in _ENCODERS}
    makers = [part for part in parts if part.imported.role == "generator"]
    spare = [part for part in makers if part.source in homes]
    if not homes or len(spare) == len(makers):
        return parts, []
    kept = [part for part in parts if not any(part is other for other in spare)]
    return kept, [f"the encoder's own generator{_at(part.place)}" for part in spare]


def _contents(opened: CheckpointFile) -> Contents:
    try:
        return find_contents(opened.data)
    except RefusedError as refusal:
        name = opened.path.name
        raise BundleError(
            "{name} was refused: {refusal}. Nothing in it was run.", name=name, refusal=refusal
        ) from refusal


def _chosen(contents: Contents) -> Iterable[tuple[str, Mapping[str, Tensor]]]:
    """Every state by its place, without those that an average of theirs stands for."""
    passed_over = {other for best, other in _PREFERRED if best in contents.states}
    passed_over |= {place for place in contents.states if _average_of(place, contents) is not None}
    for place, state in contents.states.items():
        if place not in passed_over:
            beside = {name: record for name, record in contents.loose.items() if name == "latent_avg"}
            takes = "style.1.weight" in state or "styles.0.linear.weight" in state
            taken = {**state, **(beside if takes else {})}
            yield place, OwnedTensors(tensors(taken, place or "the file"))


def _average_of(place: str, contents: Contents) -> str | None:
    """The place of a network's average: the same name but for a word that says so, and the same tensors."""
    if _AVERAGE.search(place):
        return None
    for other, state in contents.states.items():
        same = _AVERAGE.search(other) and _AVERAGE.sub("", other).strip("._-").lower() == place.lower()
        if same and state.keys() == contents.states[place].keys():
            return other
    return None


def _nothing(
    paths: Sequence[Path], left_out: Sequence[str], unknown: Mapping[str, Sequence[str]]
) -> BundleError:
    names = ", ".join(path.name for path in paths)
    if left_out:
        held = _listed(left_out)
        return BundleError(
            "{names} holds {held}, but nothing that makes pictures; choose the generator's file.",
            names=names,
            held=held,
        )
    if unknown:
        details = [f"{label}: {line}" for label, lines in unknown.items() for line in lines]
        return TensorsError(
            "No importer knows whose tensors {names} holds, such as {tensor}; nothing was imported.",
            names=names,
            tensor=next(iter(unknown.values()))[0],
        ).listing(details)
    return BundleError("{names} holds no networks' weights; nothing was imported.", names=names)


def file_sha256(path: Path, progress: StageProgress) -> str:
    """The digest of a whole file, in hexadecimal."""
    digest, size, done = hashlib.sha256(), path.stat().st_size, 0
    block = memoryview(bytearray(2**20))
    with path.open("rb", buffering=0) as file:
        while count := file.readinto(block):
            digest.update(block[:count])
            done += count
            progress(f"hashing {path.name}", done, size)
    return digest.hexdigest()


def _at(place: str) -> str:
    return f" ({place})" if place else ""


def _listed(items: Sequence[str]) -> str:
    return " and ".join(items) if len(items) < 3 else ", ".join(items[:-1]) + f" and {items[-1]}"
