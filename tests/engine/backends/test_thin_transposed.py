"""The form in which graphs hold a transposed convolution of few channels is the same convolution."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from engine.architectures.layers import ThinTransposed, upsampling


@pytest.mark.parametrize(
    ("channels", "bias", "sides"), [(3, True, (5, 8)), (1, False, (1, 1)), (4, True, (2, 3))]
)
def test_same_numbers_while_exporting(
    channels: int, bias: bool, sides: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.manual_seed(0)
    plain = nn.ConvTranspose2d(6, channels, 4, 2, 1, bias=bias)
    thin = ThinTransposed(6, channels, 4, 2, 1, bias=bias)
    thin.load_state_dict(plain.state_dict())
    features = torch.randn(2, 6, *sides)
    torch.testing.assert_close(thin(features), plain(features), rtol=0, atol=0)
    monkeypatch.setattr(torch.compiler, "is_exporting", lambda: True)
    torch.testing.assert_close(thin(features), plain(features), rtol=1e-5, atol=1e-6)


def test_only_few_channels_are_held_so() -> None:
    assert isinstance(upsampling(8, 3, "basic")[0], ThinTransposed)
    assert type(upsampling(8, 64, "basic")[0]) is nn.ConvTranspose2d
