"""A small archive of drawn pictures in the layout of NVIDIA's dataset tool, with labels that can be seen."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image


def write_labelled_pictures(path: Path, count: int = 120, size: int = 32, seed: int = 0) -> None:
    """A disc on a grey ground: `disc` (0, 1), `ground` (0 to 1), `side` (-1 to 1, turns in a mirror).

    Every third picture lacks the label `disc`.
    """
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[:size, :size] / size
    labels = []
    with zipfile.ZipFile(path, "w") as archive:
        for index in range(count):
            disc, ground, side = int(rng.random() < 0.3), rng.uniform(0.2, 0.8), rng.uniform(-1, 1)
            picture = np.full((size, size, 3), ground * 255)
            picture += rng.normal(0, 6, picture.shape)
            picture[:, int((side + 1) / 2 * (size - 3)) :][:, :3] = [20, 160, 20]
            if disc:
                where = (rows - 0.3) ** 2 + (columns - rng.uniform(0.3, 0.7)) ** 2 < 0.05
                picture[where] = [220, 30, 30]
            buffer = io.BytesIO()
            Image.fromarray(picture.clip(0, 255).astype(np.uint8)).save(buffer, "PNG")
            name = f"00000/img{index:08d}.png"
            archive.writestr(name, buffer.getvalue())
            labels.append([name, [None if index % 3 == 0 else disc, ground, side]])
        page = {"labels": labels, "label_names": ["disc", "ground", "side"]}
        archive.writestr("dataset.json", json.dumps(page))
