"""Textures are compared by what features of them say inside, wherever they lie."""

import pytest
import torch
from torch.nn import functional as F

from trainer.parts.projected import style_distance


def test_textures_in_one_style_are_near_wherever_they_lie_and_others_are_far() -> None:
    torch.manual_seed(0)
    maps = [torch.randn(4, 6, 16, 16), torch.randn(4, 8, 8, 8)]
    rough = [found * 3 + 1 for found in maps]
    left = torch.zeros(4, 1, 32, 32)
    left[..., :16] = 1
    same = style_distance(maps, left, [found.flip(3) for found in maps], left.flip(3))
    assert float(same) == pytest.approx(0, abs=1e-4)
    assert float(style_distance(maps, left, rough, left)) > 0.5
    # What lies outside is no texture of the thing.
    spoilt = [found * (F.adaptive_avg_pool2d(left, found.shape[2:]) > 0) for found in rough]
    assert float(style_distance(rough, left, spoilt, left)) == pytest.approx(0, abs=1e-4)


def test_a_style_without_any_inside_has_a_finite_gradient() -> None:
    maps = [torch.randn(2, 4, 8, 8, requires_grad=True)]
    nothing = torch.zeros(2, 1, 16, 16)
    style_distance(maps, nothing, [torch.randn(2, 4, 8, 8)], nothing).backward()
    assert maps[0].grad is not None
    assert torch.isfinite(maps[0].grad).all()
