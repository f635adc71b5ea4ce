"""For networks that choose the type of every layer themselves: autocast is their switch, not their master."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

import torch


def half_type(device: torch.device) -> torch.dtype:
    """The type that autocast asks for on that device; float32 where it is off."""
    if torch.is_autocast_enabled(device.type):
        return torch.get_autocast_dtype(device.type)
    return torch.float32


def without_autocast(device: torch.device) -> AbstractContextManager[object]:
    """Keeps autocast from choosing types again."""
    if torch.is_autocast_enabled(device.type):
        return torch.autocast(device.type, enabled=False)
    return nullcontext()
