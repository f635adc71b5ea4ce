"""A StyleGAN2 generator whose codes are principal components, with an adversary: faces on little compute.

Bojanowski et al. 2018, "Optimizing the Latent Space of Generative Networks": G is taught to give back every
picture from a code of its own. There codes begin as principal components (section 3.2) and are learned; here
they stay so, because then the codes of pictures and random codes have one distribution, and one network
serves both. Of a random code, what G makes must agree with the blurred picture that the components give
(Turk and Pentland 1991), at `rough_size` pixels; everything finer is left to the adversary (Larsen et al.
2016), which looks through a frozen network (Sauer et al. 2021). So no code can be left without a picture of
its own: the generator's usual collapse is ruled out, and it learns from its first step on, small pictures
first (Karras et al. 2018, section 2).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, from_numpy, nn
from torch.nn import functional as F
from torch.utils.data import Dataset

from engine.architectures.efficientnet_lite import load_efficientnet_lite
from engine.architectures.layers import without_autocast
from engine.architectures.registry import build
from engine.architectures.stylegan2 import SynthesisNetwork
from engine.errors import DatasetError
from engine.files import write_atomically
from engine.types import Progress
from trainer.bundling.synthesis_graph import sampling_content
from trainer.data.datasets import TrainingDataset
from trainer.data.labelled import PictureDataset
from trainer.data.sampler import Draw
from trainer.parts.losses import Hinge
from trainer.parts.projected import ProjectedDiscriminator, perceptual_distance
from trainer.recipes.base import Batch, BundleContent, Losses, Phase
from trainer.settings.fields import RecipeInfo
from trainer.settings.glo import RECIPE_INFO, Settings

HINGE = Hinge()


class GLO:
    """Mapping, synthesis and the adversary; the phases of a step."""

    name: ClassVar[str] = RECIPE_INFO.name
    info: ClassVar[RecipeInfo] = RECIPE_INFO

    def __init__(self, settings: Settings) -> None:
        s = self.settings = settings
        self.synthesis_config: dict[str, Any] = {
            "w_size": s.w_size,
            "resolution": s.resolution,
            "channel_base": s.channel_base,
            "channel_max": s.channel_max,
            "clamp": s.clamp,
        }
        synthesis = build("stylegan2_synthesis", self.synthesis_config)
        assert isinstance(synthesis, SynthesisNetwork)
        self.mapping_config: dict[str, Any] = {
            "z_size": s.z_size,
            "w_size": s.w_size,
            "layers_count": synthesis.num_ws,
            "depth": s.mapping_depth,
            "lr_multiplier": 1.0,
        }
        mapping = build("stylegan2_mapping", self.mapping_config)
        _begin_with_large_components(mapping, s.component_decay)
        self.networks: dict[str, nn.Module] = {"mapping": mapping, "synthesis": synthesis}
        self.frozen: dict[str, nn.Module] = {}
        if s.lambda_perceptual or s.lambda_gan:
            self.frozen["features"] = load_efficientnet_lite("lite1")
        self.phases: tuple[Phase, ...] = (
            Phase("generator", ("mapping", "synthesis"), self.generator_losses),
        )
        if s.lambda_gan:
            self.networks["discriminator"] = ProjectedDiscriminator(group_size=s.projected_group)
            self.phases += (Phase("discriminator", ("discriminator",), self.discriminator_losses),)

    @staticmethod
    def adapted(
        settings: Settings, pictures: TrainingDataset, cache: Path, progress: Progress | None = None
    ) -> TrainingDataset:
        """Pictures with their components as codes."""
        assert isinstance(pictures, PictureDataset)
        return with_components(pictures, settings.z_size, cache, progress)

    def generator_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """One half of the batch is given back, and as many pictures are made of random codes."""
        s, real = self.settings, batch["picture"]
        half = len(real) // 2
        synthesis = self.networks["synthesis"]
        assert isinstance(synthesis, SynthesisNetwork)
        made = synthesis.pictures(self.codes(batch, half), "random", largest=real.shape[2])
        fakes = made[-1]

        given = torch.stack([_distance(picture[:half], real[:half]) for picture in made])
        rough = torch.stack([_rough_distance(p[half:], batch["rough"][half:], s.rough_size) for p in made])
        loss_l1, loss_rough = given.mean(), rough.mean()
        # A frozen network says little about colours that no picture has.
        loss_range = F.relu(fakes.abs() - 1).square().mean()
        terms = {"loss_l1": given[-1], "loss_rough": rough[-1], "loss_range": loss_range}
        total = s.lambda_l1 * loss_l1 + s.lambda_rough * loss_rough + s.lambda_range * loss_range
        if not self.frozen or real.shape[2] < s.resolution:
            return Losses(total, terms)

        features = self.features(fakes if s.lambda_gan else fakes[:half])
        with torch.no_grad():
            work["real"] = self.features(real if s.lambda_gan else real[:half])
        work["fake"] = [features.detach() for features in features]
        halves = [features[:half] for features in features], [features[:half] for features in work["real"]]
        terms["loss_perceptual"] = perceptual_distance(*halves)
        total = total + s.lambda_perceptual * terms["loss_perceptual"]
        if s.lambda_gan:
            terms["loss_gan"] = HINGE.generator(self.networks["discriminator"](features))
            ramp = min(1.0, work["seen"] / s.gan_ramp) if s.gan_ramp else 1.0
            total = total + ramp * s.lambda_gan * terms["loss_gan"]
        return Losses(total, terms)

    def codes(self, batch: Batch, half: int) -> Tensor:
        """Styles (N, num_ws, w) of the first half's pictures, a little displaced, and of random codes."""
        mapping, code = self.networks["mapping"], batch["code"][:half]
        length = code.norm(dim=1, keepdim=True) / code.shape[1] ** 0.5
        code = code + self.settings.code_noise * length * torch.randn_like(code)
        # Mapping stays in float32, as published: W is small and everything hangs on it.
        with without_autocast(code.device):
            ws: Tensor = mapping(torch.cat([code, batch["random_code"][half:]]))
            mapping.track(ws)  # type: ignore[operator]
        return ws

    def discriminator_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """D: real pictures against both kinds that G has just made."""
        scores = self.networks["discriminator"]
        loss_d = HINGE.discriminator(scores(work["real"]), scores(work["fake"]))
        return Losses(loss_d, {"loss_d": loss_d})

    def features(self, pictures: Tensor) -> list[Tensor]:
        """Maps of the frozen network at four scales, of pictures enlarged to `projected_size`."""
        side = self.settings.projected_size
        if side and side != pictures.shape[2]:
            pictures = F.interpolate(pictures, (side, side), mode="bilinear", align_corners=False)
        maps: Callable[[Tensor], list[Tensor]] = self.frozen["features"].maps  # type: ignore[assignment]
        return maps(pictures)

    @torch.no_grad()
    def sample(self, networks: Mapping[str, nn.Module], batch: Batch) -> Tensor:
        """Rows of a picture, what its code gives back, and pictures of random codes."""
        picture = batch["picture"]
        rows, columns = len(picture), max(6, len(picture) - 2)
        rng = torch.Generator().manual_seed(0)
        z = torch.randn(rows * columns, self.settings.z_size, generator=rng).to(picture.device)
        again = networks["synthesis"](networks["mapping"](batch["code"]), "const")
        random = networks["synthesis"](networks["mapping"](z), "const")
        made = random.reshape(rows, columns, *random.shape[1:])
        return torch.cat([_resized_like(picture, random)[:, None], again[:, None], made], dim=1)

    def bundle(self, networks: Mapping[str, nn.Module], size: int) -> BundleContent:
        """Mapping and synthesis, as a recipe of StyleGAN2 gives them."""
        return sampling_content(self.name, networks, self.mapping_config, self.synthesis_config)


def _begin_with_large_components(mapping: nn.Module, decay: float) -> None:
    """Make the first layer listen to components by their rank, rank^-decay, at an unchanged mean square."""
    with torch.no_grad():
        weight = mapping.get_submodule("fc0").get_parameter("weight")
        share = torch.arange(1, weight.shape[1] + 1, dtype=weight.dtype) ** -decay
        weight.mul_(share / share.square().mean().sqrt())


def _resized_like(pictures: Tensor, like: Tensor) -> Tensor:
    """Pictures at the side of others: averaged down, or enlarged."""
    if pictures.shape[2] == like.shape[2]:
        return pictures
    return F.interpolate(pictures, like.shape[2:], mode="area")


def _distance(made: Tensor, wanted: Tensor) -> Tensor:
    """Mean absolute difference at the side of what was made."""
    return (made - _resized_like(wanted, made)).abs().mean()


def _rough_distance(made: Tensor, rough: Tensor, side: int) -> Tensor:
    """Mean absolute difference at `side` pixels, or at the side of what was made where that is less."""
    side = min(side, made.shape[2])
    small = F.interpolate(made, (side, side), mode="area")
    return (small - F.interpolate(rough, (side, side), mode="area")).abs().mean()


Values = NDArray[np.float32]
# Finer than this, components are noise.
_SIDE = 32
_AT_ONCE = 512


@dataclass(frozen=True)
class Components:
    """Principal components of small pictures, the largest first.

    Attributes:
        mean: (d,) with d = 3 * side^2, of pictures in [-1, 1], channel after channel.
        directions: (d, k), orthonormal.
        deviations: (k,), of the pictures along them.
        side: in pixels.
    """

    mean: Values
    directions: Values
    deviations: Values
    side: int

    def codes(self, pictures: Tensor) -> Tensor:
        """Components (N, k) of pictures (N, 3, S, S) in [-1, 1], S at least `side`, over their deviations."""
        small = F.interpolate(pictures, (self.side, self.side), mode="area").flatten(1)
        whitening = from_numpy(self.directions / self.deviations)
        return torch.matmul(small - from_numpy(self.mean), whitening)

    def pictures(self, codes: Tensor) -> Tensor:
        """Blurred pictures (N, 3, side, side) in [-1, 1] of codes (N, k), brought to a length of sqrt(k)."""
        lengths = codes.norm(dim=1, keepdim=True) / codes.shape[1] ** 0.5
        scaled = codes / lengths * from_numpy(self.deviations)
        flat = torch.addmm(from_numpy(self.mean), scaled, from_numpy(self.directions).t())
        return flat.reshape(-1, 3, self.side, self.side).clamp(-1, 1)

    def to_bytes(self) -> bytes:
        """As `from_bytes` reads them."""
        file = io.BytesIO()
        np.savez(file, mean=self.mean, directions=self.directions, deviations=self.deviations, side=self.side)
        return file.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> Components:
        """What `to_bytes` gave; nothing is unpickled."""
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            return cls(stored["mean"], stored["directions"], stored["deviations"], int(stored["side"]))


def principal_components(
    pictures: NDArray[np.uint8], count: int, *, mirrored: bool, progress: Progress | None = None
) -> Components:
    """The first `count` principal components of pictures.

    Args:
        pictures: (N, S, S, 3).
        count: how many.
        mirrored: also count every picture's mirror image.
        progress: called with (done, total) pictures.

    Raises:
        DatasetError: there are fewer pictures, or fewer numbers in one, than components asked for.
    """
    side = min(_SIDE, pictures.shape[1])
    size = 3 * side * side
    if min(len(pictures) * (1 + mirrored) - 1, size) < count:
        raise DatasetError(
            "{count} pictures of {side} pixels have fewer than {components} components; add "
            "pictures, or set settings.z_size lower.",
            count=len(pictures),
            side=side,
            components=count,
        )
    mean, second = np.zeros(size), np.zeros((size, size))
    for start in range(0, len(pictures), _AT_ONCE):
        part = np.ascontiguousarray(pictures[start : start + _AT_ONCE])
        full = from_numpy(part).permute(0, 3, 1, 2).float() / 127.5 - 1
        small = F.interpolate(full, (side, side), mode="area")
        rows = (torch.cat([small, small.flip(3)]) if mirrored else small).flatten(1).numpy()
        mean += rows.sum(axis=0)
        second += rows.T @ rows
        if progress is not None:
            progress(min(start + _AT_ONCE, len(pictures)), len(pictures))
    total = len(pictures) * (1 + mirrored)
    mean /= total
    variances, directions = np.linalg.eigh(second / total - np.outer(mean, mean))
    deviations = np.sqrt(np.maximum(variances[::-1][:count], 1e-12))
    # The sign of a direction is arbitrary and differs between machines: its largest number is positive.
    chosen = directions[:, ::-1][:, :count]
    chosen = chosen * np.sign(chosen[np.abs(chosen).argmax(axis=0), np.arange(count)])
    mean, chosen, deviations = (np.ascontiguousarray(a, np.float32) for a in (mean, chosen, deviations))
    return Components(mean, chosen, deviations, side)


class ComponentPictures(Dataset[dict[str, Tensor]]):
    """Pictures with their codes, and beside each a random code with its rough picture.

    `picture` (3, S, S) in [-1, 1] at the drawing's size, `code` (k,), `random_code` (k,) from N(0, 1),
    `rough` (3, s, s) in [-1, 1] of that random code, with s the side of the components.

    Args:
        pictures: mirrored or not, as they are drawn.
        components: of the training pictures.
    """

    def __init__(self, pictures: PictureDataset, components: Components) -> None:
        self.pictures, self.components = pictures, components
        self.side = int(pictures.prepared.pictures.shape[1])

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, draw: Draw) -> dict[str, Tensor]:
        whole = self.pictures[replace(draw, size=self.side)]["picture"][None]
        rng = np.random.default_rng([draw.seed, draw.number, 1])
        code = from_numpy(rng.standard_normal((1, len(self.components.deviations)), dtype=np.float32))
        picture = whole
        if draw.size != self.side:
            picture = F.interpolate(whole, (draw.size, draw.size), mode="area")
        return {
            "picture": picture[0],
            "code": self.components.codes(whole)[0],
            "random_code": code[0],
            "rough": self.components.pictures(code)[0],
        }


def with_components(
    pictures: PictureDataset, count: int, cache: Path, progress: Progress | None = None
) -> ComponentPictures:
    """Pictures with the components that the folder keeps; of these pictures where it keeps none yet.

    Training pictures come first in every run, so held-out ones get the components of these.

    Raises:
        DatasetError: there are too few pictures for so many components.
    """
    kept = cache / f"components-{count}.npz"
    if not kept.exists():
        found = principal_components(
            pictures.prepared.pictures, count, mirrored=pictures.flip, progress=progress
        )
        cache.mkdir(parents=True, exist_ok=True)
        write_atomically(kept, found.to_bytes())
    return ComponentPictures(pictures, Components.from_bytes(kept.read_bytes()))
