"""What tests of the material brush share."""

import pytest
import torch

SIDE = 64


@pytest.fixture
def inside() -> torch.Tensor:
    """Two boxes, (2, 1, 64, 64): where the objects of two pictures lie."""
    mask = torch.zeros(2, 1, SIDE, SIDE)
    mask[0, :, 16:48, 8:56] = 1
    mask[1, :, 20:60, 20:60] = 1
    return mask
