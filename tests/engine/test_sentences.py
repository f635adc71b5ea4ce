"""Sentences and errors remember their template and fields, whatever stands in them and wherever they go."""

from __future__ import annotations

import copy
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import errors
from engine.checkpoints.records import RefusedError
from engine.errors import BundleError, GanvasError, TemplateError
from engine.sentences import Sentence, fields_of, from_json_line, joined, to_json_line
from tools.update_translations import sites_in

HOSTILE = ["{name}.png", "{0}", "{", "}", "}}{{", "{size:.1f}", "{x.__class__}", "%1 %s", "a\nb", "", "“{1}”"]
KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, TemplateError)]


def test_an_error_is_its_finished_sentence_and_knows_its_template() -> None:
    error = BundleError(
        "{name} has {size:,} bytes, {share:.1%} of all.", name="a.png", size=12345, share=0.25
    )
    assert str(error) == f"{error}" == "a.png has 12,345 bytes, 25.0% of all."
    assert error.template == "{name} has {size:,} bytes, {share:.1%} of all."
    assert dict(error.fields) == {"name": "a.png", "size": 12345, "share": 0.25}


@pytest.mark.parametrize("value", HOSTILE)
def test_a_field_is_set_in_as_it_is(value: str) -> None:
    error = GanvasError("{name} is empty; {{nothing}} was opened.", name=value)
    assert str(error) == f"{value} is empty; {{nothing}} was opened."
    assert error.fields["name"] == value


@given(st.text(), st.text())
def test_no_field_reaches_into_another(first: str, second: str) -> None:
    assert Sentence("<{first}|{second}>", first=first, second=second) == f"<{first}|{second}>"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_finished_sentence_is_its_own_template(text: str) -> None:
    assert str(GanvasError(text)) == GanvasError(text).template == text


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_error_is_copied_and_pickled_whole(kind: type[TemplateError]) -> None:
    error = kind("{name}: {reason}", name="{0}", reason=RefusedError("it holds {count} graphs", count=3))
    for other in (copy.copy(error), copy.deepcopy(error), pickle.loads(pickle.dumps(error))):
        assert type(other) is kind
        assert (str(other), other.template, other.fields) == (str(error), error.template, error.fields)
        assert other.sentence.fields["reason"].template == "it holds {count} graphs"


def test_an_error_is_a_field_of_another_with_its_own_template() -> None:
    refusal = RefusedError("it is larger than {gigabytes} GB", gigabytes=4)
    error = BundleError("{name} was refused: {refusal}.", name="a.pt", refusal=refusal)
    assert str(error) == "a.pt was refused: it is larger than 4 GB."
    inner = error.fields["refusal"]
    assert isinstance(inner, Sentence)
    assert inner.template == "it is larger than {gigabytes} GB"


def test_the_text_of_an_error_still_knows_its_template() -> None:
    text = str(BundleError("{name} is empty.", name="a.png"))
    assert isinstance(text, Sentence)
    assert str(BundleError(text)) == text
    assert BundleError(text).template == "{name} is empty."


def test_what_is_no_number_and_no_text_is_kept_as_text() -> None:
    assert dict(Sentence("{shape} {kind}", shape=(1, 2), kind=int).fields) == {
        "shape": "(1, 2)",
        "kind": "<class 'int'>",
    }


@pytest.mark.parametrize("template", ["{name.__class__}", "{0}", "{name!r}", "{other}", "{name[0]}"])
def test_a_template_names_nothing_but_its_fields(template: str) -> None:
    with pytest.raises(ValueError, match="no field"):
        Sentence(template, name="a.png")


def test_sentences_are_joined_into_lines() -> None:
    whole = joined([Sentence("{name} is empty.", name="{"), "Nobody's words."])
    assert whole == "{ is empty.\nNobody's words."


# Lines of JSON


@pytest.mark.parametrize("value", HOSTILE)
def test_a_line_of_json_carries_templates_and_fields(value: str) -> None:
    refusal = RefusedError("it calls '{name}', which makes no data", name=value)
    error = BundleError("{name} was refused ({share:.1%}): {refusal}", name=value, share=0.5, refusal=refusal)
    line = to_json_line({"event": "failed", "reason": str(error), "inner": {"all": [str(refusal), 1, "x"]}})
    assert json.loads(line)["reason"] == str(error)
    event = from_json_line(line)
    assert event == {"event": "failed", "reason": str(error), "inner": {"all": [str(refusal), 1, "x"]}}
    assert event["reason"].template == error.template
    assert event["reason"].fields["refusal"].template == refusal.template
    assert event["inner"]["all"][0].fields["name"] == value


def test_a_line_of_an_earlier_version_is_read_as_it_is() -> None:
    line = '{"event": "failed", "reason": "a.png is empty; nothing was opened."}'
    assert from_json_line(line) == json.loads(line)


@pytest.mark.parametrize(
    "templates",
    [
        None,
        3,
        [None, 1, "x"],
        [{"template": 1, "fields": {}}],
        [{"template": "{other}", "fields": {"name": "a"}}],
        [{"template": "{name.__class__}", "fields": {"name": "a"}}],
        [{"template": "{name}", "fields": {"name": 1}}],
        [{"template": "{name}", "fields": {"name": {"template": "{a}", "fields": [1]}}}],
    ],
)
def test_damaged_templates_leave_the_finished_sentence(templates: object) -> None:
    event = from_json_line(json.dumps({"event": "failed", "reason": "a is empty.", "templates": templates}))
    assert event == {"event": "failed", "reason": "a is empty."}


def test_a_format_in_a_stranger_s_line_cannot_ask_for_memory() -> None:
    record = {"template": "{name:>9999999999}", "fields": {"name": "a"}}
    assert from_json_line(json.dumps({"reason": "a", "templates": [record]})) == {"reason": "a"}


# The source


def test_every_error_of_the_source_gives_the_fields_that_its_template_names() -> None:
    sites = [site for site in sites_in() if site.template is not None]
    assert len(sites) > 500
    for site in sites:
        fields = fields_of(site.template)
        if site.fields is not None:
            assert {name for name, _ in fields} == site.fields, site
        # A field has one format, as its translation has.
        assert len(set(fields)) == len({name for name, _ in fields}), site


def test_no_error_of_the_source_is_finished_where_it_is_raised() -> None:
    assert [site.place for site in sites_in() if site.template is None] == []
