"""Figures of styles with a known answer: of a model that paints as it is asked, and of one that does not."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from trainer.metrics.regions import inside_of
from trainer.metrics.styles import exemplar_figures, painted_figures, sampled_figures, takes_exemplars

SIDE, COUNT = 64, 40
ROWS, COLUMNS = np.indices((SIDE, SIDE)) + 0.5


class Painter:
    """Fills a drawing with the colour that is its style, 3 numbers from -1 to 1."""

    style_size, capabilities = 3, frozenset({"translate", "style", "encode_style"})

    def __init__(self, *, blind: bool = False, marks: bool = False) -> None:
        self.blind, self.marks = blind, marks

    def spec(self, direction: str) -> SimpleNamespace:
        return SimpleNamespace(input_kind="sketch")

    def sample_styles(self, count: int, seed: int) -> np.ndarray:
        return np.random.default_rng(seed).uniform(-1, 0.6, (count, 3)).astype(np.float32)

    def encode_style(self, picture: np.ndarray) -> np.ndarray:
        return np.median(picture[picture.min(axis=2) < 240], axis=0).astype(np.float32) / 127.5 - 1

    def translate(self, drawing: np.ndarray, styles: np.ndarray) -> np.ndarray:
        pictures = []
        for style in styles:
            grain = np.random.default_rng(int(abs(style).sum() * 1e6)).normal(0, 5, (*drawing.shape, 1))
            colour = np.full(3, 90.0) if self.blind else (style + 1) * 127.5
            picture = np.where(inside_of(drawing)[..., None], np.clip(colour + grain, 0, 239), 255)
            if self.marks:
                picture[:6, :6] = 0
            pictures.append(picture.astype(np.uint8))
        return np.stack(pictures)


def measured(painter: Painter) -> dict[str, float]:
    rng = np.random.default_rng(5)
    drawings, photos = [], []
    for _ in range(COUNT):
        radius = np.hypot(ROWS - rng.uniform(28, 36), COLUMNS - rng.uniform(28, 36)) - rng.uniform(16, 24)
        drawings.append(np.where(abs(radius) < 1, 0, 255).astype(np.uint8))
        colour = rng.uniform(0, 0.8 * 255, 3)
        photos.append(np.where((radius < 0)[..., None], colour, 255).astype(np.uint8))
    styles = painter.sample_styles(COUNT, 1)
    made = [
        painter.translate(drawing, style[None])[0] for drawing, style in zip(drawings, styles, strict=True)
    ]
    several = [painter.translate(drawing, painter.sample_styles(4, 2)) for drawing in drawings[:5]]

    def mean_colour(pictures: object) -> np.ndarray:
        return np.stack([picture.mean(axis=(0, 1)) for picture in pictures])  # type: ignore[attr-defined]

    return {
        **sampled_figures(painter, photos, drawings, made, several, 0),  # type: ignore[arg-type]
        **exemplar_figures(painter, photos, drawings, mean_colour),  # type: ignore[arg-type]
    }


def test_a_model_that_paints_as_it_is_asked() -> None:
    figures = measured(Painter())
    assert figures["colour_error"] < 0.03
    assert figures["colour_error_hue_chroma"] < 0.03
    assert figures["colour_error_lightness"] < 0.05
    assert figures["gamut"] == pytest.approx(1, abs=0.15)
    assert figures["colourful"] == pytest.approx(figures["colourful_real"], abs=0.15)
    assert abs(figures["texture_correlation"]) < 0.1
    assert figures["swatches_found"] > 0.9
    assert figures["marks"] == 0


def test_a_model_that_is_blind_to_styles_and_leaves_marks() -> None:
    figures = measured(Painter(blind=True, marks=True))
    assert figures["colour_error"] == pytest.approx(1, abs=0.05)
    assert figures["gamut"] < 0.02
    assert figures["colourful"] == 0
    assert figures["swatches_found"] < 0.2
    assert figures["marks"] == 1


def test_only_drawings_in_the_style_of_photos_are_measured_so() -> None:
    painter = Painter()
    assert takes_exemplars(painter)  # type: ignore[arg-type]
    painter.capabilities = frozenset({"translate", "style"})
    assert not takes_exemplars(painter)  # type: ignore[arg-type]
    painter.capabilities, painter.style_size = frozenset({"translate", "encode_style"}), 0
    assert not takes_exemplars(painter)  # type: ignore[arg-type]
    painter.style_size = 3
    painter.spec = lambda direction: SimpleNamespace(input_kind="photo")  # type: ignore[method-assign]
    assert not takes_exemplars(painter)  # type: ignore[arg-type]


class Brush(Painter):
    """Lays a guide over what it paints, `off` by so many levels, or over everything where it spills."""

    def __init__(self, *, off: int = 0, spills: bool = False) -> None:
        super().__init__()
        self.off, self.spills = off, spills

    def translate(
        self,
        drawing: np.ndarray,
        styles: np.ndarray,
        direction: str = "forward",
        guide: np.ndarray | None = None,
    ) -> np.ndarray:
        pictures = super().translate(drawing, styles)
        assert guide is not None
        painted = guide[..., 3] > 0
        where = inside_of(drawing) if self.spills else painted
        pictures[:, where] = np.clip(guide[painted][0, :3].astype(int) + self.off, 0, 255)
        return pictures


def shoes(count: int) -> list[np.ndarray]:
    """Circles with a line across."""
    found = []
    for radius in np.linspace(16, 24, count):
        distance = np.hypot(ROWS - 32, COLUMNS - 32) - radius
        line = (abs(COLUMNS - 32) < 1) & (distance < 0)
        found.append(np.where((abs(distance) < 1) | line, 0, 255).astype(np.uint8))
    return found


def test_paint_that_stays_where_it_was_put_is_right() -> None:
    figures = painted_figures(Brush(), shoes(6), 0)  # type: ignore[arg-type]
    assert figures == pytest.approx({"painted_delta_e": 0, "painted_delta_e_pixels": 0, "spill": 0}, abs=1e-6)


def test_paint_of_another_colour_and_paint_that_runs_are_seen() -> None:
    figures = painted_figures(Brush(off=40), shoes(6), 0)  # type: ignore[arg-type]
    assert 5 < figures["painted_delta_e"] < 30
    assert figures["spill"] == 0
    assert painted_figures(Brush(spills=True), shoes(6), 0)["spill"] == pytest.approx(1, abs=0.05)  # type: ignore[arg-type]


def test_empty_drawings_have_no_painted_parts() -> None:
    assert painted_figures(Brush(), [np.full((SIDE, SIDE), 255, np.uint8)], 0) == {}  # type: ignore[arg-type]
