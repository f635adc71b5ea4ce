"""BicycleGAN: many pictures for one condition.

Zhu et al. 2017, "Toward Multimodal Image-to-Image Translation".

cVAE-GAN: a target B is encoded to z, and G(A, z) must give B back (equation 5).
cLR-GAN: a random z makes G(A, z), and the encoder must find z in it again (equation 7).
Both share G and E; each has a discriminator of its own. Published: LSGAN, L1 10, KL 0.01, latent 0.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.func import functional_call

from engine.architectures.efficientnet_lite import load_efficientnet_lite
from engine.architectures.layers import initialise
from engine.architectures.registry import build
from engine.bundle.manifest import PictureKind
from trainer.bundling.translators import Built, bicyclegan_bundle
from trainer.parts.losses import OBJECTIVES, RealAndFake
from trainer.parts.projected import ProjectedDiscriminator, perceptual_distance
from trainer.recipes.base import Batch, BundleContent, Losses, Phase
from trainer.settings.bicyclegan import RECIPE_INFO, Settings
from trainer.settings.fields import RecipeInfo


class BicycleGAN:
    """The system of figure 2 (c, d): networks, the two phases of a step, samples and the bundle."""

    name: ClassVar[str] = RECIPE_INFO.name
    info: ClassVar[RecipeInfo] = RECIPE_INFO

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.objective = OBJECTIVES[settings.objective]
        self.generator_config: dict[str, Any] = {
            "widths": settings.generator_widths,
            "input_channels": settings.condition_channels,
            "latent_size": settings.latent_size,
            "where_add": settings.where_add,
            "upsample": settings.upsample,
            "dropout": settings.dropout,
        }
        self.encoder_config: dict[str, Any] = {
            "widths": settings.encoder_widths,
            "latent_size": settings.latent_size,
        }
        self.networks: dict[str, nn.Module] = {
            "generator": build("bicyclegan_unet", self.generator_config),
            "encoder": build("resnet_encoder", self.encoder_config),
        }
        self.frozen: dict[str, nn.Module] = {}
        for network in self.networks.values():
            initialise(network, "xavier", settings.initial_gain)
        discriminators: tuple[str, ...]
        if settings.discriminators == "projected":
            self.frozen["features"] = load_efficientnet_lite("lite1")
            self.networks["discriminator"] = ProjectedDiscriminator()
            discriminators = ("discriminator",)
        else:
            discriminators = ("discriminator", "discriminator2")
            w = settings.discriminator_width
            widths = [[w, 2 * w, 4 * w, 8 * w], [w // 2, w, 2 * w, 4 * w]]
            for name in discriminators:
                self.networks[name] = build("multiscale_patchgan", {"widths": widths})
                initialise(self.networks[name], "xavier", settings.initial_gain)
        self.phases = (
            Phase("generator", ("generator", "encoder"), self.generator_losses),
            Phase("discriminator", discriminators, self.discriminator_losses, scored=True),
        )

    def generator_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """G and E: both halves of the cycle. The latent term trains G alone (section 3.2)."""
        s, generator, encoder = self.settings, self.networks["generator"], self.networks["encoder"]
        condition, _ = batch["condition"].chunk(2)
        target, _ = batch["target"].chunk(2)

        mean, log_variance = encoder(target)
        z_encoded = mean + torch.randn_like(mean) * torch.exp(0.5 * log_variance)
        z_random = torch.randn_like(mean)
        fakes = generator(torch.cat([condition, condition]), torch.cat([z_encoded, z_random]))
        fake_encoded, fake_random = fakes.chunk(2)

        features = self.features(fakes)
        with torch.no_grad():
            work["real"] = self.features(batch["target"])
        work["fake"] = [features.detach() for features in features]
        score_encoded, score_random = self.scores(features)
        loss_gan = self.objective.generator(score_encoded)
        loss_gan2 = self.objective.generator(score_random)
        loss_l1 = (fake_encoded - target).abs().mean()
        divergence = -0.5 * (1 + log_variance - mean.square() - log_variance.exp()).float()
        loss_kl = divergence.sum(dim=1).mean()
        mean_again, _ = functional_call(encoder, _detached(encoder), (fake_random,))
        loss_latent = (mean_again - z_random).abs().mean()
        # An adversary that is strong from the start teaches G to leave the condition out.
        ramp = min(1.0, work["seen"] / s.gan_ramp) if s.gan_ramp else 1.0
        total = (
            ramp * s.lambda_gan * loss_gan
            + ramp * s.lambda_gan2 * loss_gan2
            + s.lambda_l1 * loss_l1
            + s.lambda_kl * loss_kl
            + s.lambda_latent * loss_latent
        )
        terms = {
            "loss_gan": loss_gan,
            "loss_gan2": loss_gan2,
            "loss_l1": loss_l1,
            "loss_kl": loss_kl,
            "loss_latent": loss_latent,
        }
        if s.lambda_perceptual:
            half = (
                [features.chunk(2)[0] for features in features],
                [features.chunk(2)[0] for features in work["real"]],
            )
            terms["loss_perceptual"] = perceptual_distance(*half)
            total = total + s.lambda_perceptual * terms["loss_perceptual"]
        if s.lambda_background:
            terms["loss_background"] = background_error(fake_random, target)
            total = total + s.lambda_background * terms["loss_background"]
        return Losses(total, terms)

    def discriminator_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """D on the encoded half, D2 on the random half, each with real targets of its own."""
        real, fake = self.scores(work["real"]), self.scores(work["fake"])
        scores = [RealAndFake(*pair) for pair in zip(real, fake, strict=True)]
        loss_d, loss_d2 = (self.objective.discriminator(*pair) for pair in scores)
        return Losses(loss_d + loss_d2, {"loss_d": loss_d, "loss_d2": loss_d2}, scores)

    def features(self, image: Tensor) -> list[Tensor]:
        """What the discriminators see of pictures: the pictures, or frozen features of them."""
        if "features" in self.frozen:
            maps: list[Tensor] = self.frozen["features"].maps(image)  # type: ignore[operator]
            return maps
        return [image]

    def scores(self, features: list[Tensor]) -> tuple[list[Tensor], list[Tensor]]:
        """Scores by scale of the first half of what was seen and of the second."""
        first = self.networks["discriminator"]
        if "features" in self.frozen:
            both = [scores.chunk(2) for scores in first(features)]
            return [scores[0] for scores in both], [scores[1] for scores in both]
        encoded, random = features[0].chunk(2)
        return first(encoded), self.networks["discriminator2"](random)

    def sample(self, networks: Mapping[str, nn.Module], batch: Batch) -> Tensor:
        """Rows of condition, target, its reconstruction and five random styles, the same in every row."""
        condition, target = batch["condition"], batch["target"]
        rows = len(condition)
        mean, _ = networks["encoder"](target)
        rng = torch.Generator().manual_seed(0)
        styles = torch.randn(5, self.settings.latent_size, generator=rng).to(condition.device)
        columns = [condition.expand(-1, 3, -1, -1), target, networks["generator"](condition, mean)]
        columns += [networks["generator"](condition, style.expand(rows, -1)) for style in styles]
        return torch.stack(columns, dim=1)

    def bundle(self, networks: Mapping[str, nn.Module], size: int) -> BundleContent:
        """Generator and encoder, for sketches or pictures of `size` pixels."""
        generator = Built("bicyclegan_unet", self.generator_config, networks["generator"])
        encoder = Built("resnet_encoder", self.encoder_config, networks["encoder"])
        kind: PictureKind = "sketch" if self.settings.condition_channels == 1 else "photo"
        return bicyclegan_bundle(self.name, generator, encoder, size, kind=kind)


def background_error(made: Tensor, target: Tensor) -> Tensor:
    """Mean absolute error, a scalar, where the target (N, 3, S, S) in [-1, 1] is plain white.

    Whatever style an object on white is made in, its background stays: no published loss says so, and
    G learns to leave marks there that only the encoder looks for.
    """
    white = (target.amin(dim=1, keepdim=True) > 0.96).to(made.dtype)
    return ((made - target).abs() * white).mean()


def _detached(network: nn.Module) -> dict[str, Tensor]:
    """A network's parameters as constants: gradients pass through it and not into it."""
    return {name: parameter.detach() for name, parameter in network.named_parameters()}
