"""A run's folder as training leaves it, written without training: events, sheets, configuration."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

STEP = 100


def write_run(folder: Path, *, sheets: int = 3, pictures: int = 1000, end: str = "stopped") -> Path:
    """A run of `sheets` times 100 pictures that ended; `end` "" for one that was killed."""
    (folder / "samples").mkdir(parents=True)
    values = {
        "recipe": "pix2pix",
        "name": folder.name,
        "title": f"Run {folder.name}",
        "folder": str(folder),
        "schedule": {"pictures": pictures, "batch_size": 2},
        "optimiser": {"learning_rate": 2e-4},
    }
    (folder / "config.json").write_text(json.dumps(values), "utf-8")
    events: list[dict[str, Any]] = [
        {"event": "started", "time": 1000.0, "seen": 0, "pictures": pictures, "device": "cpu", "of": 60}
    ]
    for number in range(1, sheets + 1):
        seen = number * STEP
        events += [
            {
                "event": "progress",
                "time": 1000.0 + seen,
                "seen": seen,
                "eta": pictures - seen,
                "per_second": 2.5,
                "learning_rate": 2e-4,
                "memory_bytes": 1.5e9,
                "loss_gan": 2.0 / number,
                "loss_d": 0.5 + 0.1 * number,
            },
            {"event": "sample", "time": 1000.0 + seen, "seen": seen, "file": write_sheet(folder, seen)},
        ]
    events.append({"event": "metric", "time": 1300.0, "seen": sheets * STEP, "kid": 12.5, "diversity": 0.3})
    write_checkpoint(folder, sheets * STEP)
    if end:
        events.append({"event": end, "time": 1400.0, "seen": sheets * STEP})
    append(folder, events)
    return folder


def write_sheet(folder: Path, seen: int) -> str:
    """A grey sheet whose brightness tells when it was made."""
    name = f"{seen:09d}.png"
    pixels = np.full((64, 96, 3), seen // STEP * 20 % 256, np.uint8)
    Image.fromarray(pixels).save(folder / "samples" / name)
    return name


def write_checkpoint(folder: Path, seen: int, size: int = 1000) -> Path:
    """A file where a checkpoint would lie; nothing here reads it."""
    path = folder / f"checkpoint-{seen:09d}.pt"
    path.write_bytes(bytes(size))
    return path


def append(folder: Path, events: Iterable[Mapping[str, Any]]) -> None:
    """Further events, as a trainer writes them."""
    with (folder / "events.jsonl").open("a", encoding="utf-8") as file:
        for event in events:
            file.write(json.dumps(event) + "\n")
