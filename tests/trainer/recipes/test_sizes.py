"""Every size that a configuration accepts goes through its networks; any other is refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
import torch

from engine.errors import ConfigurationError
from trainer.recipes.registry import recipe_type
from trainer.settings.problems import size_problem
from trainer.settings.registry import RECIPE_INFOS
from trainer.settings.run_config import parse_config

# Few channels, and as many layers as published or fewer.
SMALL: Mapping[str, list[dict[str, Any]]] = {
    "pix2pix": [
        {"generator_widths": [4] * depth, "discriminator_widths": [4] * layers, "norm": norm}
        for depth, layers, norm in ((3, 4, "batch"), (6, 3, "batch"), (5, 4, "instance"))
    ],
    "bicyclegan": [
        {"generator_widths": [4] * depth, "encoder_widths": [4] * 4, "discriminator_width": 4}
        for depth in (3, 5)
    ],
    "dualgan": [{"generator_widths": [4] * 4, "discriminator_widths": [4] * 4}],
    "cyclegan": [
        {"generator_width": 4, "blocks": 1, "discriminator_widths": [4] * layers} for layers in (2, 4)
    ],
    "discogan": [{"widths": [4] * layers, "bottleneck": 4} for layers in (3, 4)],
    "munit": [
        {
            "widths": [4] * depth,
            "style_widths": [4] * 5,
            "residual_blocks": 1,
            "mlp_width": 4,
            "discriminator_widths": [4] * layers,
            "discriminator_scales": scales,
        }
        for depth, layers, scales in ((3, 4, 3), (4, 2, 2))
    ],
    "unit": [{"widths": [4] * 3, "residual_blocks": 1, "discriminator_widths": [4] * 4}],
    "drit": [
        {
            "form": form,
            "width": 4,
            "blocks": 1,
            "attribute_widths": [4] * 4,
            "discriminator_widths": [4] * 4,
            "content_layers": layers,
        }
        for form, layers in (("concat", 1), ("feature_wise", 0))
    ],
    "material": [{"generator_widths": [8] * depth, "mapping_width": 8} for depth in (3, 5)],
    "landmarks": [{"widths": [4] * 4, "depth": 0}],
}
SIZES = (16, 24, 32, 40, 44, 48, 56, 60, 64, 68, 72, 80, 96)


def batch(recipe: str, settings: Any, size: int) -> dict[str, torch.Tensor]:
    torch.manual_seed(size)
    made = {name: torch.rand(2, 3, size, size) * 2 - 1 for name in ("a", "b", "target", "picture")}
    channels = 1 if recipe == "material" else getattr(settings, "condition_channels", 3)
    made["condition"] = torch.rand(2, channels, size, size) * 2 - 1
    made["parts"] = torch.randint(0, 3, (2, 1, size, size)).float()
    made["object"] = torch.ones(2, 1, size, size)
    made["eyes"] = torch.rand(2, 2, 4) * size
    return made


@pytest.mark.parametrize(
    ("recipe", "given"), [(recipe, given) for recipe, several in SMALL.items() for given in several]
)
def test_what_is_accepted_can_be_trained(recipe: str, given: dict[str, Any]) -> None:
    info = RECIPE_INFOS[recipe]
    settings = info.settings(**given)
    built: Any = recipe_type(recipe)(settings)  # type: ignore[arg-type]
    accepted = [size for size in SIZES if not size_problem(info, settings, info.data_kinds[-1], size)]
    assert accepted
    for size in sorted({*accepted[:3], accepted[-1]}):
        items, work = batch(recipe, settings, size), {"seen": 0}
        for phase in built.phases:
            assert torch.isfinite(phase.losses(items, work).total), (phase.name, size)
        assert built.sample(built.networks, items).shape[-1] == size


def configuration(recipe: str, size: int, **sections: Mapping[str, Any]) -> dict[str, Any]:
    needed = {"attributes": {"attributes": {"age": {"label": "age"}}}, "psp": {"generator": "x"}}
    values = {"recipe": recipe, "name": "x", "folder": "x", "data": {"sources": ["x"]}}
    return {**values, "settings": needed.get(recipe, {}), "schedule": {"size": size}, **sections}


@pytest.mark.parametrize("recipe", sorted(RECIPE_INFOS))
@pytest.mark.parametrize("size", [16, 50, 64, 96, 100, 192, 200, 250, 256, 320, 512])
def test_a_refused_size_names_the_nearest_that_are_accepted(recipe: str, size: int) -> None:
    try:
        assert parse_config(configuration(recipe, size)).schedule.size == size
    except ConfigurationError as error:
        sentence = str(error)
        assert f"'{recipe}' do not take {size} pixels; the nearest are" in sentence
        for other in sentence.rpartition("the nearest are ")[2].rstrip(".").split(" or "):
            assert parse_config(configuration(recipe, int(other))).schedule.size == int(other)


@pytest.mark.parametrize(("recipe", "stage"), [("cyclegan", 62), ("munit", 32), ("pix2pix", 128)])
def test_the_sizes_to_begin_with_are_held_to_the_same(recipe: str, stage: int) -> None:
    schedule = {"size": 256, "smaller_first": [{"until": 10, "size": stage}]}
    with pytest.raises(ConfigurationError, match=f"do not take {stage} pixels"):
        parse_config(configuration(recipe, 256, schedule=schedule))
