"""pSp: an encoder of photos into the W+ of a frozen StyleGAN2.

Richardson et al. 2021, "Encoding in Style: a StyleGAN Encoder for Image-to-Image Translation", section 3.2.

E gives G(E(x)) that must be x again: by pixels (equation 2), to a feature network (3) and, where asked for,
in identity (5); and codes stay near the average, where G is at its best (4). Of pictures that G made, the
code is known, and E must give it back (Zhu et al. 2020, "In-Domain GAN Inversion for Real Image Editing").
Published for inversion: L2 1, LPIPS 0.8, identity 0.1. The released code has 0 of (4) for inversion and 0.005
where pictures are translated; here it is 0.005 for inversion, so that sliders work.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.architectures.efficientnet_lite import load_efficientnet_lite
from engine.architectures.layers import resized_to
from engine.architectures.registry import build
from engine.errors import ConfigurationError
from trainer.bundling.synthesis_graph import inversion_encoder
from trainer.parts.frozen_generator import FrozenGenerator
from trainer.parts.projected import perceptual_distance
from trainer.recipes.base import Batch, BundleContent, Losses, Phase
from trainer.settings.fields import RecipeInfo
from trainer.settings.psp import RECIPE_INFO, Settings


class PSP:
    """Encoder, frozen generator and frozen features."""

    name: ClassVar[str] = RECIPE_INFO.name
    info: ClassVar[RecipeInfo] = RECIPE_INFO

    def __init__(self, settings: Settings, generator: FrozenGenerator) -> None:
        self.settings = settings
        self.source, self.generator_size = generator.source, generator.size
        self.encoder_config: dict[str, Any] = {
            "num_ws": generator.synthesis.num_ws,
            "w_size": len(generator.average),
            "size": min(settings.size, generator.size),
            "widths": settings.widths,
            "depth": settings.depth,
            "pyramid": settings.pyramid,
        }
        encoder = build("psp_encoder", self.encoder_config)
        encoder.get_buffer("w_avg").copy_(generator.average)
        encoder.get_buffer("w_scale").fill_(generator.deviation())
        self.networks: dict[str, nn.Module] = {"encoder": encoder}
        self.frozen: dict[str, nn.Module] = {
            "mapping": generator.mapping,
            "synthesis": generator.synthesis,
            "features": load_efficientnet_lite("lite0"),
        }
        if settings.lambda_identity:
            self.frozen["identity"] = load_efficientnet_lite("lite1")
        self.phases: tuple[Phase, ...] = (Phase("encoder", ("encoder",), self.losses),)

    def losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """E on real pictures and on freshly generated ones."""
        s, encoder = self.settings, self.networks["encoder"]
        real = batch["picture"]
        if real.shape[2] != self.generator_size:
            raise ConfigurationError(
                "The generator makes pictures of {size} pixels and the run's have {given}; nothing was "
                "trained: set schedule.size = {size}.",
                size=self.generator_size,
                given=real.shape[2],
            )
        made, known = self.generated(round(s.generated * len(real)), real.device)
        pictures = torch.cat([real, made])
        ws = encoder(pictures)
        rebuilt = self.frozen["synthesis"](ws, "const")
        scale = encoder.get_buffer("w_scale")
        loss_l2 = (rebuilt - pictures).square().mean()
        away = ws - encoder.get_buffer("w_avg")
        if s.regulariser == "norm":
            loss_regulariser = away.flatten(1).norm(dim=1).mean()
        else:
            loss_regulariser = (away / scale).square().mean()
        total = s.lambda_l2 * loss_l2 + s.lambda_regulariser * loss_regulariser
        terms = {"loss_l2": loss_l2, "loss_regulariser": loss_regulariser}
        if s.lambda_perceptual or s.lambda_identity:
            side = s.perceptual_size
            seen, wanted = resized_to(rebuilt, side), resized_to(pictures, side)
        if s.lambda_perceptual:
            maps: Any = self.frozen["features"].maps
            with torch.no_grad():
                target = maps(wanted)
            terms["loss_perceptual"] = perceptual_distance(maps(seen), target)
            total = total + s.lambda_perceptual * terms["loss_perceptual"]
        if s.lambda_identity:
            pooled: Any = self.frozen["identity"].pooled
            with torch.no_grad():
                identity = pooled(wanted)
            terms["loss_identity"] = (1 - F.cosine_similarity(pooled(seen), identity)).mean()
            total = total + s.lambda_identity * terms["loss_identity"]
        if len(made):
            terms["loss_w"] = ((ws[len(real) :] - known) / scale).square().mean()
            total = total + s.lambda_w * terms["loss_w"]
        return Losses(total, terms)

    @torch.no_grad()
    def generated(self, count: int, device: torch.device) -> tuple[Tensor, Tensor]:
        """Pictures (count, 3, S, S) of random codes, clamped as pictures are, and the codes."""
        mapping, synthesis = self.frozen["mapping"], self.frozen["synthesis"]
        z = torch.randn(count, int(mapping.z_size), device=device)  # type: ignore[arg-type]
        ws: Tensor = mapping(z)
        return synthesis(ws, "random").clamp(-1, 1), ws

    def sample(self, networks: Mapping[str, nn.Module], batch: Batch) -> Tensor:
        """Rows of a picture and what its code gives."""
        rebuilt = self.frozen["synthesis"](networks["encoder"](batch["picture"]), "const")
        return torch.stack([batch["picture"], rebuilt], dim=1)

    def bundle(self, networks: Mapping[str, nn.Module], size: int) -> BundleContent:
        """The encoder, for pictures of the generator's size; of use beside the generator."""
        side = self.generator_size
        encoder = inversion_encoder("psp_encoder", self.encoder_config, networks["encoder"], side)
        return BundleContent(
            family=self.name,
            networks=(encoder,),
            capabilities=(),
            image_size=side,
            input_channels=3,
            input_kind="photo",
            latent_size=None,
            facts={"generator": self.source},
        )
