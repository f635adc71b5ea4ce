"""CycleGAN: two domains, no pairs.

Zhu et al. 2017, "Unpaired Image-to-Image Translation using Cycle-Consistent Adversarial Networks".

G: A -> B and F: B -> A minimise two adversarial losses (least squares, section 4), lambda times the L1
distance of F(G(a)) from a and of G(F(b)) from b (equation 2), and the identity loss of section 5.2: G(b)
should be b. Discriminators judge pictures of a pool of the last 50 (section 4, after Shrivastava et al.
2017), at half their loss.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from engine.architectures.layers import initialise
from engine.architectures.registry import build
from trainer.bundling.two_domains import cycle_sheet, one_piece_bundle
from trainer.parts.losses import OBJECTIVES, RealAndFake
from trainer.recipes.base import Batch, BundleContent, Losses, Phase
from trainer.settings.cyclegan import RECIPE_INFO, Settings
from trainer.settings.fields import RecipeInfo


class CycleGAN:
    """The system of figure 3: two generators, two discriminators, two pools."""

    name: ClassVar[str] = RECIPE_INFO.name
    info: ClassVar[RecipeInfo] = RECIPE_INFO

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.objective = OBJECTIVES[settings.objective]
        self.generator_config: dict[str, Any] = {
            "width": settings.generator_width,
            "blocks": settings.blocks,
            "dropout": settings.dropout,
        }
        discriminator_config = {
            "input_channels": 3,
            "widths": settings.discriminator_widths,
            "norm": "instance",
        }
        self.networks: dict[str, nn.Module] = {
            "generator_ab": build("resnet_generator", self.generator_config),
            "generator_ba": build("resnet_generator", self.generator_config),
            "discriminator_a": build("patchgan", discriminator_config),
            "discriminator_b": build("patchgan", discriminator_config),
        }
        for network in self.networks.values():
            initialise(network, "normal", settings.initial_gain)
        self.networks |= {"pool_a": ImagePool(settings.pool), "pool_b": ImagePool(settings.pool)}
        self.frozen: dict[str, nn.Module] = {}
        discriminators = ("discriminator_a", "discriminator_b")
        self.phases = (
            Phase("generator", ("generator_ab", "generator_ba"), self.generator_losses),
            Phase("discriminator", discriminators, self.discriminator_losses, scored=True),
        )

    def generator_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """G and F together: both cycles, and each on pictures that are already of its domain."""
        s, g, f = self.settings, self.networks["generator_ab"], self.networks["generator_ba"]
        a, b = batch["a"], batch["b"]
        if s.lambda_identity:
            # One call for both: instance norm looks at each picture alone.
            fake_b, same_b = g(torch.cat([a, b])).chunk(2)
            fake_a, same_a = f(torch.cat([b, a])).chunk(2)
            loss_identity = s.lambda_b * (same_b - b).abs().mean() + s.lambda_a * (same_a - a).abs().mean()
        else:
            fake_b, fake_a, loss_identity = g(a), f(b), torch.zeros((), device=a.device)
        loss_cycle_a = (f(fake_b) - a).abs().mean()
        loss_cycle_b = (g(fake_a) - b).abs().mean()
        loss_gan_b = self.objective.generator(self.networks["discriminator_b"](fake_b))
        loss_gan_a = self.objective.generator(self.networks["discriminator_a"](fake_a))
        work["fake_a"], work["fake_b"] = fake_a.detach(), fake_b.detach()
        total = (
            loss_gan_a
            + loss_gan_b
            + s.lambda_a * loss_cycle_a
            + s.lambda_b * loss_cycle_b
            + s.lambda_identity * loss_identity
        )
        terms = {
            "loss_gan_a": loss_gan_a,
            "loss_gan_b": loss_gan_b,
            "loss_cycle_a": loss_cycle_a,
            "loss_cycle_b": loss_cycle_b,
            "loss_identity": loss_identity,
        }
        return Losses(total, terms)

    def discriminator_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """Each D on real pictures and on those of its pool, at half the loss."""
        terms: dict[str, Tensor] = {}
        scores: list[RealAndFake] = []
        for domain in "ab":
            pooled = self.networks[f"pool_{domain}"].exchange(work[f"fake_{domain}"])  # type: ignore[operator]
            both = self.networks[f"discriminator_{domain}"](torch.cat([batch[domain], pooled]))
            scores.append(RealAndFake(*both.chunk(2)))
            terms[f"loss_d_{domain}"] = 0.5 * self.objective.discriminator(*scores[-1])
        return Losses(terms["loss_d_a"] + terms["loss_d_b"], terms, scores)

    def sample(self, networks: Mapping[str, nn.Module], batch: Batch) -> Tensor:
        """Rows of both cycles."""
        return cycle_sheet(batch["a"], batch["b"], networks["generator_ab"], networks["generator_ba"])

    def bundle(self, networks: Mapping[str, nn.Module], size: int) -> BundleContent:
        """Both generators, for pictures of any sides that are multiples of 4."""
        return one_piece_bundle(
            self.name, self.settings, "resnet_generator", self.generator_config, networks, size, 4
        )


class ImagePool(nn.Module):
    """Pictures that were made earlier, of which D sees some (Shrivastava et al. 2017).

    A module, so that checkpoints keep what is in it.
    Each process of a run has a pool of its own, and a checkpoint keeps the first one's.

    Args:
        capacity: pictures it holds (Zhu et al. 2017: 50); 0 lets every picture through.
    """

    def __init__(self, capacity: int = 50) -> None:
        super().__init__()
        self.capacity = capacity
        self._pictures: list[Tensor] = []

    def __len__(self) -> int:
        return len(self._pictures)

    def exchange(self, made: Tensor) -> Tensor:
        """The pictures to judge in place of those just made, (N, C, H, W), without gradients.

        While there is room a picture is stored and returned; then, by even chance, it is returned itself, or
        an older one is and leaves its place to it. Pictures of another size empty the pool first.
        """
        evaluated = []
        for picture in made.detach():
            if self._pictures and self._pictures[0].shape != picture.shape:
                self._pictures.clear()
            if len(self._pictures) < self.capacity:
                self._pictures.append(picture.clone())
            elif self.capacity and torch.rand(()) < 0.5:
                place = int(torch.randint(self.capacity, ()))
                picture, self._pictures[place] = self._pictures[place].to(made), picture.clone()
            evaluated.append(picture)
        return torch.stack(evaluated)

    def get_extra_state(self) -> dict[str, Tensor]:
        """What a checkpoint keeps of it."""
        return {"pictures": torch.stack(self._pictures)} if self._pictures else {}

    def set_extra_state(self, state: Any) -> None:
        """Take over what a checkpoint kept."""
        self._pictures = list(state.get("pictures", ()))
