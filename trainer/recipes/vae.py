"""A variational autoencoder whose decoder is StyleGAN2's generator.

Kingma and Welling 2014, "Auto-Encoding Variational Bayes" (equation 10), with distances of frozen features
beside those of pixels (Hou et al. 2017; Dosovitskiy and Brox 2016).

Blurred pictures after minutes instead of sharp ones after days. It is a beginning for an adversarial run on
little compute: G then knows roughly what it should make, and D has something to say from its first step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from engine.architectures.efficientnet_lite import load_efficientnet_lite
from engine.architectures.layers import without_autocast
from engine.architectures.registry import build
from trainer.bundling.synthesis_graph import inversion_encoder, sampling_content
from trainer.parts.projected import perceptual_distance
from trainer.recipes.base import Batch, BundleContent, Losses, Phase
from trainer.settings.fields import RecipeInfo
from trainer.settings.vae import RECIPE_INFO, Settings


class VariationalAutoencoder:
    """Networks, the phases of a step, samples and the bundle."""

    name: ClassVar[str] = RECIPE_INFO.name
    info: ClassVar[RecipeInfo] = RECIPE_INFO

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
        if s.lambda_perceptual:
            self.frozen["features"] = load_efficientnet_lite("lite1")
        self.phases: tuple[Phase, ...] = (
            Phase("autoencoder", ("encoder", "mapping", "synthesis"), self.autoencoder_losses),
        )

    def autoencoder_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """Minus the evidence lower bound, with the likelihood's place taken by distances."""
        s, mapping, real = self.settings, self.networks["mapping"], batch["picture"]
        mean, log_variance = self.networks["encoder"](real)
        z = mean + torch.randn_like(mean) * torch.exp(0.5 * log_variance)
        # Mapping stays in float32, as published: W is small and everything hangs on it.
        with without_autocast(z.device):
            mapping.track(mapping(torch.randn_like(z)))  # type: ignore[operator]
            ws = mapping(z)
        fake = self.networks["synthesis"](ws, "random")

        loss_l1 = (fake - real).abs().mean()
        divergence = -0.5 * (1 + log_variance - mean.square() - log_variance.exp())
        loss_kl = divergence.sum(dim=1).mean()
        terms = {"loss_l1": loss_l1, "loss_kl": loss_kl}
        total = s.lambda_l1 * loss_l1 + s.lambda_kl * loss_kl
        if s.lambda_perceptual:
            maps: Callable[[Tensor], list[Tensor]] = self.frozen["features"].maps  # type: ignore[assignment]
            with torch.no_grad():
                wanted = maps(real)
            terms["loss_perceptual"] = perceptual_distance(maps(fake), wanted)
            total = total + s.lambda_perceptual * terms["loss_perceptual"]
        return Losses(total, terms)

    @torch.no_grad()
    def sample(self, networks: Mapping[str, nn.Module], batch: Batch) -> Tensor:
        """Rows of a picture, what its code gives back, and pictures of random codes."""
        rows = len(batch["picture"])
        columns = max(6, rows - 2)
        rng = torch.Generator().manual_seed(0)
        z = torch.randn(rows * columns, self.settings.z_size, generator=rng).to(batch["picture"].device)
        mean, _ = networks["encoder"](batch["picture"])
        again = networks["synthesis"](networks["mapping"](mean), "const")
        random = networks["synthesis"](networks["mapping"](z), "const")
        made = random.reshape(rows, columns, *random.shape[1:])
        return torch.cat([batch["picture"][:, None], again[:, None], made], dim=1)

    def bundle(self, networks: Mapping[str, nn.Module], size: int) -> BundleContent:
        """Mapping and synthesis, as a recipe of StyleGAN2 gives and takes them, and the encoder of photos."""
        config = {**self.encoder_config, **self.mapping_config}
        del config["z_size"]
        encoder = build("vae_inverting_encoder", config)
        encoder.load_state_dict(networks["encoder"].state_dict(), strict=False)
        encoder.get_submodule("mapping").load_state_dict(networks["mapping"].state_dict())
        content = sampling_content(self.name, networks, self.mapping_config, self.synthesis_config)
        exported = inversion_encoder("vae_inverting_encoder", config, encoder, content.image_size)
        return replace(
            content,
            networks=(*content.networks, exported),
            capabilities=self.info.capabilities,
            # It learnt from the middle squares of pictures of anything.
            framing="centre",
        )
