"""Sentences of engine and trainer, whole and in parts, are translated in the language of the window."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.i18n import Translations, translate_error
from engine.bundle.bundle import open_bundle
from engine.checkpoints.reader import open_checkpoint
from engine.errors import BundleError, CheckpointError, GanvasError, ImageError
from engine.images.codec import Limits, read_image, read_rgb
from engine.sentences import Sentence, fields_of, joined
from tools.update_translations import reported_sentences, translations
from trainer.runs.events import EventStream, parsed
from trainer.training.checkpoints import load_checkpoint


@pytest.fixture
def chinese(qtbot: QtBot) -> Iterator[None]:
    translations = Translations()
    translations.use("zh_CN")
    yield
    translations.use("en")


@pytest.fixture(scope="module")
def templates() -> list[str]:
    return reported_sentences()


def is_chinese(sentence: str, *values: str) -> bool:
    """Whether no English is left beside the values."""
    for value in values:
        assert value in sentence
        sentence = sentence.replace(value, "")
    return not re.search("[a-z]{3}", sentence) and re.search(r"[\u4e00-\u9fff]", sentence) is not None


def test_every_sentence_of_the_source_has_a_translation_with_the_same_fields(templates: list[str]) -> None:
    chinese = translations()
    for template in templates:
        assert template in chinese, template
        assert set(fields_of(chinese[template])) == set(fields_of(template)), template


@pytest.mark.parametrize("value", ["{", "}", "{name}", "{0}", "{1} %1", "{{x}}", "a\nb", "{name.__class__}"])
def test_every_sentence_is_translated_around_hostile_values(
    chinese: None, templates: list[str], value: str
) -> None:
    for template in templates:
        fields = {name: 7 if form else value for name, form in fields_of(template)}
        if fields:
            sentence = str(GanvasError(template, **fields))
            translated = translate_error(sentence)
            assert translated != sentence, template
            assert translated.count(value) >= sentence.count(value) > 0 or 7 in fields.values(), template


def test_in_english_a_sentence_stays_as_it_is(qtbot: QtBot) -> None:
    empty = Sentence("{subject} is empty; nothing was opened.", subject="{0}.png")
    assert translate_error(empty) == "{0}.png is empty; nothing was opened."


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
        error = BundleError(
            "{name} cannot be read ({reason}); nothing was opened.", name="a.gmodel", reason=reason
        )
        assert is_chinese(translate_error(str(error)), "a.gmodel")


def test_lines_are_translated_one_by_one(chinese: None) -> None:
    empty = Sentence("{subject} is empty; nothing was opened.", subject="a.png")
    first, second = translate_error(joined([empty, "Nobody's words."])).split("\n")
    assert is_chinese(first, "a.png")
    assert second == "Nobody's words."
    plain = translate_error("No model is open; choose one in the model library.\nNobody's words.")
    assert is_chinese(plain.split("\n")[0])


def test_a_file_that_is_called_like_a_phrase_keeps_its_name(chinese: None) -> None:
    assert "it is empty" in translate_error(
        str(BundleError("{name} is empty on the server.", name="it is empty"))
    )


def test_a_failure_in_a_run_s_file_is_translated(chinese: None, tmp_path: Path) -> None:
    stream = EventStream(tmp_path / "events.jsonl", echo=False)
    error = CheckpointError("The checkpoint '{name}' holds no run; use another one.", name="{0}.pt")
    stream.emit({"event": "failed", "reason": str(error)})
    stream.close()
    event = parsed((tmp_path / "events.jsonl").read_text("utf-8"))
    assert event is not None
    assert event["event"] == "failed"
    assert event["reason"] == str(error)
    assert is_chinese(translate_error(event["reason"]), "{0}.pt")


def test_a_failure_that_an_earlier_version_wrote_is_shown_as_it_is(chinese: None) -> None:
    event = parsed('{"event": "failed", "reason": "The checkpoint \'a.pt\' holds no run; use another one."}')
    assert event is not None
    assert event["event"] == "failed"
    assert translate_error(event["reason"]) == "The checkpoint 'a.pt' holds no run; use another one."
