"""A run's configuration: TOML, written, read, validated once; unknown keys refused with the nearest one."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import (
    SerializeAsAny,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from engine.errors import CheckpointError, ConfigurationError
from engine.files import write_atomically
from trainer.runs.folder import CONFIG
from trainer.runs.paths import absolute_paths, located_paths
from trainer.settings.data import DataSettings
from trainer.settings.fields import RecipeInfo, RecipeSettings, Section, setting
from trainer.settings.presets import LAPTOP, laid_over, laptop, preset_over, with_preset
from trainer.settings.problems import problem_sentences, size_problem
from trainer.settings.registry import RECIPE_INFOS, declaration_of
from trainer.settings.sections import Averaging, Hardware, Optimiser, Reporting, Schedule

# The values that a configuration starts from before its own are laid over: those its recipe declares.


Values = dict[str, Any]
_SIZE = 256
_SMALLER = ("schedule", "settings")
# Kinds of data whose pictures are prepared once, at the run's size, and reduced by whole factors.
_PREPARED = ("photos", "pictures", "unpaired_sketches")
_BY_TIME = ("progress_seconds", "samples_seconds", "checkpoints_seconds")
# What is stored was trained, so its sizes were taken; no rule of a later version closes it.
_STORED = "stored"
_MODEL_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


def with_starting_values(values: Mapping[str, Any]) -> Values:
    """A configuration's values on top of its recipe's, which follow the kind of data and the pictures' size.

    A preset that it names goes before what the recipe declares. `settings.resolution`, where a recipe has it,
    and `schedule.size` follow each other.

    Raises:
        ConfigurationError: see `with_preset`.
    """
    given = with_preset(values)
    info = RECIPE_INFOS.get(str(given.get("recipe")))
    if info is None:
        return given
    kind = _of(given, "data", "kind") or info.data_kinds[0]
    declared = {key: default.value for key, default in info.defaults.items()}
    sides = [_of(given, "schedule", "size"), _of(given, "settings", "resolution")]
    size = next((side for side in sides if isinstance(side, int)), declared.get("schedule.size", _SIZE))
    flat = {"data.kind": kind, "schedule.size": size, **declared}
    if "resolution" in info.settings.model_fields:
        flat["settings.resolution"] = size
    flat |= {**info.with_kind.get(kind, {}), **info.with_size.get(size, {}), "schedule.size": size}
    if given.get("start"):
        flat |= info.with_start
    if given.get("preset") == LAPTOP:
        flat |= _small(info, flat, given, keeps_size=any(isinstance(side, int) for side in sides))
    base: Values = {}
    for key, value in flat.items():
        section, _, name = key.partition(".")
        base.setdefault(section, {})[name] = value
    return laid_over(base, given)


def _small(info: RecipeInfo, usual: Values, given: Mapping[str, Any], *, keeps_size: bool) -> Values:
    """What the preset `laptop` changes of a recipe's values; its size stays where somebody has set it.

    The networks of a run that starts from another model stay as they are: they would not fit it.
    """
    size, pictures, batch = (
        usual.get(f"schedule.{key}", Schedule.model_fields[key].default)
        for key in ("size", "pictures", "batch_size")
    )
    small = laptop(info, size, pictures, batch, usual, keeps_size=keeps_size)
    if given.get("start"):
        return {key: small[key] for key in ("schedule.pictures", "schedule.batch_size")}
    if "resolution" in info.settings.model_fields:
        small["settings.resolution"] = small["schedule.size"]
    return small


def with_laptop(values: Mapping[str, Any]) -> Values:
    """A configuration's values with those of the preset `laptop` over them, which none of them outweighs.

    Raises:
        ConfigurationError: there is no such recipe.
    """
    info, usual = declaration_of(str(values.get("recipe"))), with_starting_values({**values, "preset": ""})
    flat = flat_values({name: usual.get(name, {}) for name in _SMALLER})
    base: Values = {"preset": ""}
    for key, value in _small(info, flat, values, keeps_size=False).items():
        section, _, name = key.partition(".")
        base.setdefault(section, {})[name] = value
    return laid_over(values, base)


def flat_values(values: Mapping[str, Any]) -> Values:
    """What the sections of a configuration hold, by "section.key"."""
    return {
        f"{section}.{key}": value
        for section, inner in values.items()
        if isinstance(inner, Mapping)
        for key, value in inner.items()
    }


def laptop_config(config: RunConfig) -> RunConfig:
    """The same run with the preset `laptop`; raises ConfigurationError where it does not go with the rest."""
    return parse_config(with_laptop(config.model_dump(mode="json")))


def _of(values: Mapping[str, Any], section: str, key: str) -> Any:
    inner = values.get(section)
    return inner.get(key) if isinstance(inner, Mapping) else None


class RunConfig(Section):
    """Everything that decides a run.

    `preset` is a published configuration that the other values are laid over, `start` a bundle, checkpoint or
    foreign file whose weights the run begins with, `notes` what the model's card should tell besides,
    `replaces` the models that the exported one stands in for where they are gone.
    """

    recipe: str = setting(..., "Recipe", "Which system is trained.", "to be chosen")
    preset: str = setting(
        "",
        "Preset",
        "Values that the others are laid over: `laptop` is small enough for a processor; stylegan2 has "
        "published ones.",
        "Ganvas: none",
        advanced=True,
    )
    start: str = setting(
        "",
        "Start from",
        "A model, a run's folder or a published checkpoint whose weights the run begins with, as far "
        "as they fit.",
        "Ganvas: from scratch",
    )
    name: str = setting(
        ...,
        "Name",
        "What the model is called in files: lower-case letters, digits, dot, dash and underscore.",
        "to be chosen",
        pattern=f"^{_MODEL_NAME.pattern}$",
    )
    title: str = setting("", "Title", "What the library shows; the name when empty.", "Ganvas: the name")
    folder: str = setting(
        ..., "Folder of the run", "Where checkpoints, samples and events are kept.", "to be chosen"
    )
    seed: int = setting(
        0,
        "Seed",
        "The same seed gives the same run on the same machine.",
        "Ganvas: any number does",
        advanced=True,
        ge=0,
    )
    licence: str = setting(
        "unknown",
        "Terms",
        "On which terms the model may be used; those of the pictures count too.",
        "Ganvas: unknown until told",
    )
    notes: str = setting(
        "", "Notes", "What the model's card should tell besides.", "Ganvas: nothing", advanced=True
    )
    replaces: list[str] = setting(
        [],
        "Replaces",
        "Older models that this one stands in for where they are gone: names in the library, or digests.",
        "Ganvas: none",
        advanced=True,
        max_length=16,
    )
    data: DataSettings
    settings: SerializeAsAny[RecipeSettings] = RecipeSettings()
    schedule: Schedule = Schedule()
    optimiser: Optimiser = Optimiser()
    averaging: Averaging = Averaging()
    reporting: Reporting = Reporting()
    hardware: Hardware = Hardware()

    @field_validator("replaces")
    @classmethod
    def _names_of_models(cls, value: list[str], info: Any) -> list[str]:
        for name in value:
            if not _MODEL_NAME.fullmatch(name) or name == info.data.get("name") or value.count(name) > 1:
                raise ValueError(f"'{name}' is no name or digest of another model, or is there twice")
        return value

    @field_validator("settings", mode="before")
    @classmethod
    def _typed_settings(cls, value: Any, info: Any) -> Any:
        if isinstance(value, RecipeSettings) and type(value) is not RecipeSettings:
            return value
        given = value if isinstance(value, Mapping) else {}
        return declaration_of(info.data.get("recipe", "")).settings(**given)

    @model_validator(mode="after")
    def _complete(self, checked: ValidationInfo) -> RunConfig:
        info = declaration_of(self.recipe)
        if type(self.settings) is RecipeSettings:
            object.__setattr__(self, "settings", info.settings())
        resolution = getattr(self.settings, "resolution", None)
        if resolution is not None and resolution != self.schedule.size:
            raise ValueError(f"schedule.size must be settings.resolution ({resolution})")
        if resolution is not None and self.schedule.smaller_first and not self.settings.grows:
            raise ValueError(f"schedule.smaller_first: the networks of '{self.recipe}' have one size")
        kinds = info.data_kinds
        if self.data.kind not in kinds:
            raise ValueError(
                f"data.kind must be {' or '.join(map(repr, kinds))} for the recipe '{self.recipe}'"
            )
        if self.schedule.batch_size % info.batch_multiple:
            parts = info.batch_multiple
            raise ValueError(
                f"schedule.batch_size must be {'even' if parts == 2 else f'a multiple of {parts}'}: "
                f"'{self.recipe}' splits every batch into {parts} parts"
            )
        if checked.context == _STORED:
            return self
        sizes = _stages(self)
        for problem in (size_problem(info, self.settings, self.data.kind, size) for size in sizes):
            if problem:
                raise ValueError(problem)
        if self.data.kind in _PREPARED and any(self.schedule.size % size for size in sizes):
            whole = self.schedule.size
            raise ValueError(f"schedule.smaller_first: {whole} pixels are no multiple of every size")
        return self


def read_config(path: Path, overrides: Sequence[str] = (), preset: str = "") -> RunConfig:
    """A run's configuration from TOML.

    Args:
        path: the file; `folder` and `data.sources` in it are relative to the working folder.
        overrides: `section.key=value`, the value in TOML (a bare word is text).
        preset: whose values lie over those of the file, and under the overrides.

    Raises:
        ConfigurationError: one sentence a line for everything that is wrong.
    """
    return parse_config(read_values(path, overrides, preset))


def read_values(path: Path, overrides: Sequence[str] = (), preset: str = "") -> Values:
    """What a configuration's TOML says itself, before anything is added; arguments as of `read_config`.

    Raises:
        ConfigurationError: it cannot be read.
    """
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigurationError(
            "The configuration '{path}' cannot be read: {reason}.", path=path, reason=error.strerror
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            "The configuration '{path}' is not TOML: {error}.", path=path, error=error
        ) from error
    if preset:
        values = with_laptop(values) if preset == LAPTOP else preset_over(values, preset)
    for override in overrides:
        _apply(values, override)
    return values


def says_kind(values: Mapping[str, Any]) -> bool:
    """Whether a configuration says itself how its pictures belong together."""
    return _of(values, "data", "kind") is not None


def parse_config(values: Mapping[str, Any], context: str = "") -> RunConfig:
    """A run's configuration from plain values; raises ConfigurationError."""
    try:
        return RunConfig.model_validate(with_starting_values(values), context=context)
    except ValidationError as error:
        raise ConfigurationError(problem_sentences(error, RunConfig, str(values.get("recipe")))) from error


def changed_config(config: RunConfig, overrides: Sequence[str]) -> RunConfig:
    """A configuration with some values changed, each `section.key=value`; raises ConfigurationError."""
    values = config.model_dump(mode="json")
    for override in overrides:
        _apply(values, override)
    changed = parse_config(values, _STORED)
    return changed if _stages(changed) == _stages(config) else parse_config(values)


def _stages(config: RunConfig) -> list[int]:
    """Sides of the pictures that a run trains on, in turn."""
    return [stage.size for stage in config.schedule.smaller_first] + [config.schedule.size]


def read_run(folder: Path) -> RunConfig:
    """The configuration that a run's folder was started with; its paths lead to where the files are now.

    Raises:
        CheckpointError: the folder holds no run.
        ConfigurationError: it is none that this Ganvas can train.
    """
    try:
        values = json.loads((folder / CONFIG).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CheckpointError(
            "'{folder}' holds no run (its config.json cannot be read).", folder=folder
        ) from error
    return parse_stored(located_paths(values, folder))


def parse_stored(values: Values) -> RunConfig:
    """A run's configuration from what this version or an earlier one stored; see `parse_config`."""
    info = RECIPE_INFOS.get(str(values.get("recipe")))
    settings, data, reporting, schedule = (
        values.get(section) for section in ("settings", "data", "reporting", "schedule")
    )
    if isinstance(data, Mapping):
        # Earlier versions trained on such folders, and a run goes on with the pictures that it began with.
        values = {**values, "data": {"held_out_folders": [], **data}}
    if isinstance(reporting, Mapping):
        # They reported by pictures alone, which says how far apart the checkpoints lie that they keep.
        values = {**values, "reporting": {**dict.fromkeys(_BY_TIME, 0.0), **reporting}}
    if isinstance(schedule, Mapping):
        # Their learning rates fell to nothing, whatever the system.
        values = {**values, "schedule": {"decay": "linear", **schedule}}
    if info is not None and isinstance(settings, Mapping):
        values = {**values, "settings": info.settings.of_earlier(settings)}
    return parse_config(values, _STORED)


def write_config(config: RunConfig, folder: Path) -> None:
    """Keep the configuration beside the run's checkpoints."""
    values = absolute_paths(config.model_dump(mode="json"))
    write_atomically(folder / CONFIG, json.dumps(values, indent=1).encode())


def changes_since(folder: Path, config: RunConfig) -> dict[str, Any]:
    """What a configuration changes, "section.key" to the new value, of the one that a run's folder keeps."""
    try:
        kept = absolute_paths(located_paths(json.loads((folder / CONFIG).read_text("utf-8")), folder))
    except (OSError, ValueError):
        return {}
    before, now = _flat(_as_now(kept)), _flat(absolute_paths(config.model_dump(mode="json")))
    # Where a run lies is no setting.
    return {
        key: value for key, value in now.items() if key in before and before[key] != value and key != "folder"
    }


def differing_settings(stored: str, config: RunConfig) -> dict[str, tuple[Any, Any]]:
    """Settings of the recipe that a checkpoint was trained with other values of.

    Args:
        stored: the checkpoint's configuration, JSON.
        config: to compare it with.

    Returns:
        "settings.key" to its value there and here, `recipe` as well; nothing where neither can be told.
    """
    try:
        before, now = _flat(_as_now(json.loads(stored))), _flat(config.model_dump(mode="json"))
    except (ValueError, TypeError, AttributeError):
        return {}
    return {
        key: (before.get(key), now.get(key))
        for key in sorted(before.keys() | now.keys())
        if (key == "recipe" or key.startswith("settings.")) and before.get(key) != now.get(key)
    }


def to_json(config: RunConfig) -> str:
    """The configuration as JSON that `parse_config` reads back."""
    return json.dumps(config.model_dump(mode="json"), indent=1)


def _as_now(stored: Values) -> Values:
    """A stored configuration's values as this version writes them.

    A setting that an earlier version did not know was at its default there. What that version allowed, and
    this one does not, stays as it is.
    """
    with suppress(ConfigurationError):
        return dict(json.loads(to_json(parse_stored(stored))))
    return stored


def _flat(values: Mapping[str, Any], place: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{place}{key}.")
        else:
            found[f"{place}{key}"] = value
    return found


def _apply(values: dict[str, Any], override: str) -> None:
    key, separator, text = override.partition("=")
    if not separator:
        raise ConfigurationError("'{override}' is not of the form section.key=value.", override=override)
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        value = text
    *sections, last = key.strip().split(".")
    for section in sections:
        inner = values.setdefault(section, {})
        if not isinstance(inner, dict):
            raise ConfigurationError(
                "'{section}' in '{override}' is a value, not a section.", section=section, override=override
            )
        values = inner
    values[last] = value
