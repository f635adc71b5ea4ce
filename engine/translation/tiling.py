"""Pictures too large to be processed whole: overlapping tiles that share the whole picture's statistics.

A network with instance norm looks at the whole picture at once through means and variances. Tiles with
statistics of their own would each look like another model. Here every tile is run with the same statistics,
and those are gathered from all tiles: round by round they come closer to the whole picture's (after n rounds
those of the first n norms are exact), until they stand still. Tiles overlap by all that the network's
convolutions reach, so there are no seams.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.backends.backend import Backend
from engine.bundle.manifest import Direction, Manifest
from engine.errors import DeviceError, RequestError
from engine.translation.translator import Translator, in_colour, in_grey, to_network, to_pixels
from engine.types import Array, Pixels, Progress

Moments = NDArray[np.float64]
ROUNDS = 40
# A change of statistics by this share of a deviation is below half a step of 255 in the picture.
STILL = 2e-3


@dataclass(frozen=True)
class TiledSpec:
    """How a network is run in tiles.

    Attributes:
        network: the name of its tiled form.
        halo: surroundings that a tile needs, in places of the input.
        statistics: how many numbers describe the whole picture to its norms.
    """

    network: str
    halo: int
    statistics: int


@dataclass(frozen=True)
class Tile:
    """One tile: what is read with its surroundings, and what of it counts; rows and columns of the input."""

    top: int
    left: int
    bottom: int
    right: int
    core_top: int
    core_left: int
    core_bottom: int
    core_right: int

    @property
    def area(self) -> int:
        """Places that count."""
        return (self.core_bottom - self.core_top) * (self.core_right - self.core_left)


def tiled_spec(manifest: Manifest, network: str) -> TiledSpec | None:
    """The tiled form of a network, or None where the bundle has none."""
    for name, spec in manifest.networks.items():
        if spec.weights_of == network and spec.architecture == "tiled":
            return TiledSpec(name, int(str(spec.config["halo"])), int(str(spec.config["statistics"])))
    return None


def tiles(height: int, width: int, side: int, halo: int) -> Iterator[Tile]:
    """Tiles that cover (height, width), each with surroundings of `halo` where the picture has them.

    Args:
        height: of the input.
        width: of the input.
        side: of what counts in a tile.
        halo: surroundings.
    """
    for top in range(0, height, side):
        for left in range(0, width, side):
            bottom, right = min(top + side, height), min(left + side, width)
            yield Tile(
                max(0, top - halo),
                max(0, left - halo),
                min(height, bottom + halo),
                min(width, right + halo),
                top,
                left,
                bottom,
                right,
            )


def run_in_tiles(
    backend: Backend,
    spec: TiledSpec,
    picture: Array,
    code: Array | None,
    *,
    side: int,
    step: int,
    progress: Progress | None = None,
) -> Array:
    """A network's result for a picture of any size, in tiles.

    Args:
        backend: with the tiled network.
        spec: of the network.
        picture: (1, C, H, W); H and W are multiples of `step`.
        code: (1, style_size), where the network takes one.
        side: of a tile without its surroundings, in places of the input; a multiple of `step`.
        step: places of the input for one of the network's coarsest features.
        progress: called with (rounds done, rounds at most).

    Returns:
        (1, C', H', W') float32.

    Raises:
        DeviceError: memory is short even for one tile, or the statistics do not come to rest.
    """
    start = np.concatenate([np.zeros(spec.statistics // 2), np.ones(spec.statistics // 2)])
    # A small picture of the whole gives statistics to begin with, for the price of a tile.
    moments, _ = _settle(backend, spec, _reduced(picture, side, step), code, start, side, step, None)
    return _settle(backend, spec, picture, code, moments, side, step, progress)[1]


def _settle(
    backend: Backend,
    spec: TiledSpec,
    picture: Array,
    code: Array | None,
    moments: Moments,
    side: int,
    step: int,
    progress: Progress | None,
) -> tuple[Moments, Array]:
    """Rounds over all tiles until the moments stand still: those moments, and the result with them."""
    halo = -(-spec.halo // step) * step
    every = list(tiles(picture.shape[2], picture.shape[3], side, halo))
    for done in range(ROUNDS):
        if progress is not None:
            progress(done, ROUNDS)
        gathered, result = np.zeros_like(moments), None
        for tile in every:
            made, seen = _run(backend, spec, picture, code, moments, tile)
            gathered += seen * tile.area
            result = _placed(made, tile, picture, result)
        gathered /= picture.shape[2] * picture.shape[3]
        still = _change(moments, gathered) < STILL
        if still:
            assert result is not None
            return gathered, result
        moments = gathered
    raise DeviceError("The tiles of this picture do not come to one look; make it smaller and try again.")


def _run(
    backend: Backend, spec: TiledSpec, picture: Array, code: Array | None, moments: Moments, tile: Tile
) -> tuple[Array, Moments]:
    """One tile's result, with its surroundings, and the moments of what counts in it."""
    part = picture[:, :, tile.top : tile.bottom, tile.left : tile.right]
    mask = np.zeros((1, 1, *part.shape[2:]), dtype=np.float32)
    rows = slice(tile.core_top - tile.top, tile.core_bottom - tile.top)
    mask[:, :, rows, tile.core_left - tile.left : tile.core_right - tile.left] = 1.0
    inputs = {"tile": part, "mask": mask, "statistics": _statistics(moments)}
    if code is not None:
        inputs["code"] = code
    made = backend.run_named(spec.network, inputs, ("result", "moments"))
    return made["result"], made["moments"][0].astype(np.float64)


def _statistics(moments: Moments) -> Array:
    mean, variance = _mean_and_variance(moments)
    return np.concatenate([mean, np.log(variance)])[None].astype(np.float32)


def _mean_and_variance(moments: Moments) -> tuple[Moments, Moments]:
    mean, square = np.split(moments, 2)
    return mean, np.maximum(square - mean**2, 1e-12)


def _change(before: Moments, after: Moments) -> float:
    """The largest change of a mean or a deviation, as a share of the deviation."""
    (mean, variance), (mean_after, variance_after) = _mean_and_variance(before), _mean_and_variance(after)
    # Below the norms' epsilon of 1e-5 a channel is silent, and what it does is of no account.
    deviation = np.sqrt(variance_after + 1e-5)
    moved = np.abs(mean_after - mean) / deviation
    spread = np.abs(np.sqrt(variance + 1e-5) / deviation - 1)
    return float(max(moved.max(initial=0.0), spread.max(initial=0.0)))


def _placed(made: Array, tile: Tile, picture: Array, result: Array | None) -> Array:
    """What counts of a tile's result, put into the whole one, which is made for the first tile."""
    scale = made.shape[2] / (tile.bottom - tile.top)
    if result is None:
        shape = (1, made.shape[1], round(picture.shape[2] * scale), round(picture.shape[3] * scale))
        result = np.empty(shape, dtype=np.float32)
    top, left = round(tile.core_top * scale), round(tile.core_left * scale)
    bottom, right = round(tile.core_bottom * scale), round(tile.core_right * scale)
    rows, columns = round(tile.top * scale), round(tile.left * scale)
    core = made[:, :, top - rows : bottom - rows, left - columns : right - columns]
    result[:, :, top:bottom, left:right] = core
    return result


def _reduced(picture: Array, side: int, step: int) -> Array:
    """The picture averaged over whole blocks until it fits a tile; sides are multiples of `step`."""
    height, width = picture.shape[2:]
    factor = max(1, -(-max(height, width) // side))
    rows, columns = (max(step, length // factor // step * step) for length in (height, width))
    if rows * factor > height or columns * factor > width:
        return picture
    cut = picture[:, :, : rows * factor, : columns * factor]
    blocks = cut.reshape(*cut.shape[:2], rows, factor, columns, factor)
    return np.asarray(blocks.mean(axis=(3, 5)), dtype=np.float32)


# Pictures translated at their own size: whole where memory allows, in tiles where it does not.


WHOLE_PIXELS = 2**20
TILE = 512


def translate_full_size(
    translator: Translator,
    picture: Pixels,
    styles: Array,
    direction: Direction = "forward",
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
    spec = translator.spec(direction)
    multiple = translator.bundle.manifest.image.multiple
    if multiple is None:
        raise RequestError(
            "The model '{name}' works at {size} pixels alone; translate the picture in the usual way.",
            name=translator.bundle.manifest.name,
            size=translator.size,
        )
    height, width = picture.shape[:2]
    image = to_network(
        _padded(in_grey(picture) if translator.input_channels == 1 else in_colour(picture), multiple)
    )
    runs = _Runs(translator, image.shape[2] * image.shape[3] > whole_pixels, progress)
    side = max(multiple, tile // multiple * multiple)
    if spec.decoder is not None and spec.content_encoder is not None:
        content = runs.run(spec.content_encoder, "image", image, None, side, multiple)
        network, name, taken, side, step = spec.decoder, "content", content, side // multiple, 1
    else:
        assert spec.generator is not None
        network, name, taken, step = spec.generator, "image", image, multiple
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
