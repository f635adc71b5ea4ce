"""A published checkpoint becomes a bundle: recognised, run once, exported with checked graphs, and carded."""

from __future__ import annotations

import io
import re
import time
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw
from torch import Tensor, nn
from torch.nn import functional as F

from engine.architectures.layers import NamedOutputs
from engine.backends.graphs import GRAPH_ALONE
from engine.bundle.bundle import write_bundle
from engine.bundle.manifest import DirectionSpec, Manifest, NetworkSpec, PictureKind
from engine.checkpoints.origins import ORIGINS, UNKNOWN
from engine.checkpoints.scan import ScannedCheckpoint, scan
from engine.errors import BundleError
from engine.types import StageProgress
from trainer.bundling.graphs import BundleParts, image_spec, latent_spec
from trainer.bundling.import_questions import assumptions, graph_assumptions, graph_content, scan_graph
from trainer.bundling.imported import ImportOptions, content_of
from trainer.bundling.onnx_graphs import FittedGraph, identity_mapping, is_graph
from trainer.recipes.base import BundleContent
from trainer.training.reporting import tile

# The one picture that every import runs: an example input and what the networks make of it, or samples.


_STYLES = 3
_SAMPLE_SIDE = 256
# Ellipses in sixteenths of the side, and their colours.
_SHAPES = (((2, 9, 14, 13), (190, 120, 70)), ((2, 4, 8, 13), (90, 130, 80)), ((10, 8, 13, 11), (200, 60, 60)))


@torch.inference_mode()
def preview(content: BundleContent) -> bytes:
    """One picture of what the model makes, PNG: an input and results, or four samples.

    Raises:
        BundleError: a network gives numbers that are none.
    """
    modules = {network.name: network.module for network in content.networks}
    generator = torch.Generator().manual_seed(0)
    if "sample" in content.capabilities:
        made = _samples(content, modules, generator)
    else:
        made = _translations(content, modules, generator)
    return _png(made)


def _png(made: Tensor) -> bytes:
    """A sheet of pictures (rows, columns, 3, S, S), no larger than a person looks at them."""
    if not torch.isfinite(made).all():
        raise BundleError(
            "The network makes numbers that are none; its weights are damaged. Nothing was written."
        )
    picture = Image.fromarray(tile(made))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _samples(content: BundleContent, modules: Mapping[str, nn.Module], rng: torch.Generator) -> Tensor:
    mapping, synthesis = (
        next(n for n in content.networks if n.name == name) for name in ("mapping", "synthesis")
    )
    z = torch.randn(4, content.latent_size or 0, generator=rng)
    labels = mapping.inputs.get("labels")
    given = () if labels is None else (torch.eye(labels.shape[1])[torch.arange(4) % labels.shape[1]],)
    ws = modules["mapping"](z, *given)
    average = modules["mapping"].get_buffer("w_avg")
    drawing = modules["synthesis"]
    assert isinstance(drawing, NamedOutputs)
    # No larger than a person looks at it, where the network has pictures of several sizes, and one at a time.
    sides = {int(name.removeprefix("picture_")): name for name in drawing.output_names}
    name = sides[max((side for side in sides if side <= _SAMPLE_SIDE), default=min(sides))]
    noises = {key: torch.zeros(1, *shape.shape[1:]) for key, shape in synthesis.inputs.items() if key != "ws"}
    codes = average.lerp(ws, 0.7)
    pictures = [drawing.named({"ws": code[None], **noises}, [name])[name] for code in codes]
    while pictures[0].shape[3] > _SAMPLE_SIDE:
        pictures = [F.avg_pool2d(picture, 2) for picture in pictures]
    return torch.stack(pictures, dim=1)


def _translations(content: BundleContent, modules: Mapping[str, nn.Module], rng: torch.Generator) -> Tensor:
    styles = _STYLES if content.latent_size else 1
    rows = []
    directions: list[DirectionSpec | None] = list(content.directions.values())
    for direction in directions or [None]:
        example = _example(content)
        image = example.expand(styles, -1, -1, -1)
        codes = () if not content.latent_size else (torch.randn(styles, content.latent_size, generator=rng),)
        if direction is None or direction.generator is not None:
            made = modules["generator" if direction is None else str(direction.generator)](image, *codes)
        else:
            made = modules[str(direction.decoder)](modules[str(direction.content_encoder)](image), *codes)
        rows.append(torch.cat([example.expand(1, 3, -1, -1), made.expand(-1, 3, -1, -1)]))
    return torch.stack(rows)


def _example(content: BundleContent) -> Tensor:
    """A drawing of outlines, the same in colour, or as labels: (1, channels, size, size) in [-1, 1]."""
    size, grey = content.image_size, content.input_channels == 1
    labels = grey and content.input_kind == "labels"
    ground: int | tuple[int, int, int] = 2 if labels else 255 if grey else (205, 220, 235)
    picture = Image.new("L" if grey else "RGB", (size, size), ground)
    draw, unit = ImageDraw.Draw(picture), size / 16
    shapes = (
        ((2, 9, 14, 13), (190, 120, 70)),
        ((2, 4, 8, 13), (90, 130, 80)),
        ((10, 8, 13, 11), (200, 60, 60)),
    )
    for number, (box, colour) in enumerate(shapes):
        corners = [corner * unit for corner in box]
        if labels:
            draw.ellipse(corners, fill=4 + 3 * number)
        else:
            fill, ink = (None, 0) if grey else (colour, (60, 50, 45))
            draw.ellipse(corners, fill=fill, outline=ink, width=max(1, size // 128))
    pixels = np.asarray(picture, np.float32).reshape(size, size, -1).transpose(2, 0, 1)
    return torch.from_numpy(pixels.copy())[None] / 127.5 - 1


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
        assumptions: what was taken for granted, each with the option that says otherwise.
    """

    bundle: Path
    sentence: str
    family: str
    capabilities: tuple[str, ...]
    licence: str
    seconds: Mapping[str, float]
    assumptions: tuple[str, ...] = ()


def import_files(
    paths: Sequence[Path],
    target: Path,
    *,
    family: str | None = None,
    options: ImportOptions | None = None,
    title: str | None = None,
    licence: str | None = None,
    half: bool = False,
    addresses: Mapping[Path, str] | None = None,
    progress: StageProgress = lambda what, done, total: None,
) -> ImportedModel:
    """Write published weights as a bundle with ONNX graphs.

    Args:
        paths: checkpoint files of one model.
        target: the `.gmodel` to write.
        family: what the person says that it is.
        options: what cannot be read off the weights.
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
    options = options or ImportOptions()
    if any(is_graph(path) for path in paths):
        scanned, fit = scan_graph(paths, options, family=family, progress=progress)
        card_facts = graph_assumptions(fit, options), title, licence, addresses or {}
        return _write_graph(target, scanned, fit, options.input_kind, card_facts, start, half=half)
    scanned, content = gather(paths, family=family, options=options, progress=progress)
    assumed = assumptions(scanned, content, options, family=family)
    seconds = {"reading": time.perf_counter() - start}
    packed = BundleParts(half)
    began = time.perf_counter()
    for number, network in enumerate(content.networks):
        progress(f"graph of {network.name}", number, len(content.networks))
        packed.add(network)
    seconds["graphs"] = time.perf_counter() - began
    progress("running one picture", 0, 1)
    began = time.perf_counter()
    packed.files["preview.png"] = preview(content)
    seconds["picture"] = time.perf_counter() - began
    progress("writing the bundle", 0, 1)
    card_facts = assumed, title, licence, addresses or {}
    return _written(target, scanned, content, packed, card_facts, start, seconds)


# What was taken for granted, title, licence and addresses, as `import_files` tells of them.
_CardFacts = tuple[tuple[str, ...], str | None, str | None, Mapping[Path, str]]


def _written(
    target: Path,
    scanned: ScannedCheckpoint,
    content: BundleContent,
    packed: BundleParts,
    card_facts: _CardFacts,
    start: float,
    seconds: dict[str, float],
) -> ImportedModel:
    assumed, title, licence, addresses = card_facts
    terms = licence or ORIGINS.get(scanned.family, UNKNOWN).licence
    write_model(target, scanned, content, packed, title=title, licence=terms, addresses=addresses)
    seconds["total"] = time.perf_counter() - start
    return ImportedModel(
        target, scanned.sentence(), scanned.family, tuple(content.capabilities), terms, seconds, assumed
    )


def _packed_graph(fit: FittedGraph, *, half: bool) -> BundleParts:
    """A graph as a bundle stores it, with a mapping of codes before one that takes codes."""
    packed, stored = BundleParts(half), torch.float16 if half else torch.float32
    tensors = {name: torch.from_numpy(tensor).to(stored) for name, tensor in fit.tensors.items()}
    parts: dict[str, tuple[bytes, dict[str, Tensor]]] = {fit.network: (fit.graph, tensors)}
    if fit.source.kind == "code":
        average = {"w_avg": torch.zeros(fit.source.code)}
        parts["mapping"] = (identity_mapping(fit.source.code), average)
    for network, (graph, held) in parts.items():
        one_by_one = fit.source.one_by_one and network == fit.network
        packed.files[f"{network}.onnx"] = graph
        packed.tensors |= {f"{network}.{name}": tensor for name, tensor in held.items()}
        packed.specs[network] = NetworkSpec(
            architecture=GRAPH_ALONE,
            config={"batch": 1} if one_by_one else {},
            graph=f"{network}.onnx",
            tensors={name: tuple(tensor.shape) for name, tensor in held.items()},
        )
    return packed


def _write_graph(
    target: Path,
    scanned: ScannedCheckpoint,
    fit: FittedGraph,
    input_kind: PictureKind | None,
    card_facts: _CardFacts,
    start: float,
    *,
    half: bool,
) -> ImportedModel:
    seconds = {"reading": time.perf_counter() - start}
    content = graph_content(fit, input_kind)
    packed = _packed_graph(fit, half=half)
    began = time.perf_counter()
    if fit.source.kind == "code":
        z = np.random.default_rng(0).standard_normal((4, 1, fit.source.code)).astype(np.float32)
        sheet = torch.from_numpy(fit.run(z))[None]
    else:
        example = _example(content)
        made = torch.from_numpy(fit.run(example.numpy()))
        sheet = torch.cat([example.expand(1, 3, -1, -1), made])[None]
    packed.files["preview.png"] = _png(sheet)
    seconds["picture"] = time.perf_counter() - began
    return _written(target, scanned, content, packed, card_facts, start, seconds)


def gather(
    paths: Sequence[Path],
    *,
    family: str | None = None,
    options: ImportOptions | None = None,
    progress: StageProgress = lambda what, done, total: None,
) -> tuple[ScannedCheckpoint, BundleContent]:
    """The networks in checkpoint files and what they can do together; the files are mapped, not copied.

    Raises:
        BundleError: a file is unsafe or not understood, or the networks are no model together.
    """
    scanned = scan(paths, family=family, progress=progress)
    content = content_of(scanned, options or ImportOptions())
    _check_numbers(content)
    for network in content.networks:
        network.module.eval().requires_grad_(requires_grad=False)
    return scanned, content


def write_model(
    target: Path,
    scanned: ScannedCheckpoint,
    content: BundleContent,
    packed: BundleParts,
    *,
    title: str | None,
    licence: str,
    addresses: Mapping[Path, str],
) -> None:
    """Write packed networks as a bundle with its card.

    Args:
        target: the `.gmodel` to write.
        scanned: where the networks come from.
        content: what they can do.
        packed: their weights, and graphs and preview as far as there are some.
        title: what the library shows; None for the family and the target's name.
        licence: of the weights.
        addresses: where files were fetched from.

    Raises:
        BundleError: the disk refuses.
    """
    name = _slug(target.stem, scanned.family)
    files = packed.all_files()
    files["CARD.md"] = _card(title or name, content, scanned, licence, addresses).encode()
    manifest = Manifest(
        name=name,
        title=title or f"{target.stem} ({scanned.family})"[:300],
        family=scanned.family,
        networks=packed.specs,
        capabilities=list(content.capabilities),
        image=image_spec(content),
        directions=dict(content.directions),
        latent=latent_spec(content),
        provenance=_provenance(scanned, addresses),
        licence=licence[:300],
    )
    write_bundle(target, manifest, files)


def _check_numbers(content: BundleContent) -> None:
    for network in content.networks:
        for name, tensor in network.module.state_dict().items():
            # One sum is finite where all numbers are, unless it is of very large ones.
            if not torch.isfinite(tensor.sum()) and not torch.isfinite(tensor).all():
                raise BundleError(
                    "'{tensor}' of the {network} holds numbers that are none: the file is damaged or its "
                    "training failed. Nothing was written.",
                    tensor=name[:80],
                    network=network.name,
                )


def _slug(stem: str, family: str) -> str:
    """What the library calls it; a title without Latin letters, such as a Chinese one, keeps its own name."""
    name = re.sub(r"[^a-z0-9._-]+", "-", stem.lower()).strip("-._")[:64]
    return name or f"{family}-{zlib.crc32(stem.encode()):08x}"


def _provenance(scanned: ScannedCheckpoint, addresses: Mapping[Path, str]) -> dict[str, str | int | float]:
    facts: dict[str, str | int | float] = {"imported_with": f"torch {torch.__version__}"}
    for number, file in enumerate(scanned.files, start=1):
        facts[f"source_{number}"] = file.path.name[:200]
        facts[f"source_{number}_sha256"] = file.sha256
        facts[f"source_{number}_bytes"] = file.size
        if file.path in addresses:
            facts[f"source_{number}_address"] = addresses[file.path][:200]
    return facts


def _card(
    title: str,
    content: BundleContent,
    scanned: ScannedCheckpoint,
    licence: str,
    addresses: Mapping[Path, str],
) -> str:
    origin = ORIGINS.get(scanned.family, UNKNOWN)
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
    for file in scanned.files:
        fetched = f", fetched from {addresses[file.path]}" if file.path in addresses else ""
        lines += [f"- {file.path.name}, {file.size:,} bytes, SHA-256 `{file.sha256}`{fetched}"]
    lines += ["", scanned.sentence(), "No code of the files was run.", ""]
    lines += ["## Good to know", "", *(f"- {note}" for note in origin.notes), ""] if origin.notes else []
    return "\n".join(lines)
