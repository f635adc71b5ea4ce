"""Models of two domains: both ways, content once for many styles, exemplars, there and back, any size."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from engine.backends.backend import Backend, open_backend
from engine.bundle.bundle import Bundle, open_bundle
from engine.bundle.library import Library
from engine.bundle.manifest import RETURNING
from engine.errors import DeviceError, RequestError
from engine.requests.replay import redo
from engine.requests.request import to_text
from engine.translation.styles import weighted_style
from engine.translation.tiling import translate_full_size
from engine.translation.translator import Translator

# Their models are trained first.
pytestmark = pytest.mark.slow


class Counting:
    """A backend that counts what it is asked for."""

    def __init__(self, backend: Backend) -> None:
        self.backend, self.runs = backend, Counter[str]()
        self.name, self.precision, self.device = backend.name, backend.precision, backend.device
        self.networks = backend.networks
        self.short_of_memory = False

    def run(self, network: str, inputs: Mapping[str, np.ndarray]) -> np.ndarray:
        self.runs[network] += 1
        if self.short_of_memory:
            raise DeviceError("There is not enough memory for one picture.")
        return self.backend.run(network, inputs)

    def run_named(
        self, network: str, inputs: Mapping[str, np.ndarray], outputs: Sequence[str]
    ) -> dict[str, np.ndarray]:
        self.runs[network] += 1
        return self.backend.run_named(network, inputs, outputs)

    def notices(self) -> list[str]:
        return []


@pytest.fixture(scope="module")
def munit(munit_bundle: Path) -> Bundle:
    return open_bundle(munit_bundle)


@pytest.fixture(scope="module")
def cyclegan(bundle_of: Callable[[str], Path]) -> Bundle:
    return open_bundle(bundle_of("cyclegan"))


def translator(bundle: Bundle, backend: str = "onnx") -> Translator:
    return Translator(bundle, Counting(open_backend(bundle, backend=backend, threads=1)))  # type: ignore[arg-type]


def photo(height: int = 45, width: int = 70, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    pixels = np.full((height, width, 3), 240, dtype=np.uint8)
    pixels[height // 4 : -height // 4, width // 5 : -width // 5] = rng.integers(0, 255, 3)
    pixels[height // 2 :, : width // 3] = rng.integers(0, 255, 3)
    return pixels


def runs(model: Translator) -> Counter[str]:
    counting = model.backend
    assert isinstance(counting, Counting)
    return counting.runs


def test_both_directions_are_entries_of_one_bundle(munit: Bundle, cyclegan: Bundle) -> None:
    for bundle in (munit, cyclegan):
        model = translator(bundle)
        crossing = tuple(direction for direction in model.directions if direction in RETURNING)
        assert crossing == ("forward", "backward")
        made = {
            direction: model.translate(photo(), np.zeros((1, model.style_size), np.float32), direction)
            for direction in crossing
        }
        assert made["forward"].shape == made["backward"].shape == (1, 45, 70, 3)
        assert np.abs(made["forward"].astype(int) - made["backward"].astype(int)).max() > 8


def test_content_is_encoded_once_for_all_styles_and_kept_for_the_next_call(munit: Bundle) -> None:
    model = translator(munit)
    many = model.translate(photo(), model.sample_styles(20, 1))
    assert runs(model)["content_a"] == 1
    assert runs(model)["decoder_b"] == 2, "sixteen pictures at once"
    again = model.translate(photo(), model.sample_styles(1, 1))
    assert runs(model)["content_a"] == 1
    assert np.abs(many[0].astype(int) - again[0].astype(int)).max() <= 1
    model.translate(photo(seed=1), model.sample_styles(1, 1))
    model.translate(photo(seed=1), model.sample_styles(1, 1), "backward")
    assert runs(model)["content_a"] == 2
    assert runs(model)["content_b"] == 1
    assert np.abs(many[0].astype(int) - many[1].astype(int)).max() > 8, "styles differ"


def test_a_content_can_be_kept_at_hand(munit: Bundle) -> None:
    model = translator(munit)
    content = model.content(photo())
    styles = model.sample_styles(3, 4)
    np.testing.assert_array_equal(model.decode(content, styles), model.translate(photo(), styles))
    assert model.decode(content, styles[:0]).shape == (0, 45, 70, 3)
    with pytest.raises(RequestError, match="has 4 numbers"):
        model.decode(content, np.zeros((1, 3), np.float32))


def test_exemplars_give_their_styles_with_their_weights(munit: Bundle) -> None:
    model = translator(munit)
    first, second = photo(seed=2), photo(seed=3)
    styles = [model.encode_style(one) for one in (first, second)]
    np.testing.assert_allclose(model.exemplar_style([first]), styles[0], rtol=1e-5)
    mixed = model.exemplar_style([first, second], [3, 1])
    np.testing.assert_allclose(mixed, 0.75 * styles[0] + 0.25 * styles[1], rtol=1e-4, atol=1e-5)
    assert runs(model)["style_b"] > 0
    assert runs(model)["style_a"] == 0, "the style is one of the domain that the way leads to"
    model.encode_style(first, "backward")
    assert runs(model)["style_a"] == 1


def test_weights_of_exemplars_are_checked() -> None:
    codes = np.eye(2, 4, dtype=np.float32)
    np.testing.assert_allclose(weighted_style(codes), [0.5, 0.5, 0, 0])
    for weights in ([1], [1, -1], [0, 0], [1, np.nan]):
        with pytest.raises(RequestError, match=r"[Ww]eight"):
            weighted_style(codes, weights)
    with pytest.raises(RequestError, match="one or more"):
        weighted_style(codes[:0])


def test_a_cycle_shows_where_it_lost_something(munit: Bundle, cyclegan: Bundle) -> None:
    for bundle in (munit, cyclegan):
        model = translator(bundle)
        style = model.sample_styles(1, 0)[0]
        cycle = model.cycle(photo(), style)
        np.testing.assert_array_equal(cycle.there, model.translate(photo(), style[None])[0])
        assert cycle.back.shape == (45, 70, 3)
        expected = np.abs(photo().astype(float) - cycle.back).mean(axis=2) / 255
        np.testing.assert_allclose(cycle.error, expected, atol=1e-6)
        assert 0 < cycle.mean_error < 1


def test_a_model_of_one_direction_says_so(tiny_bundle: Path) -> None:
    model = translator(open_bundle(tiny_bundle))
    assert tuple(direction for direction in model.directions if direction in RETURNING) == ("forward",)
    style = model.sample_styles(1, 0)
    with pytest.raises(RequestError, match="does not go backward"):
        model.translate(photo(), style, "backward")
    with pytest.raises(RequestError, match="does not go backward"):
        model.cycle(photo(), style[0])
    with pytest.raises(RequestError, match="works at 32 pixels alone"):
        translate_full_size(model, photo(), style)


def test_the_backward_direction_is_made_again_from_its_request(munit: Bundle, tmp_path: Path) -> None:
    model = translator(munit)
    style = model.sample_styles(1, 5)
    made = model.translate(photo(), style, "backward")[0]
    recipe = to_text(model.request(photo(), style[0], 5, "backward"), photo())
    library = Library(bundled=munit.path.parent, installed=tmp_path)
    again = redo(recipe, library)
    assert np.abs(again.astype(int) - made.astype(int)).max() <= 1


@pytest.mark.parametrize("backend", ["onnx", "openvino", "torch"])
@pytest.mark.parametrize("family", ["munit", "cyclegan"])
def test_tiled_and_whole_differ_by_two_steps_at_most(
    family: str, backend: str, request: pytest.FixtureRequest
) -> None:
    if backend == "openvino":
        pytest.importorskip("openvino")
    model = translator(request.getfixturevalue(family), backend)
    style = model.sample_styles(1, 0)
    picture = photo(113, 150)
    whole = translate_full_size(model, picture, style)
    assert whole.shape == (1, 113, 150, 3)
    assert not any(name.endswith("_tiles") for name in runs(model))
    rounds: list[int] = []
    tiled = translate_full_size(
        model, picture, style, whole_pixels=0, tile=64, progress=lambda done, _: rounds.append(done)
    )
    assert any(name.endswith("_tiles") for name in runs(model))
    assert rounds
    # No band along the seams needs leaving out: there are no seams.
    assert np.abs(whole.astype(int) - tiled.astype(int)).max() <= 2


def test_short_memory_leads_to_tiles(cyclegan: Bundle) -> None:
    model = translator(cyclegan)
    style = model.sample_styles(1, 0)
    whole = translate_full_size(model, photo(60, 64), style)
    counting = model.backend
    assert isinstance(counting, Counting)
    counting.short_of_memory = True
    tiled = translate_full_size(model, photo(60, 64), style, tile=32)
    assert np.abs(whole.astype(int) - tiled.astype(int)).max() <= 2


def test_the_backends_agree(munit: Bundle) -> None:
    made = [
        translator(munit, backend).translate(photo(), np.ones((1, 4), np.float32))
        for backend in ("onnx", "torch")
    ]
    assert np.abs(made[0].astype(int) - made[1].astype(int)).max() <= 1


def test_a_picture_keeps_its_kind_and_takes_another_style(munit: Bundle, cyclegan: Bundle) -> None:
    model = translator(munit)
    assert model.directions == ("forward", "backward", "restyle_output", "restyle_input")
    assert translator(cyclegan).directions == ("forward", "backward")
    first, second = photo(seed=2), photo(seed=3)
    style = model.encode_style(second, "restyle_output")
    np.testing.assert_array_equal(style, model.encode_style(second, "forward"))
    runs(model).clear()
    made = model.translate(first, style[None], "restyle_output")
    assert runs(model) == {"content_b": 1, "decoder_b": 1}, "both of one domain"
    assert made.shape == (1, 45, 70, 3)
    runs(model).clear()
    model.translate(first, model.encode_style(second, "restyle_input")[None], "restyle_input")
    assert runs(model) == {"style_a": 1, "content_a": 1, "decoder_a": 1}
    with pytest.raises(RequestError, match="no way back"):
        model.cycle(first, style, "restyle_output")
    with pytest.raises(RequestError, match="does not go restyle_output"):
        translator(cyclegan).translate(first, np.zeros((1, 0), np.float32), "restyle_output")


def test_a_restyled_picture_is_made_again_from_its_recipe(munit: Bundle, tmp_path: Path) -> None:
    model = translator(munit)
    style = model.encode_style(photo(seed=3), "restyle_output")
    made = model.translate(photo(), style[None], "restyle_output")[0]
    recipe = to_text(model.request(photo(), style, None, "restyle_output"), photo())
    again = redo(recipe, Library(bundled=munit.path.parent, installed=tmp_path))
    np.testing.assert_array_equal(again, made)
    with pytest.raises(RequestError, match="direction"):
        redo(recipe.replace("restyle_output", "sideways"), Library(munit.path.parent, tmp_path))
