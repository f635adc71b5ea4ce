"""A recipe comes back as it was written, and a damaged one is refused in one sentence."""

import base64
import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import RequestError
from engine.images.codec import encode_image
from engine.images.metadata import read_recipe
from engine.requests.request import TranslateRequest, digest_of, from_text, guide_of_text, to_text


def sketch(*shape):
    return np.random.default_rng(5).integers(0, 256, shape).astype(np.uint8)


def request_for(pixels, **changes):
    request = TranslateRequest(
        model="shoes",
        model_digest="ab" * 32,
        input_digest=digest_of(pixels),
        style=(0.1, -1.5, float(np.float32(1 / 3))),
        seed=7,
        backend="onnx",
        precision="float32",
    )
    return replace(request, **changes)


@pytest.mark.parametrize("shape", [(9, 7), (9, 7, 3), (9, 7, 4), (1, 1), (4, 4)])
@pytest.mark.parametrize("seed", [None, 0, 2**63])
def test_a_recipe_comes_back_as_it_was_written(shape, seed):
    pixels = sketch(*shape)
    request = request_for(pixels, seed=seed)
    again, found = from_text(to_text(request, pixels))
    assert again == request
    assert found.dtype == np.uint8
    assert np.array_equal(found, pixels)
    assert found.shape == pixels.shape


def test_an_input_at_its_own_size_is_kept_while_it_is_small(monkeypatch):
    pixels = sketch(9, 7, 3)
    request = request_for(pixels, full_size=True)
    text = to_text(request, pixels)
    assert from_text(text)[0] == request
    assert np.array_equal(from_text(text)[1], pixels)
    monkeypatch.setattr("engine.requests.request.MAX_KEPT_PIXELS", 62)
    assert from_text(to_text(request, pixels)) == (request, None)
    with pytest.raises(RequestError, match="another photo"):
        to_text(request, sketch(9, 8, 3))
    fitted = json.loads(to_text(request_for(pixels), pixels))
    assert fitted.pop("input")
    with pytest.raises(RequestError, match="input picture is missing"):
        from_text(json.dumps(fitted | {"input": None}))


def test_a_recipe_from_before_guides_is_read():
    pixels = np.full((4, 5), 200, np.uint8)
    record = json.loads(to_text(request_for(pixels), pixels))
    del record["guide_digest"]
    assert from_text(json.dumps(record))[0] == request_for(pixels)
    # A guide that no digest speaks of is one part too many.
    with pytest.raises(RequestError, match="one too many"):
        from_text(json.dumps(record | {"guide": record["input"]}))


def test_a_guide_travels_with_its_recipe():
    pixels = np.full((4, 5), 200, np.uint8)
    guide = np.random.default_rng(0).integers(0, 255, (4, 5, 4), dtype=np.uint8)
    guide[..., 3] |= 128
    request = request_for(pixels, guide_digest=digest_of(guide))
    text = to_text(request, pixels, guide)
    again, _ = from_text(text)
    assert again == request
    assert np.array_equal(guide_of_text(text, again), guide)
    with pytest.raises(RequestError, match="another input picture"):
        to_text(request, pixels, guide[:3])


def test_a_recipe_from_before_full_sizes_is_read():
    pixels = sketch(9, 7)
    record = json.loads(to_text(request_for(pixels), pixels))
    del record["full_size"]
    assert from_text(json.dumps(record))[0] == request_for(pixels)
    with pytest.raises(RequestError, match="full size is damaged"):
        from_text(json.dumps(record | {"full_size": 1}))


def test_a_grey_picture_stored_in_colour_keeps_its_shape():
    grey = np.repeat(sketch(6, 6)[..., None], 3, axis=2)
    _, found = from_text(to_text(request_for(grey), grey))
    assert found.shape == (6, 6, 3)


def test_a_picture_carries_its_recipe():
    pixels = sketch(64, 48)
    text = to_text(request_for(pixels), pixels)
    for kind in ("png", "jpeg", "webp", "tiff"):
        found = read_recipe(encode_image(sketch(64, 64, 3), kind, recipe=text))
        assert from_text(found)[0] == request_for(pixels)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    style=st.lists(
        st.floats(width=32, allow_nan=False, allow_infinity=False, max_value=2.0**100), max_size=20
    )
)
def test_styles_come_back_to_the_last_bit(style):
    style = tuple(max(value, -(2.0**100)) for value in style)
    pixels = sketch(2, 2)
    assert from_text(to_text(request_for(pixels, style=style), pixels))[0].style == style


def test_the_digest_covers_pixels_and_shape():
    pixels = sketch(4, 6)
    changed = pixels.copy()
    changed[0, 0] ^= 1
    digests = {digest_of(one) for one in (pixels, pixels.reshape(6, 4), pixels[..., None], changed)}
    assert len(digests) == 4
    assert digest_of(np.asfortranarray(pixels)) == digest_of(pixels)
    assert digest_of(pixels[:, ::2]) == digest_of(pixels[:, ::2].copy())
    with pytest.raises(RequestError, match="float32"):
        digest_of(np.zeros((2, 2), np.float32))


def test_a_recipe_is_not_made_for_another_picture():
    with pytest.raises(RequestError, match="another input"):
        to_text(request_for(sketch(4, 4)), sketch(4, 5))
    empty = np.zeros((0, 4), np.uint8)
    with pytest.raises(RequestError, match="cannot keep its input"):
        to_text(request_for(empty), empty)


PIXELS = sketch(5, 5)
RECORD = json.loads(to_text(request_for(PIXELS), PIXELS))
HUGE = base64.b64encode(
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (60_000).to_bytes(4, "big") * 2 + b"\x08\2\0\0\0\0\0\0\0"
).decode()
WRONG = {
    "ganvas": [None, 0, 2, "1"],
    "kind": [None, "generate", 5],
    "model": [None, "", 5, "x" * 1000],
    "model_digest": [None, 5],
    "input_digest": [None, "0" * 64, 5],
    "style": [
        None,
        "0.5",
        [None],
        ["0.5"],
        [True],
        [[1]],
        [1e39],
        [10**400],
        [float("nan")],
        [float("inf")],
        {},
    ],
    "seed": ["7", 1.5, True, 2**64, -(2**70), [1]],
    "backend": [None, 5, ""],
    "precision": [None, 5],
    "direction": [None, "sideways", 5],
    "input": [None, 5, "", "%%%", "aGVsbG8=", HUGE, RECORD["input"][:-30], "é"],
    "extra": [1],
}


@pytest.mark.parametrize(
    ("key", "value"), [(key, value) for key, values in WRONG.items() for value in values]
)
def test_a_damaged_recipe_is_refused_in_one_sentence(key, value):
    record = {**RECORD, key: value}
    with pytest.raises(RequestError) as caught:
        from_text(json.dumps(record))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("key", [key for key in RECORD if key not in ("full_size", "guide_digest")])
def test_a_recipe_without_one_of_its_parts_is_refused(key):
    with pytest.raises(RequestError):
        from_text(json.dumps({name: value for name, value in RECORD.items() if name != key}))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "5", "[" * 100_000, '"text"', "9" * 10_000, "\x00"])
def test_what_is_no_recipe_is_refused(text):
    with pytest.raises(RequestError):
        from_text(text)


def test_a_text_that_is_far_too_long_is_refused(monkeypatch):
    monkeypatch.setattr("engine.requests.request.MAX_TEXT", 100)
    with pytest.raises(RequestError, match="larger than"):
        from_text(json.dumps(RECORD))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(at=st.integers(0, 400), content=st.text(max_size=4), cut=st.integers(0, 400))
def test_no_change_of_the_text_gives_another_error(at, content, cut):
    text = json.dumps(RECORD)
    changed = text[:at] + content + text[at + len(content) :]
    changed = changed[: len(changed) - cut] if cut % 4 == 0 else changed
    try:
        _, found = from_text(changed)
    except RequestError as error:
        refused = str(error)
    else:
        refused = ""
        assert np.array_equal(found, PIXELS)
    assert "\n" not in refused
