"""MUNIT: content that two domains share, and a style of each domain's own.

Huang et al. 2018, "Multimodal Unsupervised Image-to-Image Translation".

A picture is its content and its style (section 3). Terms (equations 1 to 6): pictures rebuilt from their own
codes, contents and styles found again in pictures that crossed with a random style, and the GAN loss of those
pictures. Optional, as in section 5.1: the explicit style-augmented cycle, and a perceptual loss that does not
see the domain. Published: 10, 1, 1, 1; cycle 10 where it is used; Adam 1e-4, weight decay 1e-4, halved every
100,000 steps of one. Not published: styles of pictures can be held to the prior, so that random styles are
theirs after a short run already; and a rebuilt picture can be held to its details, as a network sees them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from engine.architectures.efficientnet_lite import load_efficientnet_lite
from engine.architectures.layers import initialise
from engine.architectures.munit import MunitGenerator
from engine.architectures.registry import build
from trainer.bundling.munit import munit_bundle
from trainer.parts.losses import OBJECTIVES, RealAndFake, domain_invariant_distance, energy_to_normal
from trainer.parts.projected import ProjectedDiscriminator, perceptual_distance
from trainer.recipes.base import Batch, BundleContent, Losses, Phase
from trainer.settings.fields import RecipeInfo
from trainer.settings.munit import RECIPE_INFO, Settings

# The map at stride 16, as VGG's relu5.
_DEEP = 2


class MUNIT:
    """The system of figure 2: an auto-encoder of content and style for each domain, two discriminators."""

    name: ClassVar[str] = RECIPE_INFO.name
    info: ClassVar[RecipeInfo] = RECIPE_INFO

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.objective = OBJECTIVES[settings.objective]
        self.generator_config: dict[str, Any] = {
            "widths": settings.widths,
            "style_widths": settings.style_widths,
            "residual_blocks": settings.residual_blocks,
            "style_size": settings.style_size,
            "mlp_width": settings.mlp_width,
        }
        self.generators: dict[str, MunitGenerator] = {
            domain: MunitGenerator(**self.generator_config) for domain in "ab"
        }
        self.discriminators = {domain: self._discriminator() for domain in "ab"}
        for generator in self.generators.values():
            initialise(generator, "kaiming")
        self.networks: dict[str, nn.Module] = {
            **{f"generator_{domain}": network for domain, network in self.generators.items()},
            **{f"discriminator_{domain}": network for domain, network in self.discriminators.items()},
        }
        self.frozen: dict[str, nn.Module] = {}
        needs_features = settings.lambda_perceptual or settings.lambda_details
        if needs_features or settings.discriminators == "projected":
            self.frozen["features"] = load_efficientnet_lite("lite1")
        generators = ("generator_a", "generator_b")
        discriminators = ("discriminator_a", "discriminator_b")
        # The generators do not change in the first phase: the second takes over the contents that it found.
        self.phases = (
            Phase(
                "discriminator", discriminators, self.discriminator_losses, recorded=generators, scored=True
            ),
            Phase("generator", generators, self.generator_losses),
        )

    def _discriminator(self) -> nn.Module:
        s = self.settings
        if s.discriminators == "projected":
            return ProjectedDiscriminator()
        config = {"widths": s.discriminator_widths, "scales": s.discriminator_scales}
        discriminator = build("munit_discriminator", config)
        initialise(discriminator, "normal")
        return discriminator

    def random_styles(self, image: Tensor) -> Tensor:
        """Styles from the prior N(0, 1), one for each picture."""
        return torch.randn(len(image), self.settings.style_size, device=image.device)

    def discriminator_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """Each D on real pictures and on those that crossed with a random style."""
        contents = {domain: self.generators[domain].enc_content(batch[domain]) for domain in "ab"}
        work["contents"] = contents
        terms: dict[str, Tensor] = {}
        scores: list[RealAndFake] = []
        for domain, other in ("ab", "ba"):
            with torch.no_grad():
                made = self.generators[domain].decode(contents[other], self.random_styles(batch[other]))
            both, maps = self.scored(domain, torch.cat([batch[domain], made]))
            work[f"maps_{domain}"] = [each[: len(made)] for each in maps]
            scores.append(RealAndFake(*zip(*(scale.chunk(2) for scale in both), strict=True)))
            terms[f"loss_d_{domain}"] = self.objective.discriminator(*scores[-1])
        return Losses(self.settings.lambda_gan * (terms["loss_d_a"] + terms["loss_d_b"]), terms, scores)

    def generator_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """Both auto-encoders: within a domain, across, and both codes found again."""
        s, contents = self.settings, work["contents"]
        own_styles = {domain: self.generators[domain].enc_style(batch[domain]) for domain in "ab"}
        random_styles = {domain: self.random_styles(batch[domain]) for domain in "ab"}
        terms: dict[str, Tensor] = {}
        crossed: dict[str, Tensor] = {}
        maps: dict[str, list[Tensor]] = {}
        # The frozen network looks once at each picture, for D and for the distances.
        given: dict[str, list[Tensor]] = {}
        if s.lambda_details or s.lambda_perceptual:
            given = {domain: work[f"maps_{domain}"] or self.maps(batch[domain]) for domain in "ab"}
        for domain, other in ("ab", "ba"):
            # One call of the decoder for both: nothing in it looks beyond a single picture.
            content = torch.cat([contents[domain], contents[other]])
            style = torch.cat([own_styles[domain], random_styles[domain]])
            own, crossed[domain] = self.generators[domain].decode(content, style).chunk(2)
            terms[f"loss_reconstruction_{domain}"] = (own - batch[domain]).abs().mean()
            scores, maps[domain] = self.scored(domain, crossed[domain])
            terms[f"loss_gan_{domain}"] = self.objective.generator(scores)
            if s.lambda_details:
                terms[f"loss_details_{domain}"] = perceptual_distance(self.maps(own), given[domain])
            if s.lambda_style_prior:
                terms[f"loss_style_prior_{domain}"] = energy_to_normal(own_styles[domain])
        for domain, other in ("ab", "ba"):
            content_again, style_again = self.generators[domain](crossed[domain])
            terms[f"loss_style_{domain}"] = (style_again - random_styles[domain]).abs().mean()
            terms[f"loss_content_{other}"] = (content_again - contents[other]).abs().mean()
            if s.lambda_cycle:
                again = self.generators[other].decode(content_again, own_styles[other])
                terms[f"loss_cycle_{other}"] = (again - batch[other]).abs().mean()
            if s.lambda_perceptual:
                made = maps[domain] or self.maps(crossed[domain])
                distance = domain_invariant_distance(made[_DEEP], given[other][_DEEP])
                terms[f"loss_perceptual_{domain}"] = distance
        weights = {
            "gan": s.lambda_gan,
            "reconstruction": s.lambda_reconstruction,
            "details": s.lambda_details,
            "style": s.lambda_style,
            "style_prior": s.lambda_style_prior,
            "content": s.lambda_content,
            "cycle": s.lambda_cycle,
            "perceptual": s.lambda_perceptual,
        }
        total = torch.zeros((), device=batch["a"].device)
        for kind, weight in weights.items():
            if weight:
                total = total + weight * (terms[f"loss_{kind}_a"] + terms[f"loss_{kind}_b"])
        return Losses(total, terms)

    def scored(self, domain: str, image: Tensor) -> tuple[list[Tensor], list[Tensor]]:
        """What D of a domain says of pictures, at several scales, and the feature maps it saw them by.

        No maps where D looks at the pictures themselves.
        """
        if self.settings.discriminators == "projected":
            maps = self.maps(image)
            return list(self.discriminators[domain](maps)), maps
        return list(self.discriminators[domain](image)), []

    def maps(self, image: Tensor) -> list[Tensor]:
        """A frozen network's features at strides 4 to 32."""
        maps: list[Tensor] = self.frozen["features"].maps(image)  # type: ignore[operator]
        return maps

    def sample(self, networks: Mapping[str, nn.Module], batch: Batch) -> Tensor:
        """Rows of A, rebuilt, in three random styles and in the style of B; B, rebuilt, in the style of A."""
        a, b = networks["generator_a"], networks["generator_b"]
        assert isinstance(a, MunitGenerator)
        assert isinstance(b, MunitGenerator)
        content_a, style_a = a(batch["a"])
        content_b, style_b = b(batch["b"])
        rng = torch.Generator().manual_seed(0)
        styles = torch.randn(3, self.settings.style_size, generator=rng).to(style_b)
        columns = [batch["a"], a.decode(content_a, style_a)]
        columns += [b.decode(content_a, style.expand(len(content_a), -1)) for style in styles]
        columns += [b.decode(content_a, style_b), batch["b"], b.decode(content_b, style_b)]
        return torch.stack([*columns, a.decode(content_b, style_a)], dim=1)

    def bundle(self, networks: Mapping[str, nn.Module], size: int) -> BundleContent:
        """Encoders of content and style, and decoders, for sides that are multiples of the halvings."""
        return munit_bundle(self.settings, self.generator_config, networks, size)
