"""A run becomes a bundle: averaged weights in half precision, checked ONNX graphs, preview, card."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from engine.bundle.bundle import AXES, write_bundle
from engine.bundle.manifest import LatentSpec, Manifest
from engine.errors import ExportError, GanvasError
from engine.latent.axes import AxisSet
from engine.sentences import to_json_line
from trainer.bundling.graphs import BundleParts, image_spec, latent_spec
from trainer.parts.projected import discriminator_features
from trainer.recipes.base import BundleContent
from trainer.recipes.trained import TrainedRun, open_run
from trainer.runs.events import RunEvent, parsed
from trainer.runs.folder import EVENTS
from trainer.runs.paths import named_paths
from trainer.settings.data import DataSettings
from trainer.settings.run_config import RunConfig
from trainer.training.reporting import tile

# Several runs as one bundle: a generator with the encoder and the classifier that were trained for it.


def with_joined_encoder(contents: Sequence[BundleContent]) -> list[BundleContent]:
    """The contents; an encoder trained for a generator takes the place of the one that it learnt with."""
    first, *others = contents
    names = {network.name for content in others for network in content.networks}
    if "sample" in first.capabilities and "encoder" in names:
        kept = [network for network in first.networks if network.name != "encoder"]
        first = replace(first, networks=kept)
    return [first, *others]


def check_joined(contents: Sequence[BundleContent]) -> None:
    """Whether runs can share a bundle: no network twice, pictures of one size, codes of one shape.

    Raises:
        ExportError: they cannot; nothing was written.
    """
    names = [network.name for content in contents for network in content.networks]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ExportError(
            "Two of the runs have a network '{network}'; join runs that differ in kind.", network=twice[0]
        )
    sizes = sorted({content.image_size for content in contents})
    if len(sizes) > 1:
        raise ExportError(
            "The runs make pictures of {size} and of {other} pixels; a bundle has one size.",
            size=sizes[0],
            other=sizes[1],
        )
    networks = {network.name: network for content in contents for network in content.networks}
    if {"mapping", "encoder"} <= networks.keys():
        mapping, encoder = networks["mapping"].config, networks["encoder"].config
        theirs = (mapping["layers_count"], mapping["w_size"])
        if networks["encoder"].architecture == "psp_encoder" and theirs != (
            encoder["num_ws"],
            encoder["w_size"],
        ):
            raise ExportError(
                "The encoder was trained for a generator of another shape; train one for this generator."
            )


def joined_capabilities(contents: Sequence[BundleContent], has_axes: bool) -> list[str]:
    """What the runs can do together: an encoder of photos makes a generator invert them, axes move them."""
    capabilities = list(dict.fromkeys(c for content in contents for c in content.capabilities))
    names = {network.name for content in contents for network in content.networks}
    if "sample" in capabilities and "encoder" in names:
        capabilities.append("invert")
    if has_axes:
        capabilities.append("axes")
    return list(dict.fromkeys(capabilities))


def read_axes(path: Path) -> AxisSet:
    """Axes from a file.

    Raises:
        ExportError: it cannot be read.
        LatentError: it is damaged.
    """
    try:
        return AxisSet.from_bytes(path.read_bytes())
    except OSError as error:
        raise ExportError(
            "The axes '{path}' cannot be read ({reason}).", path=path, reason=error.strerror
        ) from error


def check_axes(axes: AxisSet, latent: LatentSpec | None) -> None:
    """Whether axes were found for codes of this shape.

    Raises:
        ExportError: the model has no codes, or other ones.
    """
    if latent is None or latent.w_size is None or latent.layers is None:
        raise ExportError("Only a model that samples can have axes; nothing was written.")
    if not axes.fits(latent.size, latent.layers, latent.w_size):
        raise ExportError("The axes were found for another generator; find them for this one.")


def joined_licence(configs: Sequence[RunConfig]) -> str:
    """The terms of all runs, each once."""
    return "; ".join(dict.fromkeys(config.licence for config in configs))[:300]


Fact = TypeVar("Fact")
# Shown a few centimetres wide; at the sheet's own size and in all colours it would be a tenth of a bundle.
_PREVIEW_SIDE = 384


def export_run(
    folder: Path,
    target: Path,
    *,
    size: int | None = None,
    join: Sequence[Path] = (),
    axes: AxisSet | None = None,
    checkpoint: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Write a run's averaged weights as a bundle.

    Args:
        folder: of the run, which gives the bundle its name, title and preview.
        target: the `.gmodel` to write.
        size: side of pictures in pixels; by default the schedule's.
        join: folders of further runs, whose networks go into the same bundle.
        axes: of the generator.
        checkpoint: of the run, whose weights are written; its newest by default.
        progress: called with (networks written, of how many).

    Raises:
        CheckpointError: a run holds no usable checkpoint.
        ExportError: a graph's result strays from PyTorch's, or the runs and axes do not fit each other.
    """
    run = open_run(folder, checkpoint)
    content = run.recipe.bundle(run.networks, size or run.config.schedule.size)
    runs, contents = [run], [content]
    for other in join:
        runs.append(open_run(other))
        contents.append(runs[-1].recipe.bundle(runs[-1].networks, content.image_size))
    contents = with_joined_encoder(contents)
    content = contents[0]
    check_joined(contents)
    latent = latent_spec(content)
    if axes is not None:
        check_axes(axes, latent)
    packed = BundleParts(half=True)
    exported = [network for content in contents for network in content.networks]
    for done, network in enumerate(exported, start=1):
        packed.add(network)
        if progress is not None:
            progress(done, len(exported))
    parts = [
        CardPart(
            config=one.config,
            content=own,
            commands=commands(one.folder, one.config),
            provenance={
                **provenance(one.config, own, one.seen),
                **held_out(one.folder, one.config),
                **discriminator_features(one.recipe.networks, one.recipe.frozen),
            },
            # What was measured was the newest checkpoint.
            metrics=_metrics(one.folder) if one is not run or checkpoint is None else {},
        )
        for one, own in zip(runs, contents, strict=True)
    ]
    title = run.config.title or run.config.name
    capabilities = joined_capabilities(contents, axes is not None)
    licence = joined_licence([part.config for part in parts])
    files = packed.all_files()
    files["preview.png"] = _preview(run)
    files["CARD.md"] = card(title, parts, capabilities, licence).encode()
    if axes is not None:
        files[AXES] = axes.to_bytes()
    manifest = Manifest(
        name=run.config.name,
        title=title,
        family=content.family,
        networks=packed.specs,
        capabilities=capabilities,
        image=image_spec(content),
        directions=dict(content.directions),
        latent=latent,
        attributes=[attribute for own in contents for attribute in own.attributes],
        metrics=_with_prefixes({part.config.recipe: part.metrics for part in parts}),
        provenance=_with_prefixes({part.config.recipe: part.provenance for part in parts}),
        licence=licence,
        replaces=run.config.replaces,
    )
    write_bundle(target, manifest, files)
    return target


def _preview(run: TrainedRun) -> bytes:
    """Four rows of the newest sample sheet by then, made smaller, or a blank where the run had shown none."""
    every = sorted((run.folder / "samples").glob("*.png"))
    sheets = [sheet for sheet in every if not sheet.stem.isdigit() or int(sheet.stem) <= run.seen]
    size = run.config.schedule.size
    if sheets:
        with Image.open(sheets[-1]) as sheet:
            picture = sheet.convert("RGB").crop((0, 0, sheet.width, min(sheet.height, 4 * size)))
    else:
        blank: NDArray[np.uint8] = tile(torch.ones(1, 1, 3, size, size))
        picture = Image.fromarray(blank)
    picture.thumbnail((_PREVIEW_SIDE, _PREVIEW_SIDE), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    picture.quantize(256).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _metrics(folder: Path) -> dict[str, float]:
    path = folder / "metrics.json"
    if not path.exists():
        return {}
    values: dict[str, Any] = json.loads(path.read_text("utf-8"))
    # Beside the figures `ganvas evaluate` says what they were measured on.
    return {name: value for name, value in values.items() if isinstance(value, int | float)}


def _with_prefixes(facts: Mapping[str, Mapping[str, Fact]]) -> dict[str, Fact]:
    """The facts of all runs: those of the first under their own names, the others' after their recipe's."""
    named: dict[str, Fact] = {}
    for index, (recipe, own) in enumerate(facts.items()):
        named |= {(f"{recipe} {name}" if index else name): value for name, value in own.items()}
    return named


# An export as a stream of events, for a window that shows how far it is.


def export_in_events(
    folder: Path,
    target: Path,
    *,
    size: int | None,
    join: Sequence[Path],
    axes: AxisSet | None,
    checkpoint: Path | None,
) -> None:
    """Write a run as a bundle and print `progress` (done, total), then `exported` or `failed`.

    Arguments and errors are those of `export_run`.
    """
    try:
        path = export_run(
            folder,
            target,
            size=size,
            join=join,
            axes=axes,
            checkpoint=checkpoint,
            progress=lambda done, total: _report("progress", done=done, total=total),
        )
    except GanvasError as error:
        _report("failed", reason=str(error))
        raise
    _report("exported", bundle=str(path), bytes=path.stat().st_size)


def _report(kind: str, **facts: Any) -> None:
    print(to_json_line({"event": kind, **facts}), flush=True)


# The card: what the bundle does, how each of its networks was made and measured, on which terms.

Facts = Mapping[str, str | int | float]


@dataclass(frozen=True)
class CardPart:
    """What the card tells of one run.

    Attributes:
        config: of the run.
        content: what the run gives the bundle.
        commands: that trained it, in order.
        provenance: seeds, data, revision.
        metrics: measured on held-out pictures.
    """

    config: RunConfig
    content: BundleContent
    commands: Sequence[str]
    provenance: Facts
    metrics: Mapping[str, float]


def commands(folder: Path, config: RunConfig) -> list[str]:
    """The command of every session of a run, with the pictures that it started from, as its events tell.

    Runs of before commands were noted have their configuration's name in place of its path.
    """
    sessions: list[str] = []
    command = ""
    for event in _events(folder):
        if event["event"] == "command":
            command = str(event.get("text", ""))
        elif event["event"] == "started":
            seen = int(event.get("seen", 0))
            known = command or f"ganvas train {config.name}.toml" + (" --resume" if seen else "")
            sessions.append(f"{known}  # from {seen:,} pictures on")
            command = ""
    return sessions or [f"ganvas train {config.name}.toml"]


def _events(folder: Path) -> list[RunEvent]:
    """What a run's file of events tells; nothing where there is none."""
    try:
        lines = (folder / EVENTS).read_text("utf-8").splitlines()
    except OSError:
        return []
    return [event for line in lines if (event := parsed(line)) is not None]


def provenance(config: RunConfig, content: BundleContent, seen: int) -> dict[str, str | int | float]:
    """Where a run's networks come from."""
    try:
        revision = subprocess.run(
            ["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True, timeout=10
        ).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        revision = "unknown"
    return {
        "recipe": config.recipe,
        "pictures_seen": seen,
        "seed": config.seed,
        "revision": revision,
        "data": ", ".join(Path(source).name for source in config.data.sources),
        **_how_pictures_belong_together(config.data),
        "torch": torch.__version__,
        **content.facts,
    }


def _how_pictures_belong_together(data: DataSettings) -> dict[str, str]:
    """What measuring the model on such pictures needs to know, whoever does it."""
    facts: dict[str, str] = {"data_kind": data.kind}
    if data.kind in ("side_by_side", "folders"):
        facts["data_direction"] = data.direction
    if data.domains:
        facts["data_domains"] = json.dumps(data.domains)
    return facts


def held_out(folder: Path, config: RunConfig) -> dict[str, str | float]:
    """What a run's training never saw, as its last session said; earlier versions held out a share."""
    folders: list[str] = []
    for event in _events(folder):
        if event["event"] == "held_out":
            folders = [str(name) for name in event["folders"]]
    # The share counts still for domains that have no such folder.
    return {"held_out_share": config.data.validation_fraction, "held_out_folders": ", ".join(folders)}


def card(title: str, parts: Sequence[CardPart], capabilities: Sequence[str], licence: str) -> str:
    """The card, Markdown: the first part gives the model its family, every part has a section of its own.

    Args:
        title: of the model.
        parts: the run that was exported, and those joined to it.
        capabilities: of the whole.
        licence: of the whole.
    """
    main = parts[0].content
    side = f"at {main.image_size} x {main.image_size}"
    lines = [f"# {title}", "", f"Family: {main.family}. Licence: {licence}.", ""]
    lines += [f"It can: {', '.join(capabilities)}, {side}." if capabilities else f"Pictures {side}.", ""]
    replaced = parts[0].config.replaces
    lines += [f"It replaces: {', '.join(replaced)}.", ""] if replaced else []
    for part in parts:
        networks = ", ".join(network.name for network in part.content.networks)
        lines += [f"## {networks}", ""] if len(parts) > 1 else []
        level = "###" if len(parts) > 1 else "##"
        lines += [f"{level} Made with", "", "```", *part.commands, "```", ""]
        lines += [f"- {key}: {value}" for key, value in part.provenance.items()]
        lines += [f"- terms: {part.config.licence}"]
        lines += ["", part.config.notes.strip()] if part.config.notes.strip() else []
        lines += ["", f"{level} Measured on held-out pictures", ""]
        lines += [f"- {key}: {value:.4g}" for key, value in part.metrics.items()] or ["Nothing yet."]
        lines += ["", f"{level} Configuration", "", "```json", _published(part.config), "```", ""]
    return "\n".join(lines)


def _published(config: RunConfig) -> str:
    return json.dumps(named_paths(config.model_dump(mode="json")), indent=1)
