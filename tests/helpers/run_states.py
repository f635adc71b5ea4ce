"""The states of two runs compared, number by number."""

from __future__ import annotations

import torch


def assert_same(first: object, second: object, place: str = "state") -> None:
    """Whether two checkpoints hold the same, but for the configuration."""
    if isinstance(first, torch.Tensor):
        assert isinstance(second, torch.Tensor)
        assert torch.equal(first, second), place
    elif isinstance(first, dict):
        assert isinstance(second, dict)
        assert first.keys() == second.keys(), place
        for key in first:
            assert_same(first[key], second[key], f"{place}.{key}")
    elif place != "state.config":
        assert first == second, place
