"""Loss scaling: small gradients survive half precision (Micikevicius et al. 2018, section 3.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor


class LossScaling:
    """A factor on losses that gradients are divided by again; steps whose gradients overflow are left out.

    Args:
        enabled: whether gradients are in float16; otherwise nothing is changed.
        device: of the networks.
    """

    def __init__(self, enabled: bool, device: torch.device) -> None:
        self.enabled = enabled
        self._scaler = torch.amp.GradScaler(device.type, enabled=enabled)

    def scaled(self, loss: Tensor) -> Tensor:
        """The loss to send backwards."""
        return self._scaler.scale(loss) if self.enabled else loss

    def unscale(self, optimiser: torch.optim.Optimizer) -> None:
        """Give an optimiser's gradients their true size."""
        if self.enabled:
            self._scaler.unscale_(optimiser)

    def step(self, optimiser: torch.optim.Optimizer) -> None:
        """Let an optimiser go on, unless its gradients have overflowed."""
        if self.enabled:
            self._scaler.step(optimiser)
        else:
            optimiser.step()

    def update(self) -> None:
        """After every phase: a smaller factor where gradients overflowed, a larger one after a good while."""
        if self.enabled:
            self._scaler.update()

    def state(self) -> dict[str, Any]:
        """What a checkpoint keeps."""
        return dict(self._scaler.state_dict())

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take over what a checkpoint kept; nothing where it was written in another precision."""
        if self.enabled and state:
            self._scaler.load_state_dict(dict(state))
