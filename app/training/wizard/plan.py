"""What a person has decided on so far about a model of their own; no widgets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.training.wizard.form import Field, RecipeForm

# What the steps before the settings ask for, and the keys of further sets of pictures by kind of data.
ASKED_ELSEWHERE = frozenset(
    {
        "recipe",
        "name",
        "title",
        "folder",
        "licence",
        "start",
        "data.sources",
        "data.kind",
        "data.sources_b",
        "data.backgrounds",
        "data.exclude",
    }
)
SECOND_SET: Mapping[str, str] = {"unpaired": "data.sources_b", "face_scenes": "data.backgrounds"}
_PAIR = ("schedule.size", "settings.resolution")


@dataclass
class Plan:
    """A run in the making; `values` is its configuration.

    `changes` holds only what a person has changed, `suggested` what the doctor read off the pictures.
    """

    recipe: RecipeForm | None = None
    kind: str = ""
    sources: list[str] = field(default_factory=list)
    second: list[str] = field(default_factory=list)
    exclude: list[str] = field(default_factory=list)
    changes: dict[str, Any] = field(default_factory=dict)
    suggested: dict[str, Any] = field(default_factory=dict)
    title: str = ""
    licence: str = ""
    start: str = ""
    folder: Path = Path()

    def choose(self, recipe: RecipeForm) -> None:
        """Take a recipe; pictures stay, settings of another one go."""
        if self.recipe is not None and recipe.name == self.recipe.name:
            return
        self.recipe = recipe
        names = [kind.name for kind in recipe.kinds]
        if self.kind not in names:
            self.kind = names[0] if names else ""
        self.changes, self.suggested = {}, {}

    def set(self, key: str, value: Any) -> None:
        """Change a setting; the value that it would have anyhow is no change."""
        self.changes.pop(key, None)
        if value != self.value_of(key):
            self.changes[key] = value

    def value_of(self, key: str) -> Any:
        """The value that a setting has: changed, or what suits kind of data and size, or its default."""
        for chosen in (self.changes, self.suggested):
            if key in chosen:
                return chosen[key]
        if self.recipe is None:
            return None
        if key in _PAIR:
            other = _PAIR[1 - _PAIR.index(key)]
            if other in self.changes and self.recipe.field(other) is not None:
                return self.changes[other]
            if key == _PAIR[1]:
                return self.value_of(other)
        else:
            size = str(self.value_of("schedule.size"))
            for suited in (self.recipe.by_size.get(size, {}), self.recipe.by_kind.get(self.kind, {})):
                if key in suited:
                    return suited[key]
        found = self.recipe.field(key)
        return found.default if found is not None else None

    @property
    def fields(self) -> list[Field]:
        """The settings that are left to ask for."""
        return [one for one in self.recipe.fields if one.key not in ASKED_ELSEWHERE] if self.recipe else []

    @property
    def missing(self) -> list[Field]:
        """Settings that need a value and have none."""
        return [one for one in self.fields if one.required and self.value_of(one.key) in (None, "", [], {})]

    @property
    def name(self) -> str:
        """What the model is called in files: the title in small letters, digits and dashes."""
        plain = re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-")[:60].strip("-")
        return plain or "model"

    @property
    def pictures(self) -> list[str]:
        """All sets of pictures."""
        return [*self.sources, *(self.second if self.kind in SECOND_SET else [])]

    def values(self, folder: Path | None = None) -> dict[str, Any]:
        """The configuration of the run, as nested values.

        Args:
            folder: of the run, where it is another one than the planned one.
        """
        if self.recipe is None:
            raise ValueError("a plan without a recipe has no configuration")
        data: dict[str, Any] = {"sources": list(self.sources), "kind": self.kind}
        if self.kind in SECOND_SET and self.second:
            data[SECOND_SET[self.kind].partition(".")[2]] = list(self.second)
        if self.exclude:
            data["exclude"] = list(self.exclude)
        values: dict[str, Any] = {
            "recipe": self.recipe.name,
            "name": self.name,
            "title": self.title or self.name,
            "folder": str(folder or self.folder),
            "licence": self.licence or "unknown",
            "data": data,
        }
        if self.start:
            values["start"] = self.start
        for key, value in {**self.suggested, **self.changes}.items():
            section, dot, name = key.partition(".")
            if dot:
                values.setdefault(section, {})[name] = value
            else:
                values[key] = value
        return values


def free_folder(parent: Path, name: str) -> Path:
    """A folder of that name, or with a number behind it, that does not exist yet."""
    folder, number = parent / name, 2
    while folder.exists():
        folder, number = parent / f"{name}-{number}", number + 1
    return folder
