"""Label maps as networks take them: one channel for every label, and the edges of instances."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class LabelInput(nn.Module):
    """From `image` (N, 1, H, W) in [-1, 1], whose grey value 0 to 255 is the label, to channels of 0 and 1.

    With `edges`, a last channel marks the places whose label differs from a neighbour's above, below, left or
    right (Wang et al. 2018, section 3.3): where instances are not drawn, each region of one label is one.

    Args:
        classes: labels, 0 to classes - 1; grey values beyond count as the last.
        edges: add the channel of edges.
    """

    def __init__(self, classes: int, *, edges: bool) -> None:
        super().__init__()
        self.classes, self.edges = classes, edges
        self.register_buffer("ids", torch.arange(float(classes))[None, :, None, None], persistent=False)

    def forward(self, image: Tensor) -> Tensor:
        """The label map, (N, classes + edges, H, W)."""
        labels = ((image + 1) * 127.5).round().clamp(0, self.classes - 1)
        hot = (labels == self.get_buffer("ids")).to(image.dtype)
        return torch.cat([hot, edges_of(labels).to(image.dtype)], dim=1) if self.edges else hot


def features_of_labels(hot: Tensor, code: Tensor) -> Tensor:
    """Features of places that look alike wherever their label is the same: (N, F, H, W) in [-1, 1].

    As pix2pixHD draws features for a label map (Wang et al. 2018, section 3.4), with one look for each label
    in place of one drawn from those that its training pictures had.

    Args:
        hot: label maps (N, classes, H, W) of 0 and 1.
        code: (N, classes * F); its hyperbolic tangent is the features, label by label.
    """
    features = torch.tanh(code).reshape(hot.shape[0], hot.shape[1], -1).transpose(1, 2)
    return (features @ hot.flatten(2)).reshape(hot.shape[0], -1, hot.shape[2], hot.shape[3])


def edges_of(instances: Tensor) -> Tensor:
    """Where instances (N, 1, H, W) meet: true on both sides of every border, (N, 1, H, W)."""
    beside = (instances[..., :, 1:] != instances[..., :, :-1]).float()
    below = (instances[..., 1:, :] != instances[..., :-1, :]).float()
    across = F.pad(beside, (1, 0)) + F.pad(beside, (0, 1))
    return across + F.pad(below, (0, 0, 1, 0)) + F.pad(below, (0, 0, 0, 1)) > 0


def instance_means(features: Tensor, instances: Tensor) -> Tensor:
    """Features (N, C, H, W) averaged within each instance of a picture (N, 1, H, W): instance-wise pooling.

    Wang et al. 2018, section 3.4: the style of an object is one vector, wherever in it a place lies.
    """
    pooled = torch.empty_like(features)
    for number in range(features.shape[0]):
        names, places = torch.unique(instances[number], return_inverse=True)
        flat, chosen = features[number].flatten(1), places.flatten()
        sums = torch.zeros(flat.shape[0], len(names), dtype=flat.dtype).index_add(1, chosen, flat)
        counts = torch.bincount(chosen, minlength=len(names))
        pooled[number] = (sums / counts)[:, chosen].view_as(features[number])
    return pooled
