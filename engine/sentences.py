"""Sentences for a person that remember what they were made of: a template, and the values of its fields.

The engine and the trainer write English and know no other language. A window that speaks one looks the
template up in its table and fills in the same fields, so it need not read a finished sentence again.

    >>> sentence = Sentence("{name} has {size} bytes.", name="a.png", size=3)
    >>> str(sentence), sentence.template, sentence.fields["size"]
    ('a.png has 3 bytes.', '{name} has {size} bytes.', 3)

In a template `{name}` is a field, `{name:.1f}` one with a format, and `{{` a brace. A sentence without
fields is its own template, braces and all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Self

Field = str | int | float
# Key of a line of JSON under which the templates of its sentences are.
_TEMPLATES = "templates"
_PART = re.compile(r"\{\{|\}\}|\{([^{}:]*)(?::([^{}]*))?\}")


class Sentence(str):
    """A finished English sentence, or a phrase of one, with the template and fields that it came from.

    It is text like any other; what is cut out of it, or joined with other text, is plain. `str()` of it keeps
    the template, and so do copies, pickles and the lines of `to_json_line`.

    Args:
        template: the sentence with its fields in braces; as it is where no fields are given.
        fields: values by their names. Numbers, texts and sentences are kept, a field that is an error counts
            as its sentence, and what else is given counts as its text.

    Raises:
        ValueError: the template names a field that is not given, or holds half a brace.
    """

    template: str
    fields: Mapping[str, Field]

    def __new__(cls, template: str, /, **fields: object) -> Self:
        """See the class."""
        if isinstance(template, Sentence) and not fields:
            fields = dict(template.fields)
            template = template.template
        formats = dict(fields_of(template)) if fields else {}
        kept = {name: _kept(value, formats.get(name, "")) for name, value in fields.items()}
        made = super().__new__(cls, fill(template, kept))
        made.template = str(template)
        made.fields = MappingProxyType(kept)
        return made

    def __str__(self) -> str:
        """The sentence itself, so that `str(error)` still knows its template."""
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """How it is pickled and copied: as its template and fields."""
        return _made, (type(self), self.template, dict(self.fields))


def _made(kind: type[Sentence], template: str, fields: Mapping[str, Field]) -> Sentence:
    return kind(template, **fields)


def printable(text: str, most: int) -> str:
    """A stranger's text fit to be shown: so many letters at most, a question mark where one has no shape."""
    return "".join(letter if letter.isprintable() else "?" for letter in text[:most])


def joined(sentences: Iterable[str], between: str = "\n") -> Sentence:
    """Several sentences as one, each of them a field; lines of one text unless `between` says otherwise."""
    fields = {f"part_{number}": sentence for number, sentence in enumerate(sentences, start=1)}
    return Sentence(between.join(f"{{{name}}}" for name in fields), **fields)


def fill(template: str, fields: Mapping[str, Field]) -> str:
    """A template with its fields filled in; braces in the values are text. Without fields it is left alone.

    Raises:
        ValueError: the template names a field that is not there, or a format that its number cannot have.
    """
    if not fields:
        return str(template)

    def value(part: re.Match[str]) -> str:
        if part[0] in ("{{", "}}"):
            return part[0][0]
        if part[1] not in fields:
            raise ValueError(f"no field is called {part[1]!r}")
        held = fields[part[1]]
        # A number that is text already, such as one from a line of JSON, has its format.
        return str(held) if isinstance(held, str) else format(held, part[2] or "")

    return _PART.sub(value, template)


def fields_of(template: str) -> list[tuple[str, str]]:
    """Name and format of every field of a template, in their order; the format is empty for most."""
    return [(part[1], part[2] or "") for part in _PART.finditer(template) if part[0] not in ("{{", "}}")]


def _kept(value: object, form: str) -> Field:
    if type(value) in (str, int, float) or isinstance(value, Sentence):
        return value  # type: ignore[return-value]  # one of these
    if form and not isinstance(value, str):
        return format(value, form)
    # The text of an error of ours is a sentence.
    return str(value)


# Between processes: lines of JSON that say what templates the sentences in them have.


def to_json_line(values: Mapping[str, Any], **options: Any) -> str:
    """Plain values as JSON; beside them, under "templates", what every sentence among them was made of.

    The sentences themselves stand where they stood, finished, for who knows no templates.

    Args:
        values: what `json.dumps` takes, with sentences anywhere in it.
        options: of `json.dumps`.
    """
    templates = {str.__str__(sentence): _record(sentence) for sentence in _sentences(values)}
    return json.dumps({**values, _TEMPLATES: [*templates.values()]} if templates else values, **options)


def from_json_line(line: str | bytes) -> Any:
    """What a line of JSON holds, with sentences again where it says of what they were made.

    A line without templates, of an earlier version, gives plain text; so does a template that is damaged.

    Raises:
        ValueError: it is no JSON.
    """
    values = json.loads(line)
    if not isinstance(values, dict) or _TEMPLATES not in values:
        return values
    records = values.pop(_TEMPLATES)
    known = [_sentence(record) for record in records] if isinstance(records, list) else []
    return _put_back(values, {str.__str__(sentence): sentence for sentence in known if sentence is not None})


def _sentences(values: Any) -> Iterator[Sentence]:
    if isinstance(values, Sentence):
        if values.fields:
            yield values
    elif isinstance(values, Mapping):
        for value in values.values():
            yield from _sentences(value)
    elif isinstance(values, list | tuple):
        for value in values:
            yield from _sentences(value)


def _record(sentence: Sentence) -> dict[str, Any]:
    formats = dict(fields_of(sentence.template))
    fields: dict[str, Any] = {}
    for name, value in sentence.fields.items():
        if isinstance(value, Sentence):
            fields[name] = _record(value)
        else:
            fields[name] = value if isinstance(value, str) else format(value, formats.get(name, ""))
    return {"template": sentence.template, "fields": fields}


def _sentence(record: object) -> Sentence | None:
    """The sentence of a record whose fields are texts and records, or None where it is something else."""
    match record:
        case {"template": str(template), "fields": dict(held)}:
            fields = {
                name: _sentence(value) if isinstance(value, dict) else value for name, value in held.items()
            }
            if all(isinstance(value, str) for value in fields.values()):
                try:
                    return Sentence(template, **fields)
                except ValueError:
                    return None
    return None


def _put_back(values: Any, known: Mapping[str, Sentence]) -> Any:
    if isinstance(values, str):
        return known.get(values, values)
    if isinstance(values, dict):
        return {name: _put_back(value, known) for name, value in values.items()}
    if isinstance(values, list):
        return [_put_back(value, known) for value in values]
    return values
