"""Generators whose codes are principal components: the components, and what a step teaches."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from engine.errors import ConfigurationError, DatasetError
from trainer.data.labelled import LabelledPictures, PictureDataset
from trainer.data.sampler import Draw
from trainer.recipes.glo import GLO, Components, principal_components, with_components
from trainer.settings.glo import Settings
from trainer.settings.run_config import parse_config

TINY = Settings(
    resolution=16,
    z_size=4,
    w_size=16,
    channel_base=256,
    channel_max=16,
    lambda_perceptual=0.0,
    lambda_gan=0.0,
    rough_size=8,
)


def _discs(count: int = 64, side: int = 16) -> np.ndarray:
    """Discs of their own places and brightness, (N, side, side, 3) uint8."""
    rng = np.random.default_rng(1)
    rows, columns = np.mgrid[:side, :side]
    pictures = []
    for _ in range(count):
        row, column = rng.uniform(side / 4, 3 * side / 4, 2)
        disc = (rows - row) ** 2 + (columns - column) ** 2 < (side / 4) ** 2
        pictures.append(np.where(disc[..., None], rng.integers(100, 255, 3), 20))
    return np.stack(pictures).astype(np.uint8)


def _dataset(flip: bool = False) -> PictureDataset:
    pixels = _discs()
    labels = np.zeros((len(pixels), 0), dtype=np.float32)
    prepared = LabelledPictures(pixels, labels, (), tuple(map(str, range(len(pixels)))))
    return PictureDataset(prepared, flip=flip)


def test_codes_of_the_pictures_have_mean_0_and_covariance_1() -> None:
    pixels = _discs()
    found = principal_components(pixels, 4, mirrored=False)
    pictures = torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 127.5 - 1
    codes = found.codes(pictures)
    torch.testing.assert_close(codes.mean(dim=0), torch.zeros(4), atol=1e-4, rtol=0)
    torch.testing.assert_close(torch.cov(codes.t(), correction=0), torch.eye(4), atol=1e-3, rtol=0)


def test_components_are_those_of_a_singular_value_decomposition() -> None:
    pixels = _discs()
    found = principal_components(pixels, 4, mirrored=False)
    rows = pixels.transpose(0, 3, 1, 2).reshape(len(pixels), -1) / 127.5 - 1
    _, values, directions = np.linalg.svd(rows - rows.mean(axis=0), full_matrices=False)
    np.testing.assert_allclose(found.deviations, values[:4] / np.sqrt(len(rows)), rtol=1e-4)
    np.testing.assert_allclose(np.abs((directions[:4] @ found.directions).diagonal()), 1, atol=1e-4)


def test_a_code_of_the_usual_length_comes_back_from_its_picture() -> None:
    found = principal_components(_discs(), 4, mirrored=True)
    code = torch.tensor([[0.1, -0.1, 0.2, 0.1]])
    code *= 2 / code.norm()
    inside = Components(found.mean, found.directions, found.deviations * 0.1, found.side)
    torch.testing.assert_close(inside.codes(inside.pictures(3 * code)), code, atol=1e-3, rtol=0)


def test_mirroring_makes_the_mean_symmetrical() -> None:
    found = principal_components(_discs(), 4, mirrored=True)
    mean = found.mean.reshape(3, 16, 16)
    np.testing.assert_allclose(mean, mean[..., ::-1], atol=1e-5)


def test_too_few_pictures_are_refused() -> None:
    with pytest.raises(DatasetError, match="z_size"):
        principal_components(_discs(8), 16, mirrored=False)


def test_held_out_pictures_get_the_components_of_training(tmp_path: Path) -> None:
    first = with_components(_dataset(), 4, tmp_path)
    other = PictureDataset(
        LabelledPictures(_discs(32)[:, ::-1], np.zeros((32, 0), dtype=np.float32), (), ("",) * 32), flip=False
    )
    second = with_components(other, 4, tmp_path)
    np.testing.assert_array_equal(first.components.directions, second.components.directions)


def test_a_smaller_drawing_keeps_its_code(tmp_path: Path) -> None:
    pictures = with_components(_dataset(flip=True), 4, tmp_path)
    for number in range(4):
        large = pictures[Draw(3, number, 16, seed=0)]
        small = pictures[Draw(3, number, 8, seed=0)]
        assert small["picture"].shape == (3, 8, 8)
        for name in ("code", "random_code", "rough"):
            torch.testing.assert_close(small[name], large[name])
    assert large["rough"].shape == (3, 16, 16)


def _batch(pictures: Any, size: int, count: int = 16) -> dict[str, torch.Tensor]:
    items = [pictures[Draw(index, index, size, seed=0)] for index in range(count)]
    return {name: torch.stack([item[name] for item in items]) for name in items[0]}


def test_pictures_come_back_and_random_codes_get_their_own(tmp_path: Path) -> None:
    torch.manual_seed(0)
    recipe = GLO(TINY)
    batch = _batch(with_components(_dataset(), 4, tmp_path), 16)
    optimiser = torch.optim.Adam(
        [p for network in recipe.networks.values() for p in network.parameters()], lr=1e-2, betas=(0.9, 0.99)
    )
    first: dict[str, float] = {}
    for _ in range(150):
        losses = recipe.phases[0].losses(batch, {"seen": 0})
        first = first or {name: value.item() for name, value in losses.terms.items()}
        optimiser.zero_grad()
        losses.total.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    assert losses.terms["loss_l1"].item() < 0.4 * first["loss_l1"]
    assert losses.terms["loss_rough"].item() < 0.4 * first["loss_rough"]
    sheet = recipe.sample(recipe.networks, batch)
    assert sheet.shape == (16, 16, 3, 16, 16)
    assert sheet[:, 2:].flatten(0, 1).std(dim=0).mean() > 0.02


def test_small_pictures_leave_the_large_layers_alone(tmp_path: Path) -> None:
    recipe = GLO(TINY)
    losses = recipe.phases[0].losses(_batch(with_components(_dataset(), 4, tmp_path), 8), {"seen": 0})
    losses.total.backward()  # type: ignore[no-untyped-call]
    synthesis = recipe.networks["synthesis"]
    assert synthesis.get_submodule("b8").conv1.weight.grad is not None  # type: ignore[union-attr]
    assert synthesis.get_submodule("b16").conv1.weight.grad is None  # type: ignore[union-attr]


def test_the_adversary_scores_both_halves(tmp_path: Path) -> None:
    torch.manual_seed(0)
    recipe = GLO(TINY.model_copy(update={"lambda_gan": 0.2, "gan_ramp": 100, "projected_size": 32}))
    assert [phase.name for phase in recipe.phases] == ["generator", "discriminator"]
    batch = _batch(with_components(_dataset(), 4, tmp_path), 16, count=8)
    work: dict[str, Any] = {"seen": 50}
    losses = recipe.phases[0].losses(batch, work)
    assert {"loss_gan", "loss_perceptual", "loss_range"} <= losses.terms.keys()
    assert (
        [len(features) for features in work["fake"]]
        == [len(features) for features in work["real"]]
        == [8] * 4
    )
    second = recipe.phases[1].losses(batch, work)
    second.total.backward()  # type: ignore[no-untyped-call]
    discriminator = recipe.networks["discriminator"]
    assert any(p.grad is not None for p in discriminator.parameters())


def test_growing_recipes_alone_may_begin_small() -> None:
    values: dict[str, Any] = {
        "recipe": "glo",
        "name": "a",
        "folder": "runs/a",
        "data": {"sources": ["x"], "kind": "pictures"},
        "settings": {"resolution": 64},
        "schedule": {"size": 64, "smaller_first": [{"until": 100, "size": 8}]},
    }
    assert parse_config(values).schedule.size_at(50) == 8
    with pytest.raises(ConfigurationError, match="one size"):
        parse_config({**values, "recipe": "vae"})
