"""Draws the README's sheets of the material brush: `python tools/material_sheets.py PHOTOS ...`.

One sheet has every sample sketch in twelve sampled styles, the other four of them in the styles of twelve
photos of twelve hues, each photo above its column. PHOTOS are the sources of a training run; only pictures
that it holds out are taken.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from engine.backends.backend import open_backend
from engine.bundle.library import Library
from engine.files import resources_folder
from engine.images.codec import decode_image, flatten, read_rgb, write_image
from engine.images.contact_sheet import contact_sheet
from engine.translation.translator import Translator
from engine.types import Pixels
from trainer.data.sources import open_sources, pictures, split_pictures
from trainer.metrics.colour import chroma, mean_lab

COLUMNS = 12
SEED = 0
CELL = 112
SKETCHES_OF_EXEMPLARS = ("sneaker", "high-heel", "loafer", "ankle-boot")


def main() -> None:
    """Write both sheets into `resources`."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("photos", nargs="+", help="folders or archives of photos")
    parser.add_argument("--model", default="shoes-material", help="a model of the library, or a .gmodel file")
    parser.add_argument("--held-out", type=float, default=0.05, help="the run's data.validation_fraction")
    parser.add_argument("--to", type=Path, default=resources_folder(), help="folder for the sheets")
    given = parser.parse_args()
    bundle = Library.default().open(given.model)
    translator = Translator(bundle, open_backend(bundle, device="cpu"))
    samples = resources_folder() / "samples"
    sketches = {path.stem: read_rgb(path)[..., 0] for path in sorted(samples.glob("*.png"))}

    styles = translator.sample_styles(COLUMNS, SEED)
    rows = [(sketch, translator.translate(sketch, styles)) for sketch in sketches.values()]
    write_image(given.to / "sheet-styles.jpg", contact_sheet(rows, cell=CELL))

    exemplars = of_twelve_hues(held_out(given.photos, given.held_out))
    styles = np.stack([translator.encode_style(photo) for photo in exemplars])
    rows = [(np.full((8, 8), 255, np.uint8), exemplars)]
    rows += [(sketches[name], translator.translate(sketches[name], styles)) for name in SKETCHES_OF_EXEMPLARS]
    write_image(given.to / "sheet-exemplars.jpg", contact_sheet(rows, cell=CELL))


def held_out(sources: Sequence[str], fraction: float) -> list[Pixels]:
    """Photos (H, W, 3) that training with this fraction never sees."""
    found = split_pictures(pictures(open_sources(sources)), "validation", fraction)
    return [flatten(decode_image(picture.read())) for picture in found]


def of_twelve_hues(photos: Sequence[Pixels]) -> list[Pixels]:
    """Of each twelfth of the circle of hues (of Lab) the photo of most chroma, red first."""
    colours = np.stack([mean_lab(photo) for photo in photos])
    hues = (np.degrees(np.arctan2(colours[:, 2], colours[:, 1])) % 360 / (360 / COLUMNS)).astype(int)
    strength = chroma(colours)
    return [photos[max(np.flatnonzero(hues == hue), key=lambda row: strength[row])] for hue in range(COLUMNS)]


if __name__ == "__main__":
    main()
