"""Picture to picture: sketches in, photos out, many styles in one call."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.backends import Backend
from engine.bundle import Bundle
from engine.errors import RequestError
from engine.images import Placement, flatten, letterbox
from engine.request import TranslateRequest, digest_of

Pixels = NDArray[np.uint8]
Codes = NDArray[np.float32]
_PICTURES_AT_ONCE = 16


class Translator:
    """A translating model at work on pictures of any size.

    Args:
        bundle: a model with the capability `translate`.
        backend: with the bundle's networks.

    Raises:
        RequestError: the model does not translate.
    """

    def __init__(self, bundle: Bundle, backend: Backend) -> None:
        if "translate" not in bundle.manifest.capabilities:
            raise RequestError(f"The model '{bundle.manifest.name}' does not turn pictures into pictures.")
        self.bundle, self.backend = bundle, backend

    @property
    def size(self) -> int:
        """Side of the square, in pixels, that the network works at."""
        return self.bundle.manifest.image.size

    @property
    def input_channels(self) -> int:
        """1 for sketches, 3 for pictures in colour."""
        return self.bundle.manifest.image.input_channels

    @property
    def style_size(self) -> int:
        """Length of a style code; 0 for models without styles."""
        latent = self.bundle.manifest.latent
        return latent.size if latent is not None else 0

    @property
    def capabilities(self) -> frozenset[str]:
        """What the model can do."""
        return frozenset(self.bundle.manifest.capabilities)

    def warm_up(self) -> None:
        """Run one empty picture, so that the first real one does not wait for the session to start."""
        blank = np.full((self.size, self.size), 255, dtype=np.uint8)
        self.translate(blank, np.zeros((1, self.style_size), dtype=np.float32))

    def sample_styles(self, count: int, seed: int) -> Codes:
        """Random style codes from the prior N(0, 1), (count, style_size).

        The first codes of a seed are the same whatever the count.
        """
        rows = [np.random.default_rng([seed, row]).standard_normal(self.style_size) for row in range(count)]
        return np.asarray(rows, dtype=np.float32).reshape(count, self.style_size)

    def translate(self, picture: Pixels, styles: Codes) -> Pixels:
        """A picture in several styles.

        Args:
            picture: (H, W), (H, W, 3) or (H, W, 4) uint8, any size; letterboxed to the model's and back.
            styles: (N, style_size) float32; (N, 0) for models without styles.

        Returns:
            (N, H, W, 3) uint8.

        Raises:
            RequestError: the styles do not fit the model.
            DeviceError: memory is short.
        """
        codes = np.asarray(styles, dtype=np.float32)
        if codes.ndim != 2 or codes.shape[1] != self.style_size:
            raise RequestError(f"A style of this model has {self.style_size} numbers, got {codes.shape[-1]}.")
        image, placement = self._network_input(picture)
        results = []
        for start in range(0, len(codes), _PICTURES_AT_ONCE):
            part = codes[start : start + _PICTURES_AT_ONCE]
            inputs = {"image": np.repeat(image, len(part), axis=0)}
            if self.style_size:
                inputs["code"] = part
            made = self.backend.run("generator", inputs)
            pixels = np.clip((made + 1.0) * 127.5 + 0.5, 0, 255).astype(np.uint8).transpose(0, 2, 3, 1)
            results += [placement.restore(np.ascontiguousarray(one)) for one in pixels]
        return np.stack(results) if results else np.empty((0, *picture.shape[:2], 3), dtype=np.uint8)

    def encode_style(self, picture: Pixels) -> Codes:
        """The style of a picture, the mean of its code: (style_size,) float32.

        Args:
            picture: (H, W), (H, W, 3) or (H, W, 4) uint8, any size.

        Raises:
            RequestError: the model has no encoder.
        """
        if "encode_style" not in self.capabilities:
            raise RequestError(f"The model '{self.bundle.manifest.name}' cannot read a style from a picture.")
        square, _ = letterbox(_in_colour(picture), self.size)
        return np.asarray(self.backend.run("encoder", {"image": _to_network(square)})[0])

    def request(self, picture: Pixels, style: Codes, seed: int | None = None) -> TranslateRequest:
        """The recipe of one result of `translate`."""
        return TranslateRequest(
            model=self.bundle.manifest.name,
            model_digest=self.bundle.digest,
            input_digest=digest_of(picture),
            style=tuple(float(value) for value in style),
            seed=seed,
            backend=self.backend.name,
            precision=self.backend.precision,
        )

    def _network_input(self, picture: Pixels) -> tuple[NDArray[np.float32], Placement]:
        taken = _in_grey(picture) if self.input_channels == 1 else _in_colour(picture)
        square, placement = letterbox(taken, self.size)
        return _to_network(square), placement


def _in_grey(picture: Pixels) -> Pixels:
    """(H, W) of any picture: ITU-R BT.601 luma, transparency on white."""
    if picture.ndim == 2:
        return picture
    return np.asarray(Image.fromarray(_in_colour(picture)).convert("L"))


def _in_colour(picture: Pixels) -> Pixels:
    if picture.ndim == 2:
        return np.repeat(picture[..., None], 3, axis=2)
    return flatten(picture) if picture.shape[2] == 4 else picture


def _to_network(square: Pixels) -> NDArray[np.float32]:
    """(S, S) or (S, S, C) uint8 to (1, C, S, S) in [-1, 1]."""
    planes = square[None] if square.ndim == 2 else square.transpose(2, 0, 1)
    return planes[None].astype(np.float32) / 127.5 - 1.0
