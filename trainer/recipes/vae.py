"""A variational autoencoder whose decoder is StyleGAN2's generator, and its adversarial form.

Kingma and Welling 2014, "Auto-Encoding Variational Bayes" (equation 10), with distances of frozen features
beside those of pixels (Hou et al. 2017; Dosovitskiy and Brox 2016).

Blurred pictures after minutes instead of sharp ones after days. It is a beginning for an adversarial run on
little compute: G then knows roughly what it should make, and D has something to say from its first step.
With `lambda_gan`, D judges what G gives back and what it makes of random codes (Larsen et al. 2016,
"Autoencoding beyond Pixels using a Learned Similarity Metric", equation 8), looking through a frozen network
(Sauer et al. 2021); what G must give back keeps it from making the same picture of every code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.networks import build
from engine.networks.efficientnet_lite import load_efficientnet_lite
from engine.networks.half_precision import without_autocast
from trainer.declaration import Declaration
from trainer.discriminators.projected import ProjectedDiscriminator, perceptual_distance
from trainer.objectives import Hinge
from trainer.recipes.base import Batch, BundleContent, Losses, Phase, RecipeSettings
from trainer.recipes.synthesis_graph import sampling_content
from trainer.recipes.vae_settings import DECLARATION, Settings

HINGE = Hinge()


class VariationalAutoencoder:
    """Networks, the phases of a step, samples and the bundle."""

    name: ClassVar[str] = "vae"
    declaration: ClassVar[Declaration] = DECLARATION
    settings_type: ClassVar[type[RecipeSettings]] = Settings
    averaged: ClassVar[tuple[str, ...]] = ("encoder", "mapping", "synthesis")
    data_kinds: ClassVar[tuple[str, ...]] = ("pictures",)

    def __init__(self, settings: Settings) -> None:
        s = self.settings = settings
        self.encoder_config: dict[str, Any] = {
            "resolution": s.resolution,
            "latent_size": s.z_size,
            "channel_base": s.channel_base,
            "channel_max": s.channel_max,
        }
        self.synthesis_config: dict[str, Any] = {
            "w_size": s.w_size,
            "resolution": s.resolution,
            "channel_base": s.channel_base,
            "channel_max": s.channel_max,
            **({} if s.clamp is None else {"clamp": s.clamp}),
        }
        synthesis = build("stylegan2_synthesis", self.synthesis_config)
        self.layers = int(synthesis.num_ws)  # type: ignore[arg-type]
        self.mapping_config: dict[str, Any] = {
            "z_size": s.z_size,
            "w_size": s.w_size,
            "layers_count": self.layers,
            "depth": s.mapping_depth,
        }
        self.networks: dict[str, nn.Module] = {
            "encoder": build("vae_encoder", self.encoder_config),
            "mapping": build("stylegan2_mapping", self.mapping_config),
            "synthesis": synthesis,
        }
        self.frozen: dict[str, nn.Module] = {}
        if s.lambda_perceptual or s.lambda_gan:
            self.frozen["features"] = load_efficientnet_lite("lite1")
        self.phases: tuple[Phase, ...] = (
            Phase("autoencoder", ("encoder", "mapping", "synthesis"), self.autoencoder_losses),
        )
        if s.lambda_gan:
            self.networks["discriminator"] = ProjectedDiscriminator()
            self.phases += (Phase("discriminator", ("discriminator",), self.discriminator_losses),)

    def autoencoder_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """Minus the evidence lower bound, with the likelihood's place taken by distances; and what D says.

        With an adversary one half of the batch is given back, and as many pictures are made of random codes.
        """
        s, mapping = self.settings, self.networks["mapping"]
        real = batch["picture"].chunk(2)[0] if s.lambda_gan else batch["picture"]
        mean, log_variance = self.networks["encoder"](real)
        z = mean + torch.randn_like(mean) * torch.exp(0.5 * log_variance)
        # Mapping stays in float32, as published: W is small and everything hangs on it.
        with without_autocast(z.device):
            ws_random = mapping(torch.randn_like(z))
            mapping.track(ws_random)  # type: ignore[operator]
            ws = torch.cat([mapping(z), ws_random]) if s.lambda_gan else mapping(z)
        fakes = self.networks["synthesis"](ws, "random")
        fake = fakes[: len(real)]

        loss_l1 = (fake - real).abs().mean()
        divergence = -0.5 * (1 + log_variance - mean.square() - log_variance.exp())
        loss_kl = divergence.sum(dim=1).mean()
        terms = {"loss_l1": loss_l1, "loss_kl": loss_kl}
        total = s.lambda_l1 * loss_l1 + s.lambda_kl * loss_kl
        if "features" in self.frozen:
            looks = self.look(fakes)
            with torch.no_grad():
                work["real"] = self.look(batch["picture"])
            work["fake"] = [look.detach() for look in looks]
            halves = [look[: len(real)] for look in looks], [look[: len(real)] for look in work["real"]]
            terms["loss_perceptual"] = perceptual_distance(*halves)
            total = total + s.lambda_perceptual * terms["loss_perceptual"]
        if s.lambda_gan:
            terms["loss_gan"] = HINGE.generator(self.networks["discriminator"](looks))
            # A frozen network says little about colours that no picture has.
            terms["loss_range"] = F.relu(fakes.abs() - 1).square().mean()
            total = total + s.lambda_gan * terms["loss_gan"] + s.lambda_range * terms["loss_range"]
        return Losses(total, terms)

    def discriminator_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """D: real pictures against both kinds that G has just made."""
        judge = self.networks["discriminator"]
        loss_d = HINGE.discriminator(judge(work["real"]), judge(work["fake"]))
        return Losses(loss_d, {"loss_d": loss_d})

    def look(self, pictures: Tensor) -> list[Tensor]:
        """Maps of the frozen network at four scales, of pictures enlarged to `projected_size`."""
        size = self.settings.projected_size
        if size and size != pictures.shape[2]:
            pictures = F.interpolate(pictures, (size, size), mode="bilinear", align_corners=False)
        maps: list[Tensor] = self.frozen["features"].maps(pictures)  # type: ignore[operator]
        return maps

    @torch.no_grad()
    def sample(self, networks: Mapping[str, nn.Module], batch: Batch) -> Tensor:
        """Rows of a picture, what its code gives back, and pictures of random codes."""
        rows, columns = len(batch["picture"]), len(batch["picture"]) - 2
        chance = torch.Generator().manual_seed(0)
        z = torch.randn(rows * columns, self.settings.z_size, generator=chance).to(batch["picture"].device)
        mean, _ = networks["encoder"](batch["picture"])
        again = networks["synthesis"](networks["mapping"](mean), "const")
        random = networks["synthesis"](networks["mapping"](z), "const")
        made = random.reshape(rows, columns, *random.shape[1:])
        return torch.cat([batch["picture"][:, None], again[:, None], made], dim=1)

    def bundle(self, networks: Mapping[str, nn.Module], size: int) -> BundleContent:
        """Mapping and synthesis, as a recipe of StyleGAN2 gives them; it takes them over from here."""
        return sampling_content(self.name, networks, self.mapping_config, self.synthesis_config)
