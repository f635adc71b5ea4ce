"""A published checkpoint becomes a bundle: recognised, run once, exported with checked graphs, and carded."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw
from safetensors.torch import save
from torch import Tensor, nn

from engine.bundle import write_bundle
from engine.errors import BundleError
from engine.importers.bring import Brought, bring
from engine.importers.origins import ORIGINS, UNKNOWN
from engine.manifest import DirectionSpec, ImageSpec, LatentSpec, Manifest, NetworkSpec
from trainer.export import export_graph, round_to_half
from trainer.imported_content import Wish, content_of
from trainer.recipes.base import BundleContent
from trainer.sheets import tile

Progress = Callable[[str, int, int], None]
_STYLES = 3


@dataclass(frozen=True)
class ImportedModel:
    """What became of the files.

    Attributes:
        bundle: that was written.
        sentence: what was found.
        family: of the model.
        capabilities: that it has.
        licence: that its card states.
        seconds: for reading, graphs, and everything together.
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
        progress: called with what is being done, and how far it is.

    Raises:
        BundleError: a file is unsafe or not understood, or the networks are no model together.
        ExportError: a graph's result strays from PyTorch's.
    """
    start = time.perf_counter()
    brought = bring(paths, family=family, progress=progress)
    read = time.perf_counter() - start
    content = content_of(brought, wish or Wish())
    specs: dict[str, NetworkSpec] = {}
    files: dict[str, bytes] = {}
    tensors: dict[str, Tensor] = {}
    graphs = 0.0
    for number, network in enumerate(content.networks):
        progress(f"graph of {network.name}", number, len(content.networks))
        began = time.perf_counter()
        network.module.eval().requires_grad_(requires_grad=False)
        if half:
            round_to_half(network.module)
        files[f"{network.name}.onnx"] = export_graph(network)
        graphs += time.perf_counter() - began
        state = {name: _stored(tensor, half=half) for name, tensor in network.module.state_dict().items()}
        specs[network.name] = NetworkSpec(
            architecture=network.architecture,
            config=dict(network.config),
            graph=f"{network.name}.onnx",
            tensors={name: tuple(tensor.shape) for name, tensor in state.items()},
        )
        tensors |= {f"{network.name}.{name}": tensor for name, tensor in state.items()}
    progress("running one picture", 0, 1)
    origin = ORIGINS.get(brought.family, UNKNOWN)
    terms = licence or origin.licence
    name = _slug(target.stem)
    files["weights.safetensors"] = save(tensors)
    files["preview.png"] = preview(content)
    files["CARD.md"] = _card(title or name, content, brought, terms).encode()
    manifest = Manifest(
        name=name,
        title=title or f"{target.stem} ({brought.family})"[:300],
        family=brought.family,
        networks=specs,
        capabilities=list(content.capabilities),
        image=ImageSpec(
            size=content.image_size,
            input_channels=content.input_channels,
            input_kind=content.input_kind,
            multiple=content.multiple,
        ),
        directions=dict(content.directions),
        latent=_latent(content),
        provenance=_provenance(brought),
        licence=terms[:300],
    )
    progress("writing the bundle", 0, 1)
    write_bundle(target, manifest, files)
    seconds = {"reading": read, "graphs": graphs, "total": time.perf_counter() - start}
    return ImportedModel(
        target, brought.sentence(), brought.family, tuple(content.capabilities), terms, seconds
    )


def _stored(tensor: Tensor, *, half: bool) -> Tensor:
    # A copy where tensors share memory: the format stores each on its own.
    plain = tensor.detach().cpu().contiguous()
    return plain.half() if half and plain.is_floating_point() else plain


def _slug(stem: str) -> str:
    name = re.sub(r"[^a-z0-9._-]+", "-", stem.lower()).strip("-._")[:64]
    if not name:
        raise BundleError(f"'{stem}' is no name for a model; use letters and digits.")
    return name


def _latent(content: BundleContent) -> LatentSpec | None:
    if content.latent_size is None:
        return None
    mapping = next((network.config for network in content.networks if network.name == "mapping"), None)
    if mapping is None:
        return LatentSpec(size=content.latent_size)
    sizes = {"w_size": mapping["w_size"], "layers": mapping["layers_count"]}
    return LatentSpec.model_validate({"size": content.latent_size, **sizes})


def _provenance(brought: Brought) -> dict[str, str | int | float]:
    facts: dict[str, str | int | float] = {"imported_with": f"torch {torch.__version__}"}
    for number, file in enumerate(brought.files, start=1):
        facts[f"source_{number}"] = file.path.name[:200]
        facts[f"source_{number}_sha256"] = file.sha256
        facts[f"source_{number}_bytes"] = file.size
    return facts


def _card(title: str, content: BundleContent, brought: Brought, licence: str) -> str:
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
        lines += [f"- {file.path.name}, {file.size:,} bytes, SHA-256 `{file.sha256}`"]
    lines += ["", brought.sentence(), "No code of the files was run.", ""]
    lines += ["## Good to know", "", *(f"- {note}" for note in origin.notes), ""] if origin.notes else []
    return "\n".join(lines)


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
    if not torch.isfinite(made).all():
        raise BundleError(
            "The network makes numbers that are none; its weights are damaged. Nothing was written."
        )
    picture = Image.fromarray(tile(made))
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _samples(content: BundleContent, modules: Mapping[str, nn.Module], chance: torch.Generator) -> Tensor:
    mapping, synthesis = (
        next(n for n in content.networks if n.name == name) for name in ("mapping", "synthesis")
    )
    z = torch.randn(4, content.latent_size or 0, generator=chance)
    labels = mapping.inputs.get("labels")
    given = () if labels is None else (torch.eye(labels.shape[1])[torch.arange(4) % labels.shape[1]],)
    ws = modules["mapping"](z, *given)
    average = modules["mapping"].get_buffer("w_avg")
    noises = [torch.zeros(4, *shape.shape[1:]) for name, shape in synthesis.inputs.items() if name != "ws"]
    pictures = modules["synthesis"](average.lerp(ws, 0.7), *noises)
    largest: Tensor = pictures[0] if isinstance(pictures, tuple | list) else pictures
    return largest[None]


def _translations(
    content: BundleContent, modules: Mapping[str, nn.Module], chance: torch.Generator
) -> Tensor:
    styles = _STYLES if content.latent_size else 1
    rows = []
    ways: list[DirectionSpec | None] = list(content.directions.values())
    for way in ways or [None]:
        example = _example(content.input_channels, content.image_size)
        image = example.expand(styles, -1, -1, -1)
        codes = (
            () if not content.latent_size else (torch.randn(styles, content.latent_size, generator=chance),)
        )
        if way is None or way.generator is not None:
            made = modules["generator" if way is None else str(way.generator)](image, *codes)
        else:
            made = modules[str(way.decoder)](modules[str(way.content_encoder)](image), *codes)
        rows.append(torch.cat([example.expand(1, 3, -1, -1), made]))
    return torch.stack(rows)


def _example(channels: int, size: int) -> Tensor:
    """A drawing of outlines, or the same shapes in colour: (1, channels, size, size) in [-1, 1]."""
    picture = Image.new(
        "L" if channels == 1 else "RGB", (size, size), 255 if channels == 1 else (205, 220, 235)
    )
    draw, unit = ImageDraw.Draw(picture), size / 16
    ink: int | tuple[int, int, int] = 0 if channels == 1 else (60, 50, 45)
    shapes = [
        ((2, 9, 14, 13), (190, 120, 70)),
        ((2, 4, 8, 13), (90, 130, 80)),
        ((10, 8, 13, 11), (200, 60, 60)),
    ]
    for box, colour in shapes:
        corners = [corner * unit for corner in box]
        draw.ellipse(corners, fill=None if channels == 1 else colour, outline=ink, width=max(1, size // 128))
    pixels = np.asarray(picture, np.float32).reshape(size, size, -1).transpose(2, 0, 1)
    return torch.from_numpy(pixels.copy())[None] / 127.5 - 1
