"""Faces and eyes: the landmark network trained on scenes whose faces were put where they are.

Scores after Zhou et al. 2019, "Objects as Points" (equation 1: a focal loss against Gaussian peaks; equation
3: offsets by L1, here as fractions of the distance between the eyes, so that small faces count as much as
large ones). Eyes after Sun et al. 2018, "Integral Human Pose Regression": the expectation of a softmax over
the heat around each eye, which an L1 loss trains as it is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.architectures.registry import build
from engine.faces.landmark_maps import REACH, STRIDE, WINDOW
from trainer.recipes.base import Batch, BundleContent, ExportedNetwork, Losses, Phase
from trainer.settings.fields import RecipeInfo
from trainer.settings.landmarks import RECIPE_INFO, Settings


class Landmarks:
    """One network, one phase."""

    name: ClassVar[str] = RECIPE_INFO.name
    info: ClassVar[RecipeInfo] = RECIPE_INFO

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.config: dict[str, Any] = {"widths": settings.widths, "depth": settings.depth}
        self.networks: dict[str, nn.Module] = {"landmarks": build("landmarks", self.config)}
        self.frozen: dict[str, nn.Module] = {}
        self.phases = (Phase("landmarks", ("landmarks",), self.losses),)

    def losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """All three terms, for `picture` (N, 3, S, S) and `eyes` (N, F, 4) in pixels, NaN for no face."""
        s, eyes = self.settings, batch["eyes"]
        maps = self.networks["landmarks"](batch["picture"]).float()
        centres = cell_centres(maps)
        peaks = face_peaks(eyes, centres, s.peak)
        faces = ~eyes[..., 0].isnan()
        loss_face = focal_loss(maps[:, 0], peaks.amax(dim=1)) / faces.sum().clamp_min(1)
        loss_offset = offset_loss(maps[:, 3:], eyes, centres, peaks)
        loss_eyes = eye_loss(maps[:, 1:3], eyes, centres, s.jitter)
        total = loss_face + s.lambda_offset * loss_offset + s.lambda_eyes * loss_eyes
        terms = {"loss_face": loss_face, "loss_offset": loss_offset, "loss_eyes": loss_eyes}
        return Losses(total, terms)

    def sample(self, networks: Mapping[str, nn.Module], batch: Batch) -> Tensor:
        """Rows of the scene, its scores, and the heat of both eyes where the score is not small."""
        picture = batch["picture"]
        maps = networks["landmarks"](picture)
        scores = maps[:, :1].sigmoid()
        heat = (maps[:, 1:3] - maps[:, 1:3].amax(dim=(2, 3), keepdim=True)).exp()
        near = F.max_pool2d(scores, 9, stride=1, padding=4)
        planes = torch.cat([scores, heat * near], dim=1)
        shown = F.interpolate(planes, size=picture.shape[2:])[:, :, None].expand(-1, -1, 3, -1, -1)
        return torch.cat([picture[:, None], shown * 2 - 1], dim=1)

    def bundle(self, networks: Mapping[str, nn.Module], size: int) -> BundleContent:
        """The network, for tiles of `size` pixels."""
        network = ExportedNetwork(
            "landmarks",
            "landmarks",
            self.config,
            networks["landmarks"],
            {"image": torch.zeros(2, 3, size, size)},
            ("maps",),
        )
        return BundleContent(
            family=self.name,
            networks=(network,),
            capabilities=(),
            image_size=size,
            input_channels=3,
            input_kind="photo",
            latent_size=None,
        )


def cell_centres(maps: Tensor) -> Tensor:
    """Where the cells of maps (N, C, H, W) have their centres, in pixels: (2, H, W), x first."""
    rows, columns = (torch.arange(side, device=maps.device) for side in maps.shape[2:])
    y, x = torch.meshgrid(rows, columns, indexing="ij")
    return (torch.stack([x, y]) + 0.5) * STRIDE


def face_peaks(eyes: Tensor, centres: Tensor, width: float) -> Tensor:
    """Gaussian peaks between the eyes of faces (N, F, 4), (N, F, H, W); 1 in the nearest cell, 0 for no face.

    `width` is their standard deviation as a fraction of the distance between the eyes, at least 0.7 cells.
    """
    left, right = eyes[..., :2], eyes[..., 2:]
    middle = ((left + right) / 2)[..., None, None]
    spread = (width * (right - left).norm(dim=-1)).clamp_min(0.7 * STRIDE)[..., None, None]
    squared = (centres - middle).square().sum(dim=2)
    peaks = torch.exp(-squared / (2 * spread.square()))
    nearest = squared <= squared.amin(dim=(2, 3), keepdim=True)
    return torch.where(nearest, torch.ones_like(peaks), peaks).nan_to_num(0.0)


def focal_loss(logits: Tensor, peaks: Tensor) -> Tensor:
    """The sum of Zhou et al. 2019, equation 1 (alpha 2, beta 4), for logits and peaks (N, H, W)."""
    scores = logits.sigmoid()
    there = F.logsigmoid(logits) * (1 - scores).square()
    elsewhere = F.logsigmoid(-logits) * scores.square() * (1 - peaks).pow(4)
    return -torch.where(peaks == 1, there, elsewhere).sum()


def offset_loss(offsets: Tensor, eyes: Tensor, centres: Tensor, peaks: Tensor) -> Tensor:
    """How far (N, 4, H, W) offsets point past the eyes, in eye distances, weighted by the peaks above 0.3."""
    target = (eyes[..., None, None] - centres.repeat(2, 1, 1)) / REACH
    distance = (eyes[..., 2:] - eyes[..., :2]).norm(dim=-1)[..., None, None] / REACH
    # Numbers in place of missing faces, so that no gradient of theirs is NaN; their weight is 0.
    error = (offsets[:, None] - target.nan_to_num(0.0)).abs().sum(dim=2) / 4 / distance.nan_to_num(1.0)
    weight = torch.where(peaks > 0.3, peaks, 0.0)
    loss: Tensor = (weight * error).sum() / weight.sum().clamp_min(1.0)
    return loss


def eye_loss(heat: Tensor, eyes: Tensor, centres: Tensor, jitter: float) -> Tensor:
    """How far the soft-argmax of (N, 2, H, W) heat lies from the eyes, in eye distances.

    The window is centred where an offset could have pointed: beside the eye by N(0, jitter) eye distances.
    Faces whose window would hold hardly more than a cell are left to the offsets.
    """
    distance = (eyes[..., 2:] - eyes[..., :2]).norm(dim=-1)
    read = (WINDOW * distance > 1.2 * STRIDE) & ~distance.isnan()
    picked, distance = eyes[read].reshape(-1, 2, 2), distance[read][:, None]
    if len(picked) == 0:
        return heat.sum() * 0.0
    start = picked + torch.randn_like(picked) * jitter * distance[..., None]
    logits = heat[read.nonzero()[:, 0]]
    squared = (centres - start[..., None, None]).square().sum(dim=2)
    outside = squared > (WINDOW * distance).square()[..., None, None]
    weights = logits.masked_fill(outside, -1e4).flatten(2).softmax(dim=-1)
    found = weights @ centres.flatten(1).T
    loss: Tensor = ((found - picked).abs().sum(dim=-1) / distance).mean()
    return loss
