"""Published training configurations of StyleGAN2-ADA, by name, as values that a configuration may change.

Karras et al. 2020b, table 5 and the released code: `auto` follows the resolution, the others are fixed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from engine.errors import ConfigurationError

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
    if not name:
        return dict(values)
    if name not in PRESETS:
        raise ConfigurationError(
            "There is no preset '{name}'; there are {names}.", name=name, names=", ".join(PRESETS)
        )
    given = [values.get("schedule", {}).get("size"), values.get("settings", {}).get("resolution")]
    sizes = [size for size in given if isinstance(size, int)]
    if not sizes:
        raise ConfigurationError("The preset '{name}' follows the resolution: give schedule.size.", name=name)
    base = PRESETS[name](sizes[0])
    base["settings"]["resolution"] = base["schedule"]["size"] = sizes[0]
    return laid_over(base, values)


def laid_over(base: Mapping[str, Any], values: Mapping[str, Any]) -> Values:
    """`values` on top of `base`; where both are mappings, key by key."""
    merged = dict(base)
    for key, value in values.items():
        inner = merged.get(key)
        both = isinstance(inner, Mapping) and isinstance(value, Mapping)
        merged[key] = laid_over(inner, value) if both else value  # type: ignore[arg-type]
    return merged
