"""DRIT: disentangled content and attribute, translation in both ways with many results.

Lee et al. 2018, "Diverse Image-to-Image Translation via Disentangled Representations"; DRIT++ (2020) adds
mode seeking (after Mao et al. 2019): a second random attribute, whose pictures are scored like the first's.

Contents and attributes of both domains are exchanged, and once more, which must give the pictures back
(cross-cycle loss, equation 3). A content discriminator must not tell the contents' domains apart (equation
2). Further terms (section 3.3): domain adversarial, self-reconstruction, KL of the attributes, latent
regression. Published weights: 1, 10, 10, 0.01, 10, content 0.01. Every third step trains all; the others the
content discriminator alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.func import functional_call
from torch.nn import functional as F

from engine.architectures.layers import initialise
from engine.architectures.registry import build
from engine.errors import ConfigurationError
from trainer.bundling.drit import drit_bundle
from trainer.parts.losses import OBJECTIVES, RealAndFake
from trainer.recipes.base import Batch, BundleContent, Losses, Phase
from trainer.settings.drit import PUBLISHED_ATTRIBUTE_WIDTHS, RECIPE_INFO, Settings
from trainer.settings.fields import RecipeInfo

Domains = dict[str, Tensor]
_OTHER = {"a": "b", "b": "a"}
# Terms of the first random attribute, and of mode seeking's second.
_DRAWS = ("", "_second")


class DRIT:
    """The system of figure 3: shared content, attributes of each domain, five discriminators."""

    name: ClassVar[str] = RECIPE_INFO.name
    info: ClassVar[RecipeInfo] = RECIPE_INFO

    def __init__(self, settings: Settings) -> None:
        s = self.settings = settings
        self.objective = OBJECTIVES[s.objective]
        channels = 4 * s.width
        concat = s.form == "concat"
        self.attribute_widths = s.attribute_widths or PUBLISHED_ATTRIBUTE_WIDTHS[s.form]
        self.decoder_blocks = s.decoder_blocks or s.blocks + (0 if concat else 1)
        attribute = {"widths": self.attribute_widths, "style_size": s.style_size}
        generator = {"channels": channels, "blocks": self.decoder_blocks, "style_size": s.style_size}
        discriminator_config = {"widths": s.discriminator_widths, "scales": s.discriminator_scales}
        self.networks: dict[str, nn.Module] = {
            "content_encoder": build("drit_content_encoder", {"width": s.width, "blocks": s.blocks}),
            "attribute_encoder": build(
                "drit_variational_encoder" if concat else "drit_attribute_encoder", attribute
            ),
            "generator": build(
                "drit_concat_generator" if concat else "drit_feature_wise_generator",
                generator if concat else {**generator, "mlp_width": s.mlp_width},
            ),
            "content_discriminator": build(
                "drit_content_discriminator", {"channels": channels, "layers": s.content_layers}
            ),
        }
        discriminators = ("discriminator_a", "discriminator_b", "discriminator_a2", "discriminator_b2")
        self.networks |= {name: build("drit_discriminator", discriminator_config) for name in discriminators}
        for network in self.networks.values():
            for layer in network.modules():
                # Linear layers keep the weights that they come with, as published.
                if isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
                    initialise(layer, "normal")
        self.frozen: dict[str, nn.Module] = {}
        makers = ("content_encoder", "attribute_encoder", "generator")
        self.phases = (
            Phase(
                "content_discriminator",
                ("content_discriminator",),
                self.content_discriminator_losses,
                rate=s.content_rate,
                clip_norm=5.0,
            ),
            # The makers do not change in the second phase: the third takes over all that they made.
            Phase(
                "discriminator",
                discriminators,
                self.discriminator_losses,
                recorded=makers,
                every=s.content_steps,
                scored=True,
            ),
            Phase("generator", makers, self.generator_losses, every=s.content_steps),
        )

    def content(self, images: Domains) -> Domains:
        """Contents of pictures of both domains."""
        return {d: self.networks["content_encoder"](image, d) for d, image in images.items()}

    def attribute(self, images: Domains) -> tuple[Domains, Domains]:
        """Attributes of pictures of both domains, drawn from distributions, and the divergences of these."""
        codes, divergences = {}, {}
        for d, image in images.items():
            made = self.networks["attribute_encoder"](image, d)
            if isinstance(made, tuple):
                mean, log_variance = made
                codes[d] = mean + torch.randn_like(mean) * torch.exp(0.5 * log_variance)
                element = 1 + log_variance - mean.square() - log_variance.exp()
                divergences[d] = -0.5 * element.float().sum(dim=1).mean()
            else:
                codes[d], divergences[d] = made, made.float().square().mean()
        return codes, divergences

    def found_attribute(self, image: Tensor, domain: str) -> Tensor:
        """The attribute of pictures, of a distribution its mean; the encoder gets no gradients of it."""
        network = self.networks["attribute_encoder"]
        constant = {name: parameter.detach() for name, parameter in network.named_parameters()}
        made = functional_call(network, constant, (image, domain))
        attribute: Tensor = made[0] if isinstance(made, tuple) else made
        return attribute

    def content_discriminator_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """D_c: contents of A are real, contents of B are not."""
        with torch.no_grad():
            contents = self.content({d: batch[d] for d in "ab"})
        needed = 2**self.settings.content_layers * 7 - 3
        if min(contents["a"].shape[2:]) < needed:
            raise ConfigurationError(
                "settings.content_layers = {layers} needs pictures of {size} pixels or more; nothing "
                "was trained: lower it, or raise schedule.size.",
                layers=self.settings.content_layers,
                size=4 * needed,
            )
        discriminator = self.networks["content_discriminator"]
        loss = self.objective.discriminator(discriminator(contents["a"]), discriminator(contents["b"]))
        return Losses(loss, {"loss_content_d": loss})

    def exchange(self, batch: Batch, work: dict[str, Any]) -> None:
        """Leave in `work` both domains' codes, and pictures rebuilt, exchanged and with random attributes."""
        s, generator = self.settings, self.networks["generator"]
        images = {d: batch[d] for d in "ab"}
        contents = self.content(images)
        attributes, divergences = self.attribute(images)
        count = len(images["a"])
        random = torch.randn(
            2 if s.lambda_mode_seeking else 1, count, s.style_size, device=images["a"].device
        )
        crossed: Domains = {}
        own: Domains = {}
        drawn: dict[str, list[Tensor]] = {}
        for d, other in _OTHER.items():
            # The other's content with this attribute, the own content with it, the other's with random ones.
            content = torch.cat([contents[other], contents[d], *[contents[other]] * len(random)])
            crossed[d], own[d], *drawn[d] = generator(
                content, torch.cat([attributes[d], attributes[d], *random]), d
            ).split(count)
        work |= {"contents": contents, "divergences": divergences, "random": random}
        work |= {"crossed": crossed, "own": own, "drawn": drawn}

    def discriminator_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """Each domain's two D: one on exchanged attributes, one on random ones."""
        self.exchange(batch, work)
        terms: dict[str, Tensor] = {}
        scores: list[RealAndFake] = []
        for d in "ab":
            evaluated = [("", "", work["crossed"][d])]
            evaluated += [("2", more, made) for more, made in zip(_DRAWS, work["drawn"][d], strict=False)]
            for number, more, made in evaluated:
                both = self.networks[f"discriminator_{d}{number}"](torch.cat([batch[d], made.detach()]))
                scores.append(RealAndFake(*zip(*(scale.chunk(2) for scale in both), strict=True)))
                terms[f"loss_d_{d}{number}{more}"] = self.objective.discriminator(*scores[-1])
        return Losses(torch.stack(list(terms.values())).sum(), terms, scores)

    def generator_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """Encoders and generator: exchange, exchange back, and find random attributes again."""
        s, generator = self.settings, self.networks["generator"]
        contents, random = work["contents"], work["random"]
        crossed, own, drawn = work["crossed"], work["own"], work["drawn"]
        contents_again = self.content(crossed)
        attributes_again, _ = self.attribute(crossed)
        terms: dict[str, Tensor] = {}
        for d, other in _OTHER.items():
            again = generator(contents_again[other], attributes_again[d], d)
            doubt = self.networks["content_discriminator"](contents[d]).float()
            evaluated = self.networks[f"discriminator_{d}"](crossed[d])
            terms[f"loss_gan_{d}"] = self.objective.generator(evaluated)
            for more, made in zip(_DRAWS, drawn[d], strict=False):
                evaluated = self.networks[f"discriminator_{d}2"](made)
                terms[f"loss_gan2_{d}{more}"] = self.objective.generator(evaluated)
            terms[f"loss_content_gan_{d}"] = F.binary_cross_entropy_with_logits(
                doubt, torch.full_like(doubt, 0.5)
            )
            terms[f"loss_cross_cycle_{d}"] = (again - batch[d]).abs().mean()
            terms[f"loss_reconstruction_{d}"] = (own[d] - batch[d]).abs().mean()
            terms[f"loss_kl_{d}"] = work["divergences"][d]
            terms[f"loss_content_{d}"] = contents[d].float().square().mean()
            terms[f"loss_latent_{d}"] = (self.found_attribute(drawn[d][0], d) - random[0]).abs().mean()
            if s.lambda_mode_seeking:
                apart = (drawn[d][0] - drawn[d][1]).abs().mean() / (random[0] - random[1]).abs().mean()
                terms[f"loss_mode_seeking_{d}"] = 1 / (apart + 1e-5)
        weights = {
            "gan": s.lambda_gan,
            "gan2": s.lambda_gan,
            "content_gan": s.lambda_content_gan,
            "cross_cycle": s.lambda_cross_cycle,
            "reconstruction": s.lambda_reconstruction,
            "kl": s.lambda_kl,
            "content": s.lambda_content,
            "latent": s.lambda_latent,
            "mode_seeking": s.lambda_mode_seeking,
        }
        total = torch.zeros((), device=batch["a"].device)
        for kind, weight in weights.items():
            for more in _DRAWS:
                if weight and f"loss_{kind}_a{more}" in terms:
                    total = total + weight * (terms[f"loss_{kind}_a{more}"] + terms[f"loss_{kind}_b{more}"])
        return Losses(total, terms)

    def sample(self, networks: Mapping[str, nn.Module], batch: Batch) -> Tensor:
        """Rows of A, rebuilt, in three random styles and in the style of B; B, and in the style of A."""
        encode, describe, make = (networks[name] for name in self.info.averaged)
        content_a, content_b = encode(batch["a"], "a"), encode(batch["b"], "b")
        styles = [describe(batch[d], d) for d in "ab"]
        style_a, style_b = (style[0] if isinstance(style, tuple) else style for style in styles)
        rng = torch.Generator().manual_seed(0)
        random = torch.randn(3, self.settings.style_size, generator=rng).to(style_a)
        columns = [batch["a"], make(content_a, style_a, "a")]
        columns += [make(content_a, style.expand(len(content_a), -1), "b") for style in random]
        columns += [make(content_a, style_b, "b"), batch["b"], make(content_b, style_a, "a")]
        return torch.stack(columns, dim=1)

    def bundle(self, networks: Mapping[str, nn.Module], size: int) -> BundleContent:
        """Each domain's content encoder, attribute encoder and generator."""
        s = self.settings
        shape = {"width": s.width, "blocks": s.blocks, "style_size": s.style_size}
        shape |= {"decoder_blocks": self.decoder_blocks, "mlp_width": s.mlp_width}
        return drit_bundle(s, s.form, shape, self.attribute_widths, networks, size)
