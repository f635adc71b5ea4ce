"""The recipe of a generated picture comes back to the last bit; a damaged one is refused in a sentence."""

import json
from dataclasses import fields, replace

import numpy as np
import pytest

from engine.errors import RequestError
from engine.requests.generation import GenerateRequest, rows_of
from engine.requests.request import from_text, to_text

rng = np.random.default_rng(1)
SAMPLE = GenerateRequest(
    model="faces",
    model_digest="ab" * 32,
    seed=7,
    index=3,
    psi=0.7,
    ws=(),
    noise_seed=None,
    noise=(),
    axes=(("smile", 2.0), ("mouth open", -0.5)),
    locked=("age",),
    axes_digest="cd" * 32,
    tuning_digest="",
    backend="onnx",
    precision="float32",
)
CODES = rng.standard_normal((10, 16)).astype(np.float32)
PHOTO = replace(
    SAMPLE,
    seed=None,
    index=0,
    ws=rows_of(CODES),
    noise=tuple(rng.standard_normal(50).astype(np.float32).tolist()),
    tuning_digest="ef" * 32,
)


@pytest.mark.parametrize("request_", [SAMPLE, PHOTO, replace(SAMPLE, axes=(), locked=(), noise_seed=5)])
def test_a_recipe_comes_back_as_it_was_written(request_):
    again, picture = from_text(to_text(request_))
    assert again == request_
    assert picture is None


def test_codes_come_back_to_the_last_bit():
    again, _ = from_text(to_text(PHOTO))
    np.testing.assert_array_equal(again.codes(), CODES)
    assert hash(again) == hash(PHOTO)


def test_a_picture_without_recipe_of_a_drawing_needs_its_drawing():
    from engine.requests.request import TranslateRequest

    request = TranslateRequest("shoes", "ab" * 32, "cd" * 32, (), None, "onnx", "float32")
    with pytest.raises(RequestError, match="another input"):
        to_text(request)


RECORDS = [json.loads(to_text(SAMPLE)), json.loads(to_text(PHOTO))]
WS = RECORDS[1]["ws"]
WRONG = {
    "kind": ["portrai", None],
    "model": ["", None, 5],
    "seed": ["7", 1.5, True, 2**64],
    "index": [-1, None, 0.5, True],
    "psi": [None, "1", float("nan"), 1e9, [1]],
    "ws": [
        5,
        [],
        {},
        {**WS, "shape": [10, 17]},
        {**WS, "shape": [160]},
        {**WS, "shape": [2**40, 2**40]},
        {**WS, "shape": [-1, 16]},
        {**WS, "shape": [0, 16], "float32": ""},
        {**WS, "float32": WS["float32"][:-4]},
        {**WS, "float32": "%%%"},
        {**WS, "float32": 5},
        {**WS, "more": 1},
        {"shape": [1, 1], "float32": "AADAfw=="},  # not a number
    ],
    "noise_seed": ["1", 0.5],
    "noise": [5, [], {"shape": [1, 1], "float32": "AAAAAA=="}],
    "axes": [
        None,
        {},
        [["smile"]],
        [["smile", "2"]],
        [[5, 2]],
        [["a", 1], ["a", 2]],
        [["a", 1e9]],
        [["a", None]],
    ],
    "locked": [None, "age", [5], [""], ["x" * 65]],
    "axes_digest": [None, 5, "x" * 300],
    "tuning_digest": [None, 5],
    "backend": [None, ""],
    "extra": [1],
}


@pytest.mark.parametrize("record", RECORDS, ids=["sample", "photo"])
@pytest.mark.parametrize(
    ("key", "value"), [(key, value) for key, values in WRONG.items() for value in values]
)
def test_a_damaged_recipe_is_refused_in_one_sentence(record, key, value):
    with pytest.raises(RequestError) as caught:
        from_text(json.dumps({**record, key: value}))
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300


@pytest.mark.parametrize("key", [field.name for field in fields(GenerateRequest) if field.name != "labels"])
def test_a_recipe_without_one_of_its_parts_is_refused(key):
    with pytest.raises(RequestError):
        from_text(json.dumps({name: value for name, value in RECORDS[0].items() if name != key}))


def test_a_recipe_has_a_label_where_its_code_was_drawn_with_one():
    labelled = replace(SAMPLE, labels=(0.0, 1.0, 0.0))
    assert from_text(to_text(labelled))[0] == labelled
    record = json.loads(to_text(labelled))
    assert set(record) - set(json.loads(to_text(SAMPLE))) == {"labels"}
    for value in (None, [], "1", {"shape": [0], "float32": ""}, {"shape": [1, 1], "float32": "AAAAAA=="}):
        with pytest.raises(RequestError, match="labels is damaged"):
            from_text(json.dumps({**record, "labels": value}))
    with pytest.raises(RequestError, match="labels is damaged"):
        from_text(to_text(replace(PHOTO, labels=(1.0,))))


def test_a_recipe_is_of_a_seed_or_of_codes_and_not_both():
    for request in (replace(SAMPLE, seed=None), replace(PHOTO, seed=4)):
        with pytest.raises(RequestError, match="twice or not at all"):
            from_text(to_text(request))
