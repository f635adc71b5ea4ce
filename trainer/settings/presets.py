"""Presets: values by name that a configuration may change.

`laptop` makes every recipe small enough for a processor. The others are published training configurations of
StyleGAN2-ADA (Karras et al. 2020b, table 5 and the released code): `auto` follows the resolution, the rest is
fixed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from engine.errors import ConfigurationError
from trainer.settings.fields import RecipeInfo, RecipeSettings

Values = dict[str, Any]


def _published(
    *,
    batch: int,
    group: int,
    base: int,
    rate: float,
    gamma: float,
    half_life: float,
    ramp: float,
    depth: int,
    pictures: int = 25_000_000,
    **settings: Any,
) -> Values:
    return {
        "recipe": "stylegan2",
        "data": {"kind": "pictures"},
        "settings": {
            "channel_base": base,
            "group_size": group,
            "r1_gamma": gamma,
            "mapping_depth": depth,
            **settings,
        },
        "schedule": {"pictures": pictures, "decay_from": pictures, "batch_size": batch},
        "optimiser": {"learning_rate": rate, "beta1": 0.0, "beta2": 0.99},
        "averaging": {"half_life": max(1, round(half_life * 1000)), "ramp": ramp},
    }


def _auto(size: int) -> Values:
    batch = max(min(4096 // size, 32), 1)
    return _published(
        batch=batch,
        group=min(batch, 4),
        base=32768 if size >= 512 else 16384,
        rate=0.002 if size >= 1024 else 0.0025,
        gamma=0.0002 * size**2 / batch,
        half_life=batch * 10 / 32,
        ramp=0.05,
        depth=2,
    )


def _fixed(**values: Any) -> Callable[[int], Values]:
    # Without a ramp the published half-life is constant; here it is never longer than what was seen.
    return lambda size: _published(**{"ramp": 1.0, "depth": 8, "rate": 0.0025, **values})


_SECTIONS = ("settings", "schedule", "optimiser", "averaging")
PRESETS: Mapping[str, Callable[[int], Values]] = {
    "auto": _auto,
    "stylegan2": _fixed(batch=32, group=4, base=32768, rate=0.002, gamma=10.0, half_life=10),
    "paper256": _fixed(batch=64, group=8, base=16384, gamma=1.0, half_life=20),
    "paper512": _fixed(batch=64, group=8, base=32768, gamma=0.5, half_life=20),
    "paper1024": _fixed(batch=32, group=4, base=32768, rate=0.002, gamma=2.0, half_life=10),
    "cifar": _fixed(
        batch=64,
        group=32,
        base=32768,
        gamma=0.01,
        half_life=500,
        ramp=0.05,
        depth=2,
        pictures=100_000_000,
        path_length_weight=0.0,
        mixing=0.0,
        discriminator_architecture="orig",
    ),
}


def suited_to(size: int) -> Values:
    """The preset `auto` for pictures of `size` pixels by "section.key", without the length of the run."""
    sections = _auto(size)
    flat = {f"{name}.{key}": value for name in _SECTIONS for key, value in sections[name].items()}
    return {
        key: value for key, value in flat.items() if key not in ("schedule.pictures", "schedule.decay_from")
    }


def with_preset(values: Mapping[str, Any]) -> Values:
    """A configuration's values on top of those of the preset that it names, if any.

    `settings.resolution` and `schedule.size` follow each other where only one is given.

    Raises:
        ConfigurationError: there is no such preset, or the resolution is missing.
    """
    name = values.get("preset", "")
    if not name or name == LAPTOP:
        return dict(values)
    if name not in PRESETS:
        names = ", ".join((LAPTOP, *PRESETS))
        raise ConfigurationError("There is no preset '{name}'; there are {names}.", name=name, names=names)
    given = [values.get("schedule", {}).get("size"), values.get("settings", {}).get("resolution")]
    sizes = [size for size in given if isinstance(size, int)]
    if not sizes:
        raise ConfigurationError("The preset '{name}' follows the resolution: give schedule.size.", name=name)
    base = PRESETS[name](sizes[0])
    base["settings"]["resolution"] = base["schedule"]["size"] = sizes[0]
    return laid_over(base, values)


def preset_over(values: Mapping[str, Any], name: str) -> Values:
    """A configuration's values with those of a preset over them.

    Raises:
        ConfigurationError: as of `with_preset`, or the recipe is another one.
    """
    recipe = values.get("recipe", "stylegan2")
    if name in PRESETS and recipe != "stylegan2":
        raise ConfigurationError("The preset '{name}' is of 'stylegan2'; use 'laptop'.", name=name)
    sizes = {key: values[key] for key in ("schedule", "settings") if isinstance(values.get(key), Mapping)}
    plain = {
        "schedule": {key: value for key, value in sizes.get("schedule", {}).items() if key == "size"},
        "settings": {key: value for key, value in sizes.get("settings", {}).items() if key == "resolution"},
    }
    return laid_over(values, {**with_preset({"preset": name, **plain}), "data": values.get("data", {})})


# Small enough for a processor: derived from what a recipe declares, which may say otherwise (`laptop`).


LAPTOP = "laptop"
_SIDE, _PICTURES, _BATCH, _NARROWEST = 64, 50_000, 16, 8
_WIDTHS = re.compile(r"(.*_)?widths?|channel_(base|max)")


def laptop(
    info: RecipeInfo, size: int, pictures: int, batch: int, usual: Mapping[str, Any], *, keeps_size: bool
) -> Values:
    """Values by "section.key" that make a run of a recipe short on a processor.

    Pictures are of 64 pixels, or of the least side that its networks take; networks have half of their
    channels; a run sees at most 50,000 pictures, at most 16 at once. Nothing is larger than it was.

    Args:
        info: of the recipe.
        size: side of the pictures without it.
        pictures: that a run without it sees.
        batch: that it sees at once.
        usual: values by "section.key" that the recipe starts with.
        keeps_size: somebody has chosen the size.
    """
    least = max(info.batch_multiple, min(batch, _BATCH) // info.batch_multiple * info.batch_multiple)
    found: Values = {"schedule.pictures": min(pictures, _PICTURES), "schedule.batch_size": least}
    keeps_size = keeps_size or info.size_is_given
    for side in range(size if keeps_size else min(size, _SIDE), size + 1):
        suited = {key: _least(value, usual.get(key)) for key, value in info.with_size.get(side, {}).items()}
        own = {**usual, **suited, **info.laptop}
        narrow = _halved(info, own)
        # Not validated: a generator or attributes that have no default say nothing about sizes.
        built: RecipeSettings = info.settings.model_construct(
            **{key.removeprefix("settings."): value for key, value in {**own, **narrow}.items()}
        )
        if side % 8 == 0 and built.sizes().takes(side):
            return {**suited, **narrow, **found, "schedule.size": side, **info.laptop}
    return {**_halved(info, usual), **found, "schedule.size": size, **info.laptop}


def _half(width: int) -> int:
    """Half of the channels; of what is a multiple of 8, such a multiple."""
    half = width // 16 * 8 if width % 8 == 0 else width // 2
    return max(min(_NARROWEST, width), half)


def _least(suited: Any, now: Any) -> Any:
    """Channels of layers that suit a size, each at most what it is now."""
    if isinstance(suited, list) and isinstance(now, list):
        return [min(pair) for pair in zip(suited, now, strict=False)] + suited[len(now) :]
    return suited


def _halved(info: RecipeInfo, values: Mapping[str, Any]) -> Values:
    """Every setting of the networks' channels, halved as far as it may be."""
    found: Values = {}
    for name, field in info.settings.model_fields.items():
        key = f"settings.{name}"
        if not _WIDTHS.fullmatch(name):
            continue
        now = values.get(key, field.default)
        least = next((one.ge for one in field.metadata if hasattr(one, "ge")), 1)
        if isinstance(now, list):
            found[key] = [_half(width) for width in now]
        else:
            found[key] = max(int(least), _half(now))
    return found


def laid_over(base: Mapping[str, Any], values: Mapping[str, Any]) -> Values:
    """`values` on top of `base`; where both are mappings, key by key."""
    merged = dict(base)
    for key, value in values.items():
        inner = merged.get(key)
        both = isinstance(inner, Mapping) and isinstance(value, Mapping)
        merged[key] = laid_over(inner, value) if both else value  # type: ignore[arg-type]
    return merged
