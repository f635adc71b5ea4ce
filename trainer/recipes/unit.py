"""UNIT: two domains with one latent space.

Liu et al. 2017, "Unsupervised Image-to-Image Translation Networks".

Each domain has a VAE and a discriminator; the VAEs share their deepest layers (section 2). A code is the
encoder's mean plus N(0, 1) (section 3, "VAE"); either decoder can read it. Terms (equations 4 to 10):
reconstruction, KL to N(0, 1), the GAN loss of pictures that cross, and the same KL and reconstruction around
the cycle. Published: 10, 0.01, 1, 0.01, 10; Adam 1e-4, weight decay 1e-4, batch 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from engine.architectures.efficientnet_lite import load_efficientnet_lite
from engine.architectures.layers import initialise
from engine.architectures.munit import ResidualBlocks
from engine.architectures.registry import build
from trainer.bundling.munit import unit_bundle
from trainer.parts.losses import OBJECTIVES, RealAndFake, domain_invariant_distance
from trainer.recipes.base import Batch, BundleContent, Losses, Phase
from trainer.settings.fields import RecipeInfo
from trainer.settings.unit import RECIPE_INFO, Settings


class UNIT:
    """The system of figure 1: two VAEs that meet in a code, two discriminators."""

    name: ClassVar[str] = RECIPE_INFO.name
    info: ClassVar[RecipeInfo] = RECIPE_INFO

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.objective = OBJECTIVES[settings.objective]
        self.generator_config: dict[str, Any] = {
            "widths": settings.widths,
            "residual_blocks": settings.residual_blocks,
        }
        discriminator_config = {
            "widths": settings.discriminator_widths,
            "scales": settings.discriminator_scales,
        }
        self.networks: dict[str, nn.Module] = {
            "generator_a": build("unit_generator", self.generator_config),
            "generator_b": build("unit_generator", self.generator_config),
            "discriminator_a": build("munit_discriminator", discriminator_config),
            "discriminator_b": build("munit_discriminator", discriminator_config),
        }
        for name, network in self.networks.items():
            if "generator" in name:
                initialise(network, "kaiming")
            else:
                initialise(network, "normal")
        self._share_blocks()
        self.frozen: dict[str, nn.Module] = {}
        if settings.lambda_perceptual:
            self.frozen["features"] = load_efficientnet_lite("lite1")
        generators = ("generator_a", "generator_b")
        # The generators do not change in the first phase: the second takes over the codes that it made.
        discriminators = ("discriminator_a", "discriminator_b")
        self.phases = (
            Phase(
                "discriminator", discriminators, self.discriminator_losses, recorded=generators, scored=True
            ),
            Phase("generator", generators, self.generator_losses),
        )

    def _share_blocks(self) -> None:
        """The last layers of both encoders are one, and the first of both decoders (section 2)."""
        for part, at_the_end in (("enc", True), ("dec", False)):
            first, second = (self._residual_blocks(f"generator_{domain}", part) for domain in "ab")
            for number in range(self.settings.shared_blocks):
                place = -1 - number if at_the_end else number
                second[place] = first[place]

    def _residual_blocks(self, network: str, part: str) -> nn.Sequential:
        modules = self.networks[network].get_submodule(part).modules()
        return next(module for module in modules if isinstance(module, ResidualBlocks)).model

    def encode(self, domain: str, image: Tensor) -> Tensor:
        """The mean of the code of pictures of one domain."""
        mean: Tensor = self.networks[f"generator_{domain}"].get_submodule("enc")(image)
        return mean

    def decode(self, domain: str, code: Tensor) -> Tensor:
        """The pictures of codes, in one domain."""
        picture: Tensor = self.networks[f"generator_{domain}"].get_submodule("dec")(code)
        return picture

    def discriminator_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """Each D on real pictures and on those that crossed."""
        means = {domain: self.encode(domain, batch[domain]) for domain in "ab"}
        work["means"] = means
        terms: dict[str, Tensor] = {}
        scores: list[RealAndFake] = []
        for domain, other in ("ab", "ba"):
            with torch.no_grad():
                made = self.decode(domain, _noisy(means[other]))
            both = self.networks[f"discriminator_{domain}"](torch.cat([batch[domain], made]))
            scores.append(RealAndFake(*zip(*(scale.chunk(2) for scale in both), strict=True)))
            terms[f"loss_d_{domain}"] = self.objective.discriminator(*scores[-1])
        return Losses(self.settings.lambda_gan * (terms["loss_d_a"] + terms["loss_d_b"]), terms, scores)

    def generator_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """Both VAEs: within a domain, across, and around the cycle."""
        s, means = self.settings, work["means"]
        codes = {domain: _noisy(means[domain]) for domain in "ab"}
        terms: dict[str, Tensor] = {}
        total = torch.zeros((), device=batch["a"].device)
        crossed: dict[str, Tensor] = {}
        for domain, other in ("ab", "ba"):
            own, crossed[domain] = self.decode(domain, torch.cat([codes[domain], codes[other]])).chunk(2)
            terms[f"loss_reconstruction_{domain}"] = (own - batch[domain]).abs().mean()
            terms[f"loss_kl_{domain}"] = means[domain].square().mean()
            scores = self.networks[f"discriminator_{domain}"](crossed[domain])
            terms[f"loss_gan_{domain}"] = self.objective.generator(scores)
        for domain, other in ("ab", "ba"):
            # A picture of this domain, shown in the other, encoded there, and decoded here again.
            mean_again = self.encode(other, crossed[other])
            again = self.decode(domain, _noisy(mean_again))
            terms[f"loss_cycle_{domain}"] = (again - batch[domain]).abs().mean()
            terms[f"loss_kl_cycle_{domain}"] = mean_again.square().mean()
            if s.lambda_perceptual:
                pair = self.features(crossed[domain]), self.features(batch[other])
                terms[f"loss_perceptual_{domain}"] = domain_invariant_distance(*pair)
        for kind, weight in (
            ("gan", s.lambda_gan),
            ("reconstruction", s.lambda_reconstruction),
            ("kl", s.lambda_kl),
            ("cycle", s.lambda_cycle),
            ("kl_cycle", s.lambda_kl_cycle),
            ("perceptual", s.lambda_perceptual),
        ):
            if weight:
                total = total + weight * (terms[f"loss_{kind}_a"] + terms[f"loss_{kind}_b"])
        return Losses(total, terms)

    def features(self, image: Tensor) -> Tensor:
        """A frozen network's features at stride 16, as VGG's relu5."""
        maps: list[Tensor] = self.frozen["features"].maps(image)  # type: ignore[operator]
        return maps[2]

    def sample(self, networks: Mapping[str, nn.Module], batch: Batch) -> Tensor:
        """Rows of A, rebuilt, crossed, back; and the same from B."""
        columns = []
        for domain, other in ("ab", "ba"):
            here, there = networks[f"generator_{domain}"], networks[f"generator_{other}"]
            code, own = here(batch[domain])
            crossed = there.get_submodule("dec")(code)
            back = here.get_submodule("dec")(there.get_submodule("enc")(crossed))
            columns += [batch[domain], own, crossed, back]
        return torch.stack(columns, dim=1)

    def bundle(self, networks: Mapping[str, nn.Module], size: int) -> BundleContent:
        """Encoders and decoders, for pictures of any sides that are multiples of the halvings."""
        return unit_bundle(self.settings, self.generator_config, networks, size)


def _noisy(mean: Tensor) -> Tensor:
    return mean + torch.randn_like(mean)
