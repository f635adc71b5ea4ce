"""The form of a recipe: its settings as they are shown, typed and checked, read off its declaration."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from app.i18n import tr, tr_noop

FieldType = Literal["integer", "number", "boolean", "choice", "text", "list", "table"]


MORE_THAN = tr_noop("Must be more than {bound}.")
AT_LEAST = tr_noop("Must be at least {bound}.")
LESS_THAN = tr_noop("Must be less than {bound}.")
AT_MOST = tr_noop("Must be at most {bound}.")
MULTIPLE_OF = tr_noop("Must be a multiple of {bound}.")
TOO_FEW = tr_noop("At least {count} are needed.")
TOO_MANY = tr_noop("At most {count} are possible.")
NO_NUMBER = tr_noop("“{typed}” is no number.")
NO_WHOLE_NUMBER = tr_noop("“{typed}” is no whole number.")
NO_TABLE = tr_noop("This is not of the form: name = value.")


class FieldError(ValueError):
    """What was typed is no value of the field; `sentence` is a marked text, `fields` what fills it."""

    def __init__(self, sentence: str, **fields: object) -> None:
        super().__init__(sentence)
        self.sentence, self.fields = sentence, fields

    @property
    def words(self) -> str:
        """The sentence in the language of the window."""
        return tr(self.sentence, **self.fields)


@dataclass(frozen=True)
class Field:
    """One setting of a recipe, as the trainer describes it; `key` is "section.key"."""

    key: str
    label: str
    help: str = ""
    type: FieldType = "text"
    default: Any = None
    required: bool = False
    optional: bool = False
    minimum: float | None = None
    maximum: float | None = None
    excluded: tuple[str, ...] = ()
    multiple_of: float | None = None
    shortest: int = 0
    longest: int | None = None
    choices: tuple[Any, ...] = ()
    items: str = ""
    source: str = ""
    advanced: bool = False

    @classmethod
    def read(cls, info: Mapping[str, Any]) -> Field:
        """A field from its description; what is missing there is as plain as can be."""
        known = {name: info[name] for name in cls.__dataclass_fields__ if info.get(name) is not None}
        key = str(info["key"])
        known["label"] = str(info.get("label") or key.rpartition(".")[2].replace("_", " ").capitalize())
        for name in ("choices", "excluded"):
            known[name] = tuple(known.get(name, ()))
        return cls(**known)

    def shown(self, value: Any) -> str:
        """A value as it is typed."""
        if value is None:
            return ""
        if self.type == "table":
            return "\n".join(f"{_key(name)} = {_inline(inner)}" for name, inner in dict(value).items())
        if self.type == "list" and self.items != "table":
            return ", ".join(item if isinstance(item, str) else json.dumps(item) for item in value)
        return value if isinstance(value, str) else _inline(value)

    def read_text(self, text: str) -> Any:
        """The value of what was typed; None where nothing was and nothing need be.

        Raises:
            FieldError: it is no such value, or out of bounds.
        """
        text = text.strip()
        if not text and (self.optional or self.required) and self.type != "list":
            return None
        if self.type == "table":
            value: Any = _toml(text)
        elif self.type == "list":
            value = _toml(f"value = {text}")["value"] if self.items == "table" else self._items(text)
        elif self.type in ("integer", "number"):
            value = _number(text, whole=self.type == "integer")
        else:
            value = text
        self.check(value)
        return value

    def check(self, value: Any) -> None:
        """Raises FieldError where a value is out of bounds."""
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            if self.minimum is not None and (
                value < self.minimum or ("minimum" in self.excluded and value == self.minimum)
            ):
                more = "minimum" in self.excluded
                raise FieldError(MORE_THAN if more else AT_LEAST, bound=f"{self.minimum:g}")
            if self.maximum is not None and (
                value > self.maximum or ("maximum" in self.excluded and value == self.maximum)
            ):
                less = "maximum" in self.excluded
                raise FieldError(LESS_THAN if less else AT_MOST, bound=f"{self.maximum:g}")
            if self.multiple_of and value % self.multiple_of:
                raise FieldError(MULTIPLE_OF, bound=f"{self.multiple_of:g}")
        if isinstance(value, (list, dict)):
            if len(value) < self.shortest:
                raise FieldError(TOO_FEW, count=self.shortest)
            if self.longest is not None and len(value) > self.longest:
                raise FieldError(TOO_MANY, count=self.longest)

    def _items(self, text: str) -> list[Any]:
        parts = [part.strip() for part in text.strip("[]").split(",") if part.strip()]
        if self.items == "text":
            return [part.strip("\"'") for part in parts]
        return [_number(part, whole=self.items == "integer") for part in parts]


@dataclass(frozen=True)
class Kind:
    """How pictures of a data set belong together."""

    name: str
    label: str
    help: str = ""


@dataclass(frozen=True)
class RecipeForm:
    """A recipe as a person chooses it and tells it what to do."""

    name: str
    title: str
    goal: str
    data: str = ""
    paper: str = ""
    enough: int = 0
    capabilities: tuple[str, ...] = ()
    sheet: str = ""
    kinds: tuple[Kind, ...] = ()
    fields: tuple[Field, ...] = ()
    by_kind: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    by_size: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    def read(cls, info: Mapping[str, Any]) -> RecipeForm:
        """A recipe from its description."""
        kinds = info.get("kinds") or [{"name": name, "label": name} for name in info["data_kinds"]]
        return cls(
            name=str(info["name"]),
            title=str(info["title"]),
            goal=str(info["goal"]),
            data=str(info.get("data", "")),
            paper=str(info.get("paper", "")),
            enough=int(info.get("enough") or 0),
            capabilities=tuple(info.get("capabilities", ())),
            sheet=str(info.get("sheet", "")),
            kinds=tuple(Kind(str(k["name"]), str(k["label"]), str(k.get("help", ""))) for k in kinds),
            fields=tuple(Field.read(one) for one in info["fields"]),
            by_kind=dict(info.get("by_kind") or {}),
            by_size={str(size): dict(values) for size, values in (info.get("by_size") or {}).items()},
        )

    def field(self, key: str) -> Field | None:
        """The field of that key."""
        return next((one for one in self.fields if one.key == key), None)


def read_recipes() -> list[RecipeForm]:
    """Every recipe; those that end in a model of pictures come first.

    The first call loads all declarations and what checks them, so make it off the GUI thread.
    """
    from trainer.settings.describe import describe_all

    found = [RecipeForm.read(info) for info in describe_all()]
    return sorted(found, key=lambda recipe: not recipe.capabilities)


def _number(text: str, *, whole: bool) -> float:
    plain = text.replace("_", "").replace(" ", "")
    try:
        return int(plain) if whole else _finite(float(plain))
    except (ValueError, OverflowError):
        raise FieldError(NO_WHOLE_NUMBER if whole else NO_NUMBER, typed=text) from None


def _finite(value: float) -> float:
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError
    return value


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise FieldError(NO_TABLE) from None


def _key(name: str) -> str:
    return name if name.replace("_", "").replace("-", "").isalnum() and name.isascii() else json.dumps(name)


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(k)} = {_inline(v)}" for k, v in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_inline(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False)
