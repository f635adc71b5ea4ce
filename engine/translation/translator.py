"""Picture to picture: sketches in, photos out, many styles of one content in one call, and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engine.backends.backend import Backend
from engine.bundle.bundle import Bundle
from engine.bundle.manifest import DIRECTIONS, RETURNING, Direction, DirectionSpec, directions_of
from engine.errors import BundleError, RequestError
from engine.images.codec import flatten
from engine.images.guides import DrawingMaps, letterboxed_guide, photo_maps
from engine.images.letterbox import Placement, letterbox, letterbox_labels
from engine.requests.request import TranslateRequest, digest_of
from engine.translation.styles import StoredStyles, weighted_style
from engine.types import Codes, Pixels

# There and back: a picture translated, translated back, and where the way lost something.


@dataclass(frozen=True)
class Cycle:
    """What became of a picture on the way to the other domain and back.

    Attributes:
        there: (H, W, 3) uint8, the translation.
        back: (H, W, 3) uint8, the translation's translation.
        error: (H, W) float32, 0 to 1: mean absolute difference of the colours from the picture's.
    """

    there: Pixels
    back: Pixels
    error: NDArray[np.float32]

    @property
    def mean_error(self) -> float:
        """Of all places, 0 to 1."""
        return float(self.error.mean())


def reconstruction_error(picture: Pixels, again: Pixels) -> NDArray[np.float32]:
    """Mean absolute difference of colours at every place, (H, W) float32 from 0 to 1.

    Args:
        picture: (H, W, 3) uint8.
        again: (H, W, 3) uint8.
    """
    difference = np.abs(picture.astype(np.float32) - again.astype(np.float32))
    return np.asarray(difference.mean(axis=2) / 255.0, dtype=np.float32)


_PICTURES_AT_ONCE = 16


@dataclass(frozen=True)
class Content:
    """What is done once for a picture, whatever the number of its styles.

    Attributes:
        direction: that it is to go in.
        features: (1, C, h, w) float32: encoded content, or the picture itself where a model encodes none.
        placement: of the picture in the model's square.
        maps: further inputs of a guided model's generator, each (1, C, S, S) float32.
    """

    direction: Direction
    features: NDArray[np.float32]
    placement: Placement
    maps: Mapping[str, NDArray[np.float32]] = field(default_factory=dict)


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
            raise RequestError(
                "The model '{name}' does not turn pictures into pictures.", name=bundle.manifest.name
            )
        self.bundle, self.backend = bundle, backend
        self._directions = directions_of(bundle.manifest)
        self._last: tuple[tuple[str, Direction], Content] | None = None
        self._guided = "guide" in bundle.manifest.capabilities
        self._maps = DrawingMaps()
        self._stored: StoredStyles | None = None

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

    @property
    def directions(self) -> tuple[Direction, ...]:
        """All ways that the model goes, `forward` first; see `engine.bundle.manifest`."""
        return tuple(direction for direction in DIRECTIONS if direction in self._directions)

    def spec(self, direction: Direction) -> DirectionSpec:
        """What goes in and comes out in one direction, and by which networks.

        Raises:
            RequestError: the model does not go that way.
        """
        if direction not in self._directions:
            raise RequestError(
                "The model '{name}' does not go {direction}.",
                name=self.bundle.manifest.name,
                direction=direction,
            )
        return self._directions[direction]

    def warm_up(self) -> None:
        """Run one empty picture, so that the first real one does not wait for the session to start."""
        blank = np.full((self.size, self.size), 255, dtype=np.uint8)
        self.translate(blank, np.zeros((1, self.style_size), dtype=np.float32))

    def sample_styles(self, count: int, seed: int) -> Codes:
        """Random style codes, (count, style_size): from the prior N(0, 1), or of those that the model stores.

        The first codes of a seed are the same whatever the count; stored ones are drawn as `StoredStyles` do.
        """
        latent = self.bundle.manifest.latent
        if latent is not None and latent.prior == "stored":
            return self._stored_styles().drawn(count, seed)
        rows = [np.random.default_rng([seed, row]).standard_normal(self.style_size) for row in range(count)]
        return np.asarray(rows, dtype=np.float32).reshape(count, self.style_size)

    def _stored_styles(self) -> StoredStyles:
        """Codes of photos that the bundle holds, those that are filled."""
        if self._stored is None:
            rows = self.bundle.weights("encoder")["styles"]
            filled = rows[rows.any(axis=1)]
            # Whole numbers from 0 to 255; others may be anything, not a number among them.
            if filled.dtype != np.uint8 or not len(filled):
                raise BundleError(
                    "The model '{name}' stores no styles; get it again.", name=self.bundle.manifest.name
                )
            self._stored = StoredStyles(filled)
        return self._stored

    def translate(
        self,
        picture: Pixels,
        styles: Codes,
        direction: Direction = "forward",
        guide: Pixels | None = None,
    ) -> Pixels:
        """A picture in several styles.

        Args:
            picture: (H, W), (H, W, 3) or (H, W, 4) uint8, any size; letterboxed to the model's and back.
            styles: (N, style_size) float32; (N, 0) for models without styles.
            direction: which way, of those in `directions`.
            guide: (H, W, 4) uint8, laid over the picture: colours and swatches to follow where it is
                opaque; only for models with the capability `guide`.

        Returns:
            (N, H, W, 3) uint8.

        Raises:
            RequestError: the styles do not fit the model, or it does not go that way.
            DeviceError: memory is short.
        """
        return self.decode(self.content(picture, direction, guide), styles)

    def content(
        self, picture: Pixels, direction: Direction = "forward", guide: Pixels | None = None
    ) -> Content:
        """What a picture shows, encoded once for `decode` in any number of styles; the last one is kept.

        Args:
            picture: as of `translate`.
            direction: that it is to go in.
            guide: as of `translate`.

        Raises:
            RequestError: the model does not go that way, or it takes no guide, or the guide's sides are
                others.
        """
        if guide is not None:
            self._check_guide(picture, guide)
        encoder = self.spec(direction).content_encoder
        if encoder is None:
            return self._shown(picture, direction, guide)
        key = digest_of(picture), direction
        if self._last is None or self._last[0] != key:
            found = self._shown(picture, direction, guide)
            features = self.backend.run(encoder, {"image": found.features})
            self._last = key, replace(found, features=features)
        return self._last[1]

    def _shown(self, picture: Pixels, direction: Direction, guide: Pixels | None) -> Content:
        """A picture as a network takes it, with the maps of a drawing where the model takes them."""
        taken = in_grey(picture) if self.input_channels == 1 else in_colour(picture)
        # Labels are numbers, not shades; label maps in colour are pictures like any other.
        are_numbers = self.input_channels == 1 and self.spec(direction).input_kind == "labels"
        square, placement = (letterbox_labels if are_numbers else letterbox)(taken, self.size)
        features = to_network(square)
        if not self._guided:
            return Content(direction, features, placement)
        paint = None if guide is None else letterboxed_guide(guide, self.size, placement)
        return Content(direction, features, placement, self._maps.of(square, paint))

    def _check_guide(self, picture: Pixels, guide: Pixels) -> None:
        if not self._guided:
            raise RequestError("The model '{name}' takes no guide.", name=self.bundle.manifest.name)
        if guide.ndim != 3 or guide.shape[2] != 4 or guide.shape[:2] != picture.shape[:2]:
            raise RequestError(
                "A guide is a picture with transparency, of the sides of what it is laid over."
            )

    def decode(self, content: Content, styles: Codes) -> Pixels:
        """A content in several styles, (N, H, W, 3) uint8; arguments and errors as of `translate`."""
        codes = self.checked(styles)
        results = []
        for start in range(0, len(codes), _PICTURES_AT_ONCE):
            part = codes[start : start + _PICTURES_AT_ONCE]
            made = self.run_decoder(content.direction, content.features, part, content.maps)
            results += [content.placement.restore(one) for one in to_pixels(made)]
        shape = (0, content.placement.height, content.placement.width, 3)
        return np.stack(results) if results else np.empty(shape, dtype=np.uint8)

    def run_decoder(
        self,
        direction: Direction,
        features: NDArray[np.float32],
        codes: Codes,
        maps: Mapping[str, NDArray[np.float32]] | None = None,
    ) -> Codes:
        """Pictures (N, 3, H, W) of features (1, C, h, w), in one direction, under codes (N, style_size).

        `maps` are further inputs of the generator, (1, C, H, W) each.
        """
        spec = self.spec(direction)
        if spec.decoder is not None and self.style_size:
            # It takes one content for all, and does once what no style touches.
            return self.backend.run(spec.decoder, {"content": features, "code": codes})
        many = np.repeat(features, len(codes), axis=0)
        if spec.decoder is not None:
            return self.backend.run(spec.decoder, {"content": many})
        assert spec.generator is not None
        inputs = {"image": many, "code": codes} if self.style_size else {"image": many}
        inputs |= {name: np.repeat(plane, len(codes), axis=0) for name, plane in (maps or {}).items()}
        return self.backend.run(spec.generator, inputs)

    def checked(self, styles: Codes) -> Codes:
        """Styles as float32; raises RequestError where they do not fit the model."""
        codes = np.asarray(styles, dtype=np.float32)
        if codes.ndim != 2 or codes.shape[1] != self.style_size:
            raise RequestError(
                "A style of this model has {size} numbers, got {given}.",
                size=self.style_size,
                given=codes.shape[-1],
            )
        return codes

    def encode_style(self, picture: Pixels, direction: Direction = "forward") -> Codes:
        """The style of a picture, the mean of its code: (style_size,) float32.

        Args:
            picture: (H, W), (H, W, 3) or (H, W, 4) uint8, any size; of the kind that the way leads to.
            direction: in which the style is to be used.

        Raises:
            RequestError: the model has no encoder.
        """
        encoder = self.spec(direction).style_encoder
        if encoder is None:
            raise RequestError(
                "The model '{name}' cannot read a style from a picture.", name=self.bundle.manifest.name
            )
        square, _ = letterbox(in_colour(picture), self.size)
        inputs = {"image": to_network(square), **(photo_maps(square) if self._guided else {})}
        return np.asarray(self.backend.run(encoder, inputs)[0])

    def exemplar_style(
        self,
        pictures: Sequence[Pixels],
        weights: Sequence[float] | None = None,
        direction: Direction = "forward",
    ) -> Codes:
        """The style of several pictures together, each with its weight: (style_size,) float32.

        Args:
            pictures: one or more, as of `encode_style`.
            weights: 0 or more, one a picture; equal by default.
            direction: in which the style is to be used.

        Raises:
            RequestError: there are no pictures, the weights do not fit them, or the model has no encoder.
        """
        codes = [self.encode_style(picture, direction) for picture in pictures]
        return weighted_style(np.asarray(codes, dtype=np.float32).reshape(len(codes), -1), weights)

    def cycle(self, picture: Pixels, style: Codes, direction: Direction = "forward") -> Cycle:
        """A picture there and back: back in its own style, where the model has styles.

        Args:
            picture: (H, W), (H, W, 3) or (H, W, 4) uint8, any size.
            style: (style_size,) of the way there.
            direction: of the way there.

        Raises:
            RequestError: the model goes one way alone, or the style does not fit it.
        """
        returning = RETURNING.get(direction)
        if returning is None:
            raise RequestError(
                "A picture that keeps its kind has no way back; choose a way to the other kind."
            )
        self.spec(returning)
        there = self.translate(picture, style[None], direction)[0]
        own = np.zeros(self.style_size, dtype=np.float32)
        if self.spec(returning).style_encoder is not None:
            own = self.encode_style(picture, returning)
        back = self.decode(self.content(there, returning), own[None])[0]
        return Cycle(there, back, reconstruction_error(in_colour(picture), back))

    def request(
        self,
        picture: Pixels,
        style: Codes,
        seed: int | None = None,
        direction: Direction = "forward",
    ) -> TranslateRequest:
        """The recipe of one result of `translate`."""
        return TranslateRequest(
            model=self.bundle.manifest.name,
            model_digest=self.bundle.digest,
            input_digest=digest_of(picture),
            style=tuple(float(value) for value in style),
            seed=seed,
            backend=self.backend.name,
            precision=self.backend.precision,
            direction=direction,
        )


def in_grey(picture: Pixels) -> Pixels:
    """(H, W) of any picture: ITU-R BT.601 luma, transparency on white."""
    if picture.ndim == 2:
        return picture
    return np.asarray(Image.fromarray(in_colour(picture)).convert("L"))


def in_colour(picture: Pixels) -> Pixels:
    """(H, W, 3) of any picture, transparency on white."""
    if picture.ndim == 2:
        return np.repeat(picture[..., None], 3, axis=2)
    return flatten(picture) if picture.shape[2] == 4 else picture


def to_network(pixels: Pixels) -> NDArray[np.float32]:
    """(H, W) or (H, W, C) uint8 to (1, C, H, W) in [-1, 1]."""
    planes = pixels[None] if pixels.ndim == 2 else pixels.transpose(2, 0, 1)
    return planes[None].astype(np.float32) / 127.5 - 1.0


def to_pixels(made: NDArray[np.float32]) -> Pixels:
    """(N, 3, H, W) in [-1, 1], or grey (N, 1, H, W), to (N, H, W, 3) uint8."""
    pixels = np.clip((made + 1.0) * 127.5 + 0.5, 0, 255).astype(np.uint8)
    in_three = np.broadcast_to(pixels, (len(pixels), 3, *pixels.shape[2:]))
    return np.ascontiguousarray(in_three.transpose(0, 2, 3, 1))
