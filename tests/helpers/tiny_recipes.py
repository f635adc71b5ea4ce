"""A tiny configuration of every recipe, with pictures to train it on."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from helpers import two_domains
from helpers.labelled_pictures import write_labelled_pictures
from helpers.tiny_faces import make_tiny_faces
from helpers.tiny_model import TINY_SETTINGS
from helpers.watched_runs import BY_PICTURES, draw_pairs, draw_pictures
from PIL import Image

STEPS, BATCH = 8, 4
Sections = dict[str, dict[str, Any]]


def _pairs(folder: Path) -> Sections:
    sources = [str(draw_pairs(folder / "pairs", 14))]
    settings = {"generator_widths": [8, 12, 16], "discriminator_widths": [8, 12]}
    return {"data": {"sources": sources, "kind": "side_by_side"}, "settings": settings}


def _styles(folder: Path) -> Sections:
    data = {"sources": [str(draw_pairs(folder / "pairs", 14))], "kind": "side_by_side"}
    return {"data": data, "settings": {**TINY_SETTINGS, "condition_channels": 3, "dropout": True}}


def _photos(folder: Path) -> Sections:
    data = {"sources": [str(draw_pictures(folder / "pictures", 14, 32))], "kind": "photos"}
    settings = {"generator_widths": [8, 16, 16], "mapping_width": 8, "gan_from": 12, "gan_ramp": 4}
    return {"data": data, "settings": settings}


def _faces(folder: Path) -> Sections:
    data = {"sources": [str(draw_pictures(folder / "pictures", 14))], "kind": "pictures"}
    settings = {
        "resolution": 16,
        "z_size": 8,
        "w_size": 12,
        "mapping_depth": 2,
        "channel_base": 128,
        "channel_max": 16,
        "r1_every": 4,
        "augment_kimg": 0.5,
        "augment_p": 0.3,
    }
    return {"data": data, "settings": settings, "schedule": {"size": 16}}


def _autoencoder(folder: Path) -> Sections:
    data = {"sources": [str(draw_pictures(folder / "pictures", 14))], "kind": "pictures"}
    settings = {"resolution": 16, "z_size": 4, "w_size": 8, "channel_base": 128, "channel_max": 16}
    return {"data": data, "settings": {**settings, "lambda_perceptual": 0.0}, "schedule": {"size": 16}}


def _components(folder: Path) -> Sections:
    sections = _autoencoder(folder)
    sections["settings"] |= {"lambda_gan": 0.0, "rough_size": 8}
    return sections


def _encoder(folder: Path) -> Sections:
    settings = {"widths": [8, 8, 16, 24, 32], "depth": [1, 1, 1, 1], "pyramid": 16, "size": 32}
    generator = make_tiny_faces(folder / "tinyfaces.gmodel")
    settings |= {"perceptual_size": 32, "lambda_perceptual": 0.0, "generator": str(generator)}
    data = {"sources": [str(draw_pictures(folder / "pictures", 14, 32))], "kind": "pictures"}
    return {"data": data, "settings": settings}


def _classifier(folder: Path) -> Sections:
    write_labelled_pictures(folder / "data.zip", 24)
    attributes = {
        "disc": {"kind": "binary", "label": "disc"},
        "ground": {"kind": "number", "label": "ground"},
    }
    settings = {"attributes": attributes, "working_size": 64, "hidden": 4, "dropout": 0.3}
    return {"data": {"sources": [str(folder / "data.zip")], "kind": "pictures"}, "settings": settings}


def _finder(folder: Path) -> Sections:
    for place, side in (("faces", 64), ("others", 48)):
        (folder / place).mkdir()
        for number in range(8):
            pixels = np.random.default_rng(number).integers(0, 255, (side, side, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(folder / place / f"{number}.png")
    data = {
        "sources": [str(folder / "faces")],
        "backgrounds": [str(folder / "others")],
        "kind": "face_scenes",
    }
    return {"data": data, "settings": {"widths": [4, 6, 8, 8], "depth": 0}}


def _two_domains(recipe: str) -> Callable[[Path], Sections]:
    def sections(folder: Path) -> Sections:
        place = two_domains.write_folders(folder / "domains")
        sources = {"sources": [str(place / "trainA")], "sources_b": [str(place / "trainB")]}
        return {"data": {**sources, "kind": "unpaired"}, "settings": dict(two_domains.TINY[recipe])}

    return sections


MAKERS: Mapping[str, Callable[[Path], Sections]] = {
    "attributes": _classifier,
    "bicyclegan": _styles,
    "glo": _components,
    "landmarks": _finder,
    "material": _photos,
    "pix2pix": _pairs,
    "psp": _encoder,
    "stylegan2": _faces,
    "vae": _autoencoder,
    **{recipe: _two_domains(recipe) for recipe in two_domains.TINY},
}


def tiny_values(recipe: str, folder: Path, run: str = "run") -> dict[str, Any]:
    """Values of a tiny run of any recipe; its pictures are drawn into `folder` and stay there."""
    kept = folder / "sections.json"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(MAKERS[recipe](folder)))
    own = json.loads(kept.read_text())
    sections: dict[str, dict[str, Any]] = {
        "data": {"workers": 2, "validation_fraction": 0.2},
        "schedule": {"pictures": STEPS * BATCH, "batch_size": BATCH, "size": 32},
        "averaging": {"half_life": 100},
        "reporting": {
            "progress": BATCH,
            "metrics": 3 * BATCH,
            "metrics_share": 1.0,
            "samples": 10**9,
            "checkpoints": 3 * BATCH,
            "keep": 9,
            **BY_PICTURES,
        },
        "hardware": {"device": "cpu", "threads": 1},
    }
    for name, values in own.items():
        sections[name] = {**sections.get(name, {}), **values}
    return {
        "recipe": recipe,
        "name": f"tiny-{recipe}",
        "folder": str(folder / run),
        "seed": 5,
        "licence": "CC0",
        **sections,
    }
