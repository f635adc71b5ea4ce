"""Sketches of any size become pictures of that size; the same request gives the same picture."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from engine.backends.backend import open_backend
from engine.backends.recovery import BatchRunner, OutOfMemoryError
from engine.bundle.bundle import open_bundle
from engine.bundle.library import Library
from engine.errors import DeviceError, LibraryError, RequestError
from engine.images.sketch import SketchParameters, photo_to_sketch, thin
from engine.latent.interpolation import blend, lerp, slerp
from engine.requests.replay import redo
from engine.requests.request import to_text
from engine.translation.translator import Translator


@pytest.fixture
def translator(tiny_bundle: Path) -> Translator:
    bundle = open_bundle(tiny_bundle)
    return Translator(bundle, open_backend(bundle, threads=1))


def sketch(height: int = 60, width: int = 90) -> np.ndarray:
    picture = np.full((height, width), 255, dtype=np.uint8)
    picture[height // 3, 5:-5] = 0
    picture[height // 3 : -5, width // 2] = 0
    return picture


@pytest.mark.parametrize("shape", [(1, 1), (3, 200), (200, 3), (31, 33), (500, 400)])
def test_any_size_and_aspect_comes_back_in_its_own_size(
    translator: Translator, shape: tuple[int, int]
) -> None:
    made = translator.translate(np.full(shape, 255, dtype=np.uint8), translator.sample_styles(2, 0))
    assert made.shape == (2, *shape, 3)
    assert made.dtype == np.uint8


def test_grey_colour_and_transparent_sketches_are_the_same_sketch(translator: Translator) -> None:
    grey = sketch()
    colour = np.repeat(grey[..., None], 3, axis=2)
    clear = np.dstack([np.zeros_like(colour), 255 - grey])
    styles = translator.sample_styles(1, 0)
    results = [translator.translate(picture, styles).astype(int) for picture in (grey, colour, clear)]
    assert np.abs(results[0] - results[1]).max() <= 1
    assert np.abs(results[0] - results[2]).max() <= 1


def test_styles_are_a_function_of_the_seed(translator: Translator) -> None:
    np.testing.assert_array_equal(translator.sample_styles(4, 7), translator.sample_styles(9, 7)[:4])
    assert not np.array_equal(translator.sample_styles(4, 7), translator.sample_styles(4, 8))
    many = translator.sample_styles(2000, 0)
    assert abs(many.mean()) < 0.05
    assert abs(many.std() - 1) < 0.05


def test_a_batch_of_styles_gives_what_single_styles_give(translator: Translator) -> None:
    styles = translator.sample_styles(19, 3)
    together = translator.translate(sketch(), styles).astype(int)
    alone = np.concatenate([translator.translate(sketch(), style[None]) for style in styles]).astype(int)
    assert np.abs(together - alone).max() <= 1
    assert np.abs(together[0] - together[1]).max() > 10, "styles differ"


def test_a_wrong_style_or_model_is_refused_in_a_sentence(translator: Translator) -> None:
    with pytest.raises(RequestError, match="8 numbers"):
        translator.translate(sketch(), np.zeros((1, 5), dtype=np.float32))
    assert translator.translate(sketch(), np.zeros((0, 8), dtype=np.float32)).shape == (0, 60, 90, 3)


def test_redo_gives_the_same_picture_and_refuses_another_version(tiny_bundle: Path, tmp_path: Path) -> None:
    library = Library(tmp_path / "none", tmp_path / "installed")
    library.install(tiny_bundle)
    bundle = library.open("tiny")
    translator = Translator(bundle, open_backend(bundle))
    style = translator.sample_styles(1, 5)
    made = translator.translate(sketch(), style)[0]
    request = translator.request(sketch(), style[0], 5)
    text = to_text(request, sketch())
    np.testing.assert_array_equal(redo(text, library), made)
    with pytest.raises(RequestError, match="another version"):
        redo(text.replace(bundle.digest, "0" * 64), library)
    with pytest.raises(LibraryError):
        redo(text.replace('"tiny"', '"gone"'), library)


def test_short_memory_halves_the_batch_and_then_falls_to_the_processor() -> None:
    sizes, on_card = [], [True]

    def run(inputs: dict[str, np.ndarray]) -> list[np.ndarray]:
        sizes.append(len(inputs["x"]))
        if on_card[0] and len(inputs["x"]) > 0 and len(sizes) < 5:
            raise OutOfMemoryError
        return [inputs["x"] * 2]

    def fall() -> bool:
        was, on_card[0] = on_card[0], False
        return was

    runner = BatchRunner(run, fall)
    x = np.arange(8, dtype=np.float32)
    np.testing.assert_array_equal(runner({"x": x})[0], x * 2)
    assert sizes == [8, 4, 2, 1, 8]
    info = runner.notices()
    assert "4 pictures" in info[0]
    assert "processor goes on" in info[-1]
    assert runner.notices() == []


def test_one_content_serves_every_part_of_a_batch() -> None:
    seen = []

    def run(inputs: Mapping[str, np.ndarray]) -> list[np.ndarray]:
        seen.append((len(inputs["content"]), len(inputs["code"])))
        if len(inputs["code"]) > 3:
            raise OutOfMemoryError
        return [inputs["content"] + inputs["code"]]

    codes = np.arange(5, dtype=np.float32)
    made = BatchRunner(run, lambda: False)({"content": np.ones(1, np.float32), "code": codes})[0]
    np.testing.assert_array_equal(made, codes + 1)
    assert seen == [(1, 5), (1, 2), (1, 2), (1, 1)]


def test_when_nothing_fits_it_is_said() -> None:
    def run(_: object) -> list[np.ndarray]:
        raise OutOfMemoryError

    with pytest.raises(DeviceError, match="not enough memory"):
        BatchRunner(run, lambda: False)({"x": np.zeros(4, dtype=np.float32)})


def test_a_device_that_is_not_there_is_refused(tiny_bundle: Path) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("this machine has CUDA")
    for backend in ("onnx", "torch"):
        with pytest.raises(DeviceError):
            open_backend(open_bundle(tiny_bundle), backend=backend, device="cuda")  # type: ignore[arg-type]


def test_a_picture_needs_no_pytorch(tiny_bundle: Path) -> None:
    import subprocess

    code = (
        "import sys; from pathlib import Path; import numpy as np\n"
        "from engine.bundle.bundle import open_bundle; from engine.backends.backend import open_backend\n"
        "from engine.translation.translator import Translator\n"
        f"b = open_bundle(Path({str(tiny_bundle)!r})); t = Translator(b, open_backend(b))\n"
        "t.translate(np.full((9, 9), 255, np.uint8), t.sample_styles(1, 0))\n"
        "assert not {'torch', 'scipy', 'onnx'} & set(sys.modules), sorted(sys.modules)\n"
    )
    root = Path(__file__).parents[3]
    subprocess.run([sys.executable, "-c", code], cwd=root, check=True, timeout=120)


def test_paths_between_codes() -> None:
    a, b = np.array([1, 0], dtype=np.float32), np.array([0, 3], dtype=np.float32)
    np.testing.assert_allclose(lerp(a, b, 0.25), [0.75, 0.75])
    np.testing.assert_allclose(slerp(a, b, 0.5), 2 * np.array([np.sqrt(0.5), np.sqrt(0.5)]), rtol=1e-6)
    np.testing.assert_allclose(slerp(a, b, 0.0), a)
    np.testing.assert_allclose(slerp(a, b, 1.0), b, atol=1e-6)
    np.testing.assert_allclose(slerp(a, a, 0.3), a)
    np.testing.assert_allclose(blend(np.stack([a, b]), [1, 3]), [0.25, 2.25])
    with pytest.raises(ValueError, match="weights"):
        blend(np.stack([a, b]), [1, -1])


def test_a_photo_becomes_thin_closed_lines() -> None:
    photo = np.full((128, 128, 3), 255, dtype=np.uint8)
    photo[40:90, 20:110] = (160, 60, 30)
    photo[60:64, 30:100] = (40, 40, 40)
    lines = photo_to_sketch(photo)
    ink = lines < 128
    assert 0.01 < ink.mean() < 0.08, "thin lines on paper"
    assert ink[39:43, 30:100].any(axis=0).all(), "the upper edge is closed"
    assert ink[58:67, 40:90].any(axis=0).mean() > 0.9, "the inner stripe is drawn"
    assert not ink[100:].any(), "nothing where nothing is"
    assert photo_to_sketch(np.full((40, 40, 3), 200, dtype=np.uint8)).min() == 255, "an empty photo is empty"


def test_sketches_have_the_photos_size_and_follow_the_parameters() -> None:
    rng = np.random.default_rng(0)
    photo = np.kron(rng.integers(0, 255, (6, 8, 3)), np.ones((100, 100, 1))).astype(np.uint8)
    assert photo_to_sketch(photo).shape == (600, 800)
    thick = photo_to_sketch(photo, SketchParameters(thickness=3.0))
    assert (thick < 128).sum() > 1.5 * (photo_to_sketch(photo) < 128).sum()


def test_thinning_keeps_lines_whole() -> None:
    from scipy import ndimage

    mask = np.zeros((40, 40), dtype=bool)
    mask[10:14, 5:35] = mask[10:35, 18:22] = True
    result = thin(mask)
    assert result.sum() < 0.35 * mask.sum()
    assert ndimage.label(result, np.ones((3, 3)))[1] == 1
