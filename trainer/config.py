"""The configuration of a run: TOML, validated once, unknown keys refused with the nearest known one."""

from __future__ import annotations

import difflib
import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializeAsAny,
    ValidationError,
    field_validator,
    model_validator,
)

from trainer.errors import ConfigurationError
from trainer.recipes import recipe_type
from trainer.recipes.base import RecipeSettings
from trainer.starting import with_starting_values


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DataSettings(_Section):
    """Which pictures, and what becomes of them.

    `kind`: photos alone with sketches made on the fly, A|B side by side, folders A/ and B/, or single
    pictures with the labels of their `dataset.json`: those named in `labels`, all by default; the sign of
    `turning_labels` turns when a picture is mirrored; `crop` is the part of each that is used (left, top,
    right, bottom, as shares of its sides). `face_scenes` are faces pasted onto `backgrounds`.
    `unpaired` are two heaps: `sources` and `sources_b`, or one source in which `domains` says what chooses A
    and what B ("boot/" a folder, "male=1" a label); `unpaired_sketches` draws one half of the photos as A.
    """

    sources: list[str] = Field(min_length=1)
    kind: Literal[
        "photos", "side_by_side", "folders", "pictures", "face_scenes", "unpaired", "unpaired_sketches"
    ] = "photos"
    sources_b: list[str] = []
    domains: list[str] = Field([], max_length=2)
    backgrounds: list[str] = []
    labels: list[str] | None = None
    turning_labels: list[str] = []
    crop: tuple[float, float, float, float] | None = None
    direction: Literal["AtoB", "BtoA"] = "AtoB"
    crop_to_object: bool = True
    flip: bool = True
    load_scale: float = Field(286 / 256, ge=1, le=2)
    validation_fraction: float = Field(0.05, ge=0, lt=1)
    workers: int = Field(1, ge=0, le=64)


class Stage(_Section):
    """Until how many pictures seen the run works at which size."""

    until: int = Field(ge=1)
    size: int = Field(ge=16, le=2048)


class Schedule(_Section):
    """How long a run goes on, in pictures; the learning rate falls linearly from `decay_from` to 0.

    With `halve_every` it is halved every so many pictures instead; with both, both happen.
    """

    pictures: int = Field(200_000, ge=1)
    decay_from: int | None = None
    halve_every: int | None = Field(None, ge=1)
    batch_size: int = Field(2, ge=1)
    accumulate: int = Field(1, ge=1)
    size: int = Field(256, ge=16, le=2048)
    smaller_first: list[Stage] = []

    def size_at(self, seen: int) -> int:
        """Side of pictures in pixels when `seen` pictures have been drawn."""
        return next((stage.size for stage in self.smaller_first if seen < stage.until), self.size)

    def rate_at(self, seen: int) -> float:
        """Factor on the learning rate, 1 falling to 0, when `seen` pictures have been drawn."""
        halved = 1.0 if self.halve_every is None else 0.5 ** (seen // self.halve_every)
        if self.halve_every is not None and self.decay_from is None:
            return halved
        start = self.pictures // 2 if self.decay_from is None else self.decay_from
        if seen <= start:
            return halved
        return halved * max(0.0, 1.0 - (seen - start) / max(1, self.pictures - start))


class Optimiser(_Section):
    """Adam for every network (Kingma and Ba 2015), or RMSProp, whose memory is then `beta2`."""

    algorithm: Literal["adam", "rmsprop"] = "adam"
    learning_rate: float = Field(2e-4, gt=0)
    discriminator_rate: float | None = None
    beta1: float = Field(0.5, ge=0, lt=1)
    beta2: float = Field(0.999, ge=0, lt=1)
    weight_decay: float = Field(0.0, ge=0)


class Averaging(_Section):
    """Moving average of weights: half-life in pictures, never longer than `ramp` of those seen."""

    enabled: bool = True
    half_life: int = Field(5_000, ge=1)
    ramp: float = Field(0.05, gt=0, le=1)


class Reporting(_Section):
    """How often, in pictures, a run says, shows and keeps something."""

    progress: int = Field(500, ge=1)
    samples: int = Field(5_000, ge=1)
    checkpoints: int = Field(5_000, ge=1)
    keep: int = Field(2, ge=1)
    sample_rows: int = Field(8, ge=1, le=64)


class Hardware(_Section):
    """Precision and layout; `threads` 0 leaves the number to PyTorch."""

    precision: Literal["float32", "bfloat16"] = "float32"
    channels_last: bool = False
    compile: bool = False
    threads: int = Field(0, ge=0)
    device: Literal["auto", "cpu"] = "auto"


class RunConfig(_Section):
    """Everything that decides a run.

    `preset` is a published configuration that the other values are laid over, `start` a bundle, checkpoint or
    foreign file whose weights the run begins with, `notes` what the model's card should tell besides.
    """

    recipe: str
    preset: str = ""
    start: str = ""
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")
    title: str = ""
    folder: str
    seed: int = Field(0, ge=0)
    licence: str = "unknown"
    notes: str = ""
    data: DataSettings
    settings: SerializeAsAny[RecipeSettings] = RecipeSettings()
    schedule: Schedule = Schedule()
    optimiser: Optimiser = Optimiser()
    averaging: Averaging = Averaging()
    reporting: Reporting = Reporting()
    hardware: Hardware = Hardware()

    @field_validator("settings", mode="before")
    @classmethod
    def _typed_settings(cls, value: Any, info: Any) -> Any:
        if isinstance(value, RecipeSettings) and type(value) is not RecipeSettings:
            return value
        given = value if isinstance(value, Mapping) else {}
        return recipe_type(info.data.get("recipe", "")).settings_type(**given)

    @model_validator(mode="after")
    def _complete(self) -> RunConfig:
        if type(self.settings) is RecipeSettings:
            object.__setattr__(self, "settings", recipe_type(self.recipe).settings_type())
        resolution = getattr(self.settings, "resolution", None)
        if resolution is not None and (resolution != self.schedule.size or self.schedule.smaller_first):
            raise ValueError(
                f"schedule.size must be settings.resolution ({resolution}), without smaller sizes first"
            )
        kinds = recipe_type(self.recipe).data_kinds
        if self.data.kind not in kinds:
            raise ValueError(
                f"data.kind must be {' or '.join(map(repr, kinds))} for the recipe '{self.recipe}'"
            )
        if self.recipe == "bicyclegan" and self.schedule.batch_size % 2:
            raise ValueError(
                "schedule.batch_size must be even: BicycleGAN splits every batch into two halves"
            )
        return self


def read_config(path: Path, overrides: Sequence[str] = ()) -> RunConfig:
    """A run's configuration from TOML.

    Args:
        path: the file; `folder` and `data.sources` in it are relative to the working folder.
        overrides: `section.key=value`, the value in TOML (a bare word is text).

    Raises:
        ConfigurationError: one sentence a line for everything that is wrong.
    """
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigurationError(f"The configuration '{path}' cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"The configuration '{path}' is not TOML: {error}.") from error
    for override in overrides:
        _apply(values, override)
    return parse_config(values)


def parse_config(values: Mapping[str, Any]) -> RunConfig:
    """A run's configuration from plain values; raises ConfigurationError."""
    try:
        return RunConfig.model_validate(with_starting_values(values))
    except ValidationError as error:
        raise ConfigurationError(_sentences(error, str(values.get("recipe")))) from error


def changed_config(config: RunConfig, overrides: Sequence[str]) -> RunConfig:
    """A configuration with some values changed, each `section.key=value`; raises ConfigurationError."""
    values = config.model_dump(mode="json")
    for override in overrides:
        _apply(values, override)
    return parse_config(values)


def to_json(config: RunConfig) -> str:
    """The configuration as JSON that `parse_config` reads back."""
    return json.dumps(config.model_dump(mode="json"), indent=1)


def _apply(values: dict[str, Any], override: str) -> None:
    key, separator, text = override.partition("=")
    if not separator:
        raise ConfigurationError(f"'{override}' is not of the form section.key=value.")
    try:
        value = tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        value = text
    *sections, last = key.strip().split(".")
    for section in sections:
        inner = values.setdefault(section, {})
        if not isinstance(inner, dict):
            raise ConfigurationError(f"'{section}' in '{override}' is a value, not a section.")
        values = inner
    values[last] = value


def _sentences(error: ValidationError, recipe: str) -> str:
    return "\n".join(_sentence(detail, recipe) for detail in error.errors())


def _sentence(detail: Any, recipe: str) -> str:
    place = ".".join(str(part) for part in detail["loc"])
    if detail["type"] != "extra_forbidden":
        return f"{place or 'configuration'}: {detail['msg']}."
    near = difflib.get_close_matches(str(detail["loc"][-1]), _known_keys(recipe), n=1)
    hint = f"; did you mean '{near[0]}'?" if near else "."
    return f"{place}: there is no such key{hint}"


def _known_keys(recipe: str) -> list[str]:
    """Keys of every section and of that recipe's settings."""
    from trainer.recipes import RECIPES

    sections: list[type[BaseModel]] = [
        RunConfig,
        DataSettings,
        Stage,
        Schedule,
        Optimiser,
        Averaging,
        Reporting,
        Hardware,
    ]
    if recipe in RECIPES:
        sections.append(RECIPES[recipe].settings_type)
    return [name for section in sections for name in section.model_fields]
