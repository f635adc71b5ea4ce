"""What systems of two domains export: graphs that agree with PyTorch, ways by networks that are there."""

from __future__ import annotations

import pytest
import torch
from helpers.two_domains import TINY, batch, tiny_values

from engine.architectures.registry import build
from engine.bundle.manifest import ImageSpec, LatentSpec, Manifest, NetworkSpec
from trainer.bundling.graphs import export_graph, round_to_half
from trainer.recipes.base import BundleContent, Recipe
from trainer.recipes.trained import make_recipe
from trainer.settings.run_config import parse_config

FEATURE_WISE = {**TINY["drit"], "form": "feature_wise"}
SYSTEMS = [*TINY.items(), pytest.param("drit", FEATURE_WISE, id="drit_feature_wise")]


def exported(name: str, settings: dict[str, object]) -> tuple[Recipe, BundleContent]:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    config = parse_config(tiny_values(name, "unused", settings=settings))
    recipe = make_recipe(name, config.settings)
    networks = {key: recipe.networks[key].eval().requires_grad_(False) for key in recipe.info.averaged}
    return recipe, recipe.bundle(networks, 32)


@pytest.mark.parametrize(("name", "settings"), SYSTEMS)
def test_both_directions_go_through_networks_of_the_bundle(name: str, settings: dict[str, object]) -> None:
    _, content = exported(name, settings)
    manifest = Manifest(
        name="tiny",
        title="Tiny",
        family=content.family,
        networks={
            network.name: NetworkSpec(
                architecture=network.architecture,
                config=dict(network.config),
                weights_of=network.weights_of,
            )
            for network in content.networks
        },
        capabilities=list(content.capabilities),
        image=ImageSpec(size=32, input_channels=3, input_kind="photo", multiple=content.multiple),
        directions=dict(content.directions),
        latent=LatentSpec(size=content.latent_size) if content.latent_size else None,
        licence="CC0",
    )
    assert set(manifest.directions) == {"forward", "backward"}
    tiled = {network.weights_of for network in content.networks if network.weights_of}
    wanted = {network.name for network in content.networks if network.sides and not network.weights_of}
    assert tiled == (wanted if content.multiple else set())


@pytest.mark.parametrize(("name", "settings"), SYSTEMS)
def test_what_a_bundle_says_builds_what_was_trained(name: str, settings: dict[str, object]) -> None:
    _, content = exported(name, settings)
    for network in content.networks:
        rebuilt = build(network.architecture, network.config)
        shapes = {key: tuple(tensor.shape) for key, tensor in rebuilt.state_dict().items()}
        assert shapes == {k: tuple(t.shape) for k, t in network.module.state_dict().items()}, network.name


@pytest.mark.parametrize(("name", "settings"), SYSTEMS)
def test_networks_of_a_bundle_do_together_what_the_recipe_shows(
    name: str, settings: dict[str, object]
) -> None:
    recipe, content = exported(name, settings)
    parts = {network.name: network.module for network in content.networks}
    networks = {key: recipe.networks[key] for key in recipe.info.averaged}
    one = batch(2)
    direction = content.directions["forward"]
    with torch.no_grad():
        sheet = recipe.sample(networks, one)
        if direction.generator is not None:
            made, shown = parts[direction.generator](one["a"]), sheet[:, 1]
        elif direction.style_encoder is None:
            made, shown = (
                parts[str(direction.decoder)](parts[str(direction.content_encoder)](one["a"])),
                sheet[:, 2],
            )
        else:
            style = parts[direction.style_encoder](one["b"])
            code = style[0] if isinstance(style, tuple) else style
            made = parts[str(direction.decoder)](parts[str(direction.content_encoder)](one["a"]), code)
            shown = sheet[:, 5]
    torch.testing.assert_close(made, shown, rtol=1e-4, atol=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "settings"), SYSTEMS)
def test_graphs_agree_with_pytorch(name: str, settings: dict[str, object]) -> None:
    """`export_graph` compares, and raises where they do not."""
    _, content = exported(name, settings)
    if name in ("munit", "cyclegan"):
        pytest.skip("exported whole, tiles included, in tests/engine/translation/test_translator_unpaired.py")
    # The other domain's networks have the same structure.
    for network in content.networks:
        if network.name.endswith(("_a", "_ab")):
            for parameter in network.module.parameters():
                if parameter.dim() == 4:
                    torch.nn.init.kaiming_normal_(parameter)
            round_to_half(network.module)
            assert len(export_graph(network)) > 1000
