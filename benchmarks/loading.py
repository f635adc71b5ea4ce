"""How long a step waits for its pictures: the share that a real run reports, by kind of data."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from benchmarks.measuring import Row, report
from benchmarks.shapes import draw
from trainer.settings.run_config import parse_config
from trainer.training.session import run_training

SIDE, PICTURES, REPORTS = 128, 48, 4
KINDS: Mapping[str, dict[str, Any]] = {
    "photos, sketched on the fly (bicyclegan)": {
        "recipe": "bicyclegan",
        "data": {"kind": "photos"},
        "settings": {
            "generator_widths": [32, 64, 128, 128, 128, 128],
            "encoder_widths": [32, 64, 128],
            "discriminator_width": 32,
        },
        "schedule": {"batch_size": 4, "size": SIDE},
    },
    "pairs, decoded each time (pix2pix)": {
        "recipe": "pix2pix",
        "data": {"kind": "side_by_side"},
        "settings": {"generator_widths": [32, 64, 128, 128, 128, 128], "discriminator_widths": [32, 64]},
        "schedule": {"batch_size": 4, "size": SIDE},
    },
    "pictures from the memory-mapped cache (stylegan2)": {
        "recipe": "stylegan2",
        "data": {"kind": "pictures"},
        "settings": {"resolution": 64, "channel_base": 2048, "channel_max": 64, "z_size": 64, "w_size": 64},
        "schedule": {"batch_size": 8, "size": 64},
    },
}


def draw_photos(folder: Path, pairs: bool) -> None:
    """JPEG files as cameras and shops give them, of shapes."""
    folder.mkdir()
    for number in range(PICTURES):
        picture = draw(number % 3, "b", np.random.default_rng(number), 256)
        shown = np.concatenate([picture, picture], axis=1) if pairs else picture
        Image.fromarray(shown).save(folder / f"{number}.jpg", quality=92)


def share(values: Mapping[str, Any], folder: Path) -> tuple[float, float]:
    """Mean share of waiting and pictures per second of a run with one worker, after its first report."""
    kind, batch = values["data"]["kind"], values["schedule"]["batch_size"]
    draw_photos(folder / "photos", pairs=kind == "side_by_side")
    config = parse_config(
        {
            **values,
            "name": "loading",
            "folder": str(folder / "run"),
            "data": {**values["data"], "sources": [str(folder / "photos")], "workers": 1},
            "schedule": {**values["schedule"], "pictures": (REPORTS + 1) * 4 * batch},
            "reporting": {"progress": 4 * batch, "samples": 10**9, "metrics": 10**9, "checkpoints": 10**9},
            "hardware": {"device": "cpu", "threads": 2},
        }
    )
    run_training(config, resume=False, echo=False)
    events = [json.loads(line) for line in (folder / "run" / "events.jsonl").open()]
    info = [event for event in events if "data_share" in event][1:]
    return (
        float(np.mean([event["data_share"] for event in info])),
        float(np.mean([event["per_second"] for event in info])),
    )


def measure() -> list[Row]:
    """Waiting for data, as a share of a step."""
    torch.set_num_threads(2)
    rows = []
    for name, values in KINDS.items():
        with tempfile.TemporaryDirectory() as folder:
            waiting, rate = share(values, Path(folder))
        detail = f"{rate:.1f} pictures a second, one worker"
        rows.append(Row(f"Waiting for {name}, share of a step", waiting, "", 0.05, True, detail))
    return rows


if __name__ == "__main__":
    report(measure)
