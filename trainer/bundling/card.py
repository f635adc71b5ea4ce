"""The card of a bundle: what it does, how each of its networks was made and measured, on which terms."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from trainer.recipes.base import BundleContent
from trainer.runs.events import parsed
from trainer.settings.run_config import RunConfig, to_json

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
    """The command of every leg of a run, with the pictures that it started from, as its events tell.

    Runs of before commands were noted have their configuration's name in place of its path.
    """
    sessions: list[str] = []
    try:
        lines = (folder / "events.jsonl").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    command = ""
    for line in lines:
        event = parsed(line)
        if event is None:
            continue
        if event["event"] == "command":
            command = str(event.get("text", ""))
        elif event["event"] == "started":
            seen = int(event.get("seen", 0))
            known = command or f"ganvas train {config.name}.toml" + (" --resume" if seen else "")
            sessions.append(f"{known}  # from {seen:,} pictures on")
            command = ""
    return sessions or [f"ganvas train {config.name}.toml"]


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
        "torch": torch.__version__,
        **content.facts,
    }


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
        lines += ["", f"{level} Configuration", "", "```json", to_json(part.config), "```", ""]
    return "\n".join(lines)
