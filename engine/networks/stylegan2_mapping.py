"""StyleGAN's mapping network, from Z to W (Karras et al. 2019, section 2), under NVlabs' key names."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from engine.networks.equalised import EqualisedLinear, normalised


class MappingNetwork(nn.Module):
    """Takes codes (N, z_size) from N(0, 1) and labels (N, label_size), gives (N, layers_count, w_size).

    The codes of all layers are the same, and not truncated. `w_avg` (w_size,) is the running mean of codes.

    Args:
        z_size: length of a code; 0 where labels alone are mapped (in a discriminator).
        w_size: length of a mapped code.
        layers_count: how often the code is repeated; 0 gives (N, w_size) and no running mean.
        depth: fully connected layers.
        label_size: length of a label, 0 for none.
        lr_multiplier: of the layers, against the rest of the network.
    """

    def __init__(
        self,
        z_size: int = 512,
        w_size: int = 512,
        layers_count: int = 14,
        depth: int = 8,
        label_size: int = 0,
        lr_multiplier: float = 0.01,
    ) -> None:
        super().__init__()
        self.z_size, self.layers_count, self.depth, self.label_size = z_size, layers_count, depth, label_size
        if label_size:
            self.embed = EqualisedLinear(label_size, w_size)
        inputs = z_size + (w_size if label_size else 0)
        for index in range(depth):
            width = inputs if index == 0 else w_size
            layer = EqualisedLinear(width, w_size, active=True, lr_multiplier=lr_multiplier)
            self.add_module(f"fc{index}", layer)
        if layers_count:
            self.register_buffer("w_avg", torch.zeros(w_size))

    def forward(self, z: Tensor | None, labels: Tensor | None = None) -> Tensor:
        """Mapped codes, (N, layers_count, w_size)."""
        parts = []
        if self.z_size:
            if z is None:
                raise ValueError("this mapping network takes codes, and none were given")
            parts.append(normalised(z.float()))
        if self.label_size:
            if labels is None:
                raise ValueError("this mapping network takes labels, and none were given")
            parts.append(normalised(self.embed(labels.float())))
        vectors = torch.cat(parts, dim=1)
        for index in range(self.depth):
            vectors = self.get_submodule(f"fc{index}")(vectors)
        return vectors[:, None].repeat(1, self.layers_count, 1) if self.layers_count else vectors

    def track(self, ws: Tensor, decay: float = 0.995) -> None:
        """Move `w_avg` towards the mean of freshly mapped codes (N, layers_count, w_size)."""
        average = self.get_buffer("w_avg")
        average.copy_(ws.detach()[:, 0].mean(dim=0).lerp(average, decay))


def truncate(ws: Tensor, average: Tensor, psi: float, cutoff: int | None = None) -> Tensor:
    """Codes (N, L, w) drawn towards the average (w,): variety for quality (Karras et al. 2019, section B).

    Args:
        ws: mapped codes.
        average: running mean of codes.
        psi: 1 leaves them, 0 gives the average.
        cutoff: layers from this one on are left as they are.
    """
    if cutoff is None:
        return average.lerp(ws, psi)
    return torch.cat([average.lerp(ws[:, :cutoff], psi), ws[:, cutoff:]], dim=1)
