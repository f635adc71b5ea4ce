"""Sentences of engine and trainer, whole and in parts, are retold in the language of the window."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from app.i18n import PATTERNS, Translations, translate_error, values_of
from engine.bundle.bundle import open_bundle
from engine.checkpoints.reader import open_checkpoint
from engine.errors import BundleError, CheckpointError, ImageError
from engine.images.codec import Limits, read_image, read_rgb
from tools.update_translations import reported_sentences
from trainer.training.checkpoints import load_checkpoint


@pytest.fixture
def chinese(qtbot: QtBot) -> Iterator[None]:
    translations = Translations()
    translations.use("zh_CN")
    yield
    translations.use("en")


def is_chinese(sentence: str, *values: str) -> bool:
    """Whether no English is left beside the values."""
    for value in values:
        assert value in sentence
        sentence = sentence.replace(value, "")
    return not re.search("[a-z]{3}", sentence) and re.search(r"[\u4e00-\u9fff]", sentence) is not None


def test_the_list_of_patterns_is_that_of_the_source() -> None:
    assert json.loads(PATTERNS.read_text(encoding="utf-8")) == reported_sentences()


def test_in_english_a_sentence_stays_as_it_is(qtbot: QtBot) -> None:
    assert translate_error("a.png is empty; nothing was opened.") == "a.png is empty; nothing was opened."


def test_errors_as_they_are_raised_are_translated(chinese: None, tmp_path: Path) -> None:
    picture, model, weights = tmp_path / "a.png", tmp_path / "b.gmodel", tmp_path / "c.pt"
    for path in (picture, weights):
        path.write_bytes(b"")
    model.write_bytes(b"no zip")
    with pytest.raises(ImageError) as empty:
        read_rgb(picture)
    assert is_chinese(translate_error(str(empty.value)), "a.png")
    picture.write_bytes(b"0" * 100)
    with pytest.raises(ImageError) as large:
        read_image(picture, limits=Limits(max_bytes=50))
    assert is_chinese(translate_error(str(large.value)), "a.png")
    with pytest.raises(BundleError) as broken:
        open_bundle(model)
    assert is_chinese(translate_error(str(broken.value)), "b.gmodel")
    with pytest.raises(CheckpointError) as damaged:
        load_checkpoint(weights)
    assert is_chinese(translate_error(str(damaged.value)), "c.pt")
    # The reason is a phrase of its own, and a value of the sentence.
    with pytest.raises(BundleError) as refused:
        open_checkpoint(weights)
    assert is_chinese(translate_error(str(refused.value)), "c.pt")


def test_reasons_of_the_system_are_translated(chinese: None) -> None:
    for reason in ("Permission denied", "permission denied", "No space left on device"):
        assert is_chinese(
            translate_error(f"a.gmodel cannot be read ({reason}); nothing was opened."), "a.gmodel"
        )


def test_lines_are_translated_one_by_one(chinese: None) -> None:
    first, second = translate_error("a.png is empty; nothing was opened.\nNobody's words.").split("\n")
    assert is_chinese(first, "a.png")
    assert second == "Nobody's words."


def test_braces_and_numbers_in_values_are_left_alone(chinese: None) -> None:
    assert "{2} {0} %1.png" in translate_error("{2} {0} %1.png is empty; nothing was opened.")


@given(st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=4))
def test_values_are_read_off_between_their_literals(values: list[str]) -> None:
    literals = ("begin ", *[" \ue000 "] * (len(values) - 1), " end")
    if any("\ue000" in value for value in values):
        return
    sentence = literals[0] + " \ue000 ".join(values) + literals[-1]
    assert values_of(literals, sentence) == values


@pytest.mark.parametrize("sentence", ["", "begin", "begin end", "begin a", "a end", "begin a end "])
def test_another_sentence_has_no_values(sentence: str) -> None:
    assert values_of(("begin ", " end"), sentence) in (None, [""])
    assert values_of(("begin ", " and ", " end"), sentence) is None
