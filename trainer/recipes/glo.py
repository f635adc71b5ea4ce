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

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.architectures.efficientnet_lite import load_efficientnet_lite
from engine.architectures.layers import without_autocast
from engine.architectures.registry import build
from engine.architectures.stylegan2 import SynthesisNetwork
from engine.types import Progress
from trainer.bundling.synthesis_graph import sampling_content
from trainer.data.components import with_components
from trainer.data.labelled import PictureDataset
from trainer.data.paired import TrainingDataset
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
