"""A published checkpoint becomes a bundle: recognised, run once, exported with checked graphs, and carded."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from engine.bundle.bundle import write_bundle
from engine.bundle.manifest import Manifest
from engine.checkpoints.origins import ORIGINS, UNKNOWN
from engine.checkpoints.scan import Brought, bring
from engine.errors import BundleError
from trainer.import_preview import preview
from trainer.imported_content import Wish, content_of
from trainer.packing import Packed, image_spec, latent_spec
from trainer.recipes.base import BundleContent

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class ImportedModel:
    """What became of the files.

    Attributes:
        bundle: that was written.
        sentence: what was found.
        family: of the model.
        capabilities: that it has.
        licence: that its card states.
        seconds: for reading, graphs, the one picture, and everything together.
    """

    bundle: Path
    sentence: str
    family: str
    capabilities: tuple[str, ...]
    licence: str
    seconds: Mapping[str, float]


def import_files(
    paths: Sequence[Path],
    target: Path,
    *,
    family: str | None = None,
    wish: Wish | None = None,
    title: str | None = None,
    licence: str | None = None,
    half: bool = False,
    addresses: Mapping[Path, str] | None = None,
    progress: Progress = lambda what, done, total: None,
) -> ImportedModel:
    """Write published weights as a bundle with ONNX graphs.

    Args:
        paths: checkpoint files of one model.
        target: the `.gmodel` to write.
        family: what the person says that it is.
        wish: what cannot be read off the weights.
        title: what the library shows; by default the family and the target's name.
        licence: of the weights; by default what is known of the published system.
        half: store weights in half precision: half the size, and results that differ by about 1e-3.
        addresses: where files were fetched from.
        progress: called with what is being done, and how far it is.

    Raises:
        BundleError: a file is unsafe or not understood, or the networks are no model together.
        ExportError: a graph's result strays from PyTorch's.
    """
    start = time.perf_counter()
    brought, content = gather(paths, family=family, wish=wish, progress=progress)
    seconds = {"reading": time.perf_counter() - start}
    packed = Packed(half)
    began = time.perf_counter()
    for number, network in enumerate(content.networks):
        progress(f"graph of {network.name}", number, len(content.networks))
        packed.add(network)
    seconds["graphs"] = time.perf_counter() - began
    progress("running one picture", 0, 1)
    began = time.perf_counter()
    packed.files["preview.png"] = preview(content)
    seconds["picture"] = time.perf_counter() - began
    terms = licence or ORIGINS.get(brought.family, UNKNOWN).licence
    progress("writing the bundle", 0, 1)
    write_model(target, brought, content, packed, title=title, licence=terms, addresses=addresses or {})
    seconds["total"] = time.perf_counter() - start
    return ImportedModel(
        target, brought.sentence(), brought.family, tuple(content.capabilities), terms, seconds
    )


def gather(
    paths: Sequence[Path],
    *,
    family: str | None = None,
    wish: Wish | None = None,
    progress: Progress = lambda what, done, total: None,
) -> tuple[Brought, BundleContent]:
    """The networks in checkpoint files and what they can do together; the files are mapped, not copied.

    Raises:
        BundleError: a file is unsafe or not understood, or the networks are no model together.
    """
    brought = bring(paths, family=family, progress=progress)
    content = content_of(brought, wish or Wish())
    _check_numbers(content)
    for network in content.networks:
        network.module.eval().requires_grad_(requires_grad=False)
    return brought, content


def write_model(
    target: Path,
    brought: Brought,
    content: BundleContent,
    packed: Packed,
    *,
    title: str | None,
    licence: str,
    addresses: Mapping[Path, str],
) -> None:
    """Write packed networks as a bundle with its card.

    Args:
        target: the `.gmodel` to write.
        brought: where the networks come from.
        content: what they can do.
        packed: their weights, and graphs and preview as far as there are some.
        title: what the library shows; None for the family and the target's name.
        licence: of the weights.
        addresses: where files were fetched from.

    Raises:
        BundleError: the disk refuses.
    """
    name = _slug(target.stem, brought.family)
    files = packed.all_files()
    files["CARD.md"] = _card(title or name, content, brought, licence, addresses).encode()
    manifest = Manifest(
        name=name,
        title=title or f"{target.stem} ({brought.family})"[:300],
        family=brought.family,
        networks=packed.specs,
        capabilities=list(content.capabilities),
        image=image_spec(content),
        directions=dict(content.directions),
        latent=latent_spec(content),
        provenance=_provenance(brought, addresses),
        licence=licence[:300],
    )
    write_bundle(target, manifest, files)


def _check_numbers(content: BundleContent) -> None:
    for network in content.networks:
        for name, tensor in network.module.state_dict().items():
            # One sum is finite where all numbers are, unless it is of very large ones.
            if not torch.isfinite(tensor.sum()) and not torch.isfinite(tensor).all():
                raise BundleError(
                    f"'{name[:80]}' of the {network.name} holds numbers that are none: the file is damaged "
                    "or its training failed. Nothing was written."
                )


def _slug(stem: str, family: str) -> str:
    """What the library calls it; a title without Latin letters, such as a Chinese one, keeps its own name."""
    name = re.sub(r"[^a-z0-9._-]+", "-", stem.lower()).strip("-._")[:64]
    return name or f"{family}-{zlib.crc32(stem.encode()):08x}"


def _provenance(brought: Brought, addresses: Mapping[Path, str]) -> dict[str, str | int | float]:
    facts: dict[str, str | int | float] = {"imported_with": f"torch {torch.__version__}"}
    for number, file in enumerate(brought.files, start=1):
        facts[f"source_{number}"] = file.path.name[:200]
        facts[f"source_{number}_sha256"] = file.sha256
        facts[f"source_{number}_bytes"] = file.size
        if file.path in addresses:
            facts[f"source_{number}_address"] = addresses[file.path][:200]
    return facts


def _card(
    title: str, content: BundleContent, brought: Brought, licence: str, addresses: Mapping[Path, str]
) -> str:
    origin = ORIGINS.get(brought.family, UNKNOWN)
    abilities = ", ".join(content.capabilities)
    lines = [
        f"# {title}",
        "",
        f"Brought in from published weights. Family: {origin.title}. Licence of origin: {licence}.",
        "",
        f"It can: {abilities}, at {content.image_size} x {content.image_size}.",
        "",
        "## Where it comes from",
        "",
    ]
    for file in brought.files:
        fetched = f", fetched from {addresses[file.path]}" if file.path in addresses else ""
        lines += [f"- {file.path.name}, {file.size:,} bytes, SHA-256 `{file.sha256}`{fetched}"]
    lines += ["", brought.sentence(), "No code of the files was run.", ""]
    lines += ["## Good to know", "", *(f"- {note}" for note in origin.notes), ""] if origin.notes else []
    return "\n".join(lines)
