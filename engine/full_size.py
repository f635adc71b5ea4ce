"""Pictures translated at their own size: whole where memory allows, in tiles where it does not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.errors import DeviceError, RequestError
from engine.tiling import Progress, run_in_tiles, tiled_spec
from engine.translate import Translator, in_colour, in_grey, to_network, to_pixels
from engine.ways import Way

Pixels = NDArray[np.uint8]
Array = NDArray[np.float32]
WHOLE_PIXELS = 2**20
TILE = 512


def translate_full_size(
    translator: Translator,
    picture: Pixels,
    styles: Array,
    direction: Way = "forward",
    *,
    whole_pixels: int = WHOLE_PIXELS,
    tile: int = TILE,
    progress: Progress | None = None,
) -> Pixels:
    """A picture in several styles, without fitting it into the model's square.

    What the model knows are things of the size that they had in its training: a photo of twice its square
    shows them twice as large to it.

    Args:
        translator: with a model whose networks take any sides.
        picture: (H, W), (H, W, 3) or (H, W, 4) uint8.
        styles: (N, style_size) float32; (N, 0) for models without styles.
        direction: which way.
        whole_pixels: up to so many the picture is processed whole; larger ones, and those for which memory is
            short, are processed in tiles.
        tile: side of a tile in pixels, without its surroundings.
        progress: called with (rounds done, rounds at most) while tiles are run.

    Returns:
        (N, H, W, 3) uint8.

    Raises:
        RequestError: the model takes its square alone, or the styles do not fit it.
        DeviceError: memory is short even for one tile.
    """
    codes = translator.checked(styles)
    way = translator.way(direction)
    multiple = translator.bundle.manifest.image.multiple
    if multiple is None:
        raise RequestError(
            f"The model '{translator.bundle.manifest.name}' works at {translator.size} pixels alone; "
            "translate the picture in the usual way."
        )
    height, width = picture.shape[:2]
    image = to_network(
        _padded(in_grey(picture) if translator.input_channels == 1 else in_colour(picture), multiple)
    )
    runs = _Runs(translator, image.shape[2] * image.shape[3] > whole_pixels, progress)
    side = max(multiple, tile // multiple * multiple)
    if way.decoder is not None and way.content_encoder is not None:
        content = runs.run(way.content_encoder, "image", image, None, side, multiple)
        network, name, taken, side, step = way.decoder, "content", content, side // multiple, 1
    else:
        assert way.generator is not None
        network, name, taken, step = way.generator, "image", image, multiple
    made = []
    for row in range(len(codes)):
        code = codes[row : row + 1] if translator.style_size else None
        made.append(to_pixels(runs.run(network, name, taken, code, side, step))[0, :height, :width])
    return np.stack(made) if made else np.empty((0, height, width, 3), dtype=np.uint8)


class _Runs:
    """Runs networks whole until a picture is too large or memory is short, and in tiles from then on."""

    def __init__(self, translator: Translator, in_tiles: bool, progress: Progress | None) -> None:
        self.backend, self.manifest = translator.backend, translator.bundle.manifest
        self.in_tiles, self.progress = in_tiles, progress

    def run(self, network: str, name: str, taken: Array, code: Array | None, side: int, step: int) -> Array:
        """A network's result for features or a picture (1, C, h, w)."""
        spec = tiled_spec(self.manifest, network)
        if not self.in_tiles or spec is None:
            inputs = {name: taken} if code is None else {name: taken, "code": code}
            try:
                return self.backend.run(network, inputs)
            except DeviceError:
                if spec is None:
                    raise
                self.in_tiles = True
        assert spec is not None
        return run_in_tiles(self.backend, spec, taken, code, side=side, step=step, progress=self.progress)


def _padded(pixels: Pixels, multiple: int) -> Pixels:
    """The picture with its last rows and columns repeated until its sides are multiples."""
    extra = [-length % multiple for length in pixels.shape[:2]]
    spread = [(0, extra[0]), (0, extra[1]), *[(0, 0)] * (pixels.ndim - 2)]
    return np.pad(pixels, spread, mode="edge")
