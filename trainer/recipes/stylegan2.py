"""StyleGAN2 with adaptive augmentation: pictures out of nothing but a latent code.

Karras et al. 2020a, "Analyzing and Improving the Image Quality of StyleGAN", and Karras et al. 2020b,
"Training Generative Adversarial Networks with Limited Data".

G minimises softplus(-D(G(z))), D minimises softplus(D(G(z))) + softplus(-D(x)); every 16th step D is
regularised by R1, every 4th step G by path length. D sees augmented pictures only. With projected
discriminators (Sauer et al. 2021) D looks through a frozen network, which takes far fewer pictures.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.architectures.efficientnet_lite import load_efficientnet_lite
from engine.architectures.layers import without_autocast
from engine.architectures.registry import build
from engine.architectures.stylegan2_discriminator import StyleGAN2Discriminator
from trainer.bundling.synthesis_graph import sampling_content
from trainer.parts.ada import AdaptiveAugmentation, Augmentation
from trainer.parts.diffaugment import blurred, diffaugment
from trainer.parts.losses import OBJECTIVES, PathLength, RealAndFake, r1_penalty
from trainer.parts.projected import ProjectedDiscriminator
from trainer.recipes.base import Batch, BundleContent, Losses, Phase
from trainer.settings.fields import RecipeInfo
from trainer.settings.stylegan2 import RECIPE_INFO, StyleGAN2Settings


class StyleGAN2:
    """Networks, the phases of a step, samples and the bundle."""

    name: ClassVar[str] = RECIPE_INFO.name
    info: ClassVar[RecipeInfo] = RECIPE_INFO

    def __init__(self, settings: StyleGAN2Settings) -> None:
        s = self.settings = settings
        self.objective = OBJECTIVES[s.objective]
        self.synthesis_config: dict[str, Any] = {
            "w_size": s.w_size,
            "resolution": s.resolution,
            "channel_base": s.channel_base,
            "channel_max": s.channel_max,
            "architecture": s.architecture,
            "half_resolutions": s.half_resolutions,
            **({} if s.clamp is None else {"clamp": s.clamp}),
        }
        synthesis = build("stylegan2_synthesis", self.synthesis_config)
        self.layers = int(synthesis.num_ws)  # type: ignore[arg-type]
        self.mapping_config: dict[str, Any] = {
            "z_size": s.z_size,
            "w_size": s.w_size,
            "layers_count": self.layers,
            "depth": s.mapping_depth,
            "label_size": s.label_size,
        }
        self.networks: dict[str, nn.Module] = {
            "mapping": build("stylegan2_mapping", self.mapping_config),
            "synthesis": synthesis,
            "discriminator": self._discriminator(),
        }
        self.frozen: dict[str, nn.Module] = {}
        if s.discriminators == "projected":
            self.frozen["features"] = load_efficientnet_lite("lite1")
        self.phases: tuple[Phase, ...] = (
            Phase("generator", ("mapping", "synthesis"), self.generator_losses),
            Phase("discriminator", ("discriminator",), self.discriminator_losses, scored=True),
        )
        if s.augment == "ada":
            self.networks["augmentation"] = AdaptiveAugmentation(
                s.augment_pipeline, s.augment_p, target=s.augment_target, kimg=s.augment_kimg
            )
        elif s.augment == "fixed":
            self.networks["augmentation"] = Augmentation(s.augment_pipeline, s.augment_p)
        if s.path_length_weight:
            self.networks["path_length"] = PathLength()
            lazy = Phase(
                "path_length",
                ("mapping", "synthesis"),
                self.path_length_losses,
                every=s.path_length_every,
            )
            self.phases = (self.phases[0], lazy, self.phases[1])
        if s.r1_gamma:
            self.phases += (Phase("r1", ("discriminator",), self.r1_losses, every=s.r1_every),)

    def _discriminator(self) -> nn.Module:
        s = self.settings
        if s.discriminators == "projected":
            return ProjectedDiscriminator(group_size=s.projected_group)
        config = {
            "resolution": s.resolution,
            "channel_base": s.discriminator_base or s.channel_base,
            "channel_max": s.channel_max,
            "architecture": s.discriminator_architecture,
            "label_size": s.label_size,
            "group_size": s.group_size,
            "half_resolutions": s.half_resolutions,
            **({} if s.clamp is None else {"clamp": s.clamp}),
        }
        discriminator = build("stylegan2_discriminator", config)
        assert isinstance(discriminator, StyleGAN2Discriminator)
        # Freeze-D (Mo et al. 2020): when a trained model is taken over, its first layers keep what they know.
        for layer in discriminator.layers()[: s.freeze_d]:
            layer.requires_grad_(False)
        return discriminator

    def generator_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """G: what D says about pictures of random codes."""
        labels = self.labels(batch)
        fakes = self.networks["synthesis"](self.codes(batch["picture"], labels, track=True), "random")
        features = self.features(fakes, work["seen"])
        # D is shown what this phase made: the same pictures, at half the cost.
        work["fakes"] = (
            fakes.detach() if isinstance(features, Tensor) else [features.detach() for features in features]
        )
        loss_gan = self.objective.generator(self.scores(features, labels))
        terms = {"loss_gan": loss_gan}
        total = loss_gan
        if self.settings.lambda_range:
            # A frozen network says little about colours that no picture has.
            terms["loss_range"] = F.relu(fakes.abs() - 1).square().mean()
            total = total + self.settings.lambda_range * terms["loss_range"]
        if work["seen"] < self.settings.discriminator_first:
            # A generator that was taken over would lose what it knows to a discriminator that knows nothing.
            total = total * 0.0
        return Losses(total, terms)

    def path_length_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """G, lazily: path length on a part of the batch."""
        count = max(1, len(batch["picture"]) // self.settings.path_length_shrink)
        labels = self.labels(batch)
        ws = self.codes(batch["picture"][:count], None if labels is None else labels[:count])
        pictures = self.networks["synthesis"](ws, "random")
        lengths, mean = self.networks["path_length"](pictures, ws)
        if self.settings.regularisers == "version_0_1":
            mean = mean.detach()
        loss_path = self.settings.path_length_weight * (lengths - mean).square().mean()
        terms = {"loss_path": loss_path, "path_length": lengths.mean()}
        return Losses(loss_path * self.settings.path_length_every, terms)

    def discriminator_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """D: real pictures against those that G has just made."""
        labels = self.labels(batch)
        if isinstance(work["fakes"], Tensor):
            fake, real = (
                self.features(work["fakes"], work["seen"]),
                self.features(batch["picture"], work["seen"]),
            )
        else:
            with torch.no_grad():
                fake, real = work["fakes"], self.features(batch["picture"], work["seen"])
        real_scores = self.scores(real, labels)
        scores = RealAndFake(real_scores, self.scores(fake, labels))
        loss_d = self.objective.discriminator(*scores)
        terms = {"loss_d": loss_d, "signs": _mean_sign(real_scores)}
        augmentation = self.networks.get("augmentation")
        if isinstance(augmentation, AdaptiveAugmentation):
            several = [real_scores] if isinstance(real_scores, Tensor) else real_scores
            augmentation.observe(*several)
            terms["augment_p"] = augmentation.p
        return Losses(loss_d, terms, [scores])

    def r1_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """D, lazily: R1 with respect to real pictures as they are; D sees them augmented, as published."""
        pictures = batch["picture"].detach().requires_grad_()
        evaluated = self.features(pictures, work["seen"])
        assert isinstance(evaluated, Tensor)
        if self.settings.regularisers == "version_0_1":
            pictures = evaluated = evaluated.detach().requires_grad_()
        scores = self.scores(evaluated, self.labels(batch))
        assert isinstance(scores, Tensor)
        loss_r1 = self.settings.r1_gamma / 2 * r1_penalty(scores, pictures).mean()
        return Losses(loss_r1 * self.settings.r1_every, {"loss_r1": loss_r1})

    def labels(self, batch: Batch) -> Tensor | None:
        """The labels that G and D depend on, (N, label_size)."""
        return batch["labels"] if self.settings.label_size else None

    def codes(self, like: Tensor, labels: Tensor | None, *, track: bool = False) -> Tensor:
        """Random codes in W for as many pictures, (N, layers, w); styles mixed from a random layer on."""
        s, mapping = self.settings, self.networks["mapping"]
        shape = (len(like), s.z_size)
        # Mapping stays in float32, as published: W is small and everything hangs on it.
        with without_autocast(like.device):
            ws: Tensor = mapping(torch.randn(shape, device=like.device), labels)
            if track:
                mapping.track(ws)  # type: ignore[operator]
            if s.mixing and float(torch.rand([])) < s.mixing:
                cutoff = int(torch.randint(1, self.layers, []))
                other = mapping(torch.randn(shape, device=like.device), labels)
                ws = torch.cat([ws[:, :cutoff], other[:, cutoff:]], dim=1)
            return ws

    def features(self, pictures: Tensor, seen: int) -> Tensor | list[Tensor]:
        """What D sees of pictures: augmented ones, or frozen features of them.

        In the first `blur_pictures` they are blurred, less and less, so that D cannot win by fine detail
        before G has any (Karras et al. 2021, appendix B; Sauer et al. 2021 do the same).
        """
        s = self.settings
        sigma = s.blur_sigma * max(0.0, 1 - seen / s.blur_pictures) if s.blur_pictures else 0.0
        if sigma > 0.1:
            pictures = blurred(pictures, sigma)
        if s.augment == "diffaugment":
            pictures = diffaugment(pictures)
        elif s.augment != "off":
            pictures = self.networks["augmentation"](pictures)
        if "features" not in self.frozen:
            return pictures
        size = s.projected_size
        if size and size != pictures.shape[2]:
            pictures = F.interpolate(pictures, (size, size), mode="bilinear", align_corners=False)
        maps: list[Tensor] = self.frozen["features"].maps(pictures)  # type: ignore[operator]
        return maps

    def scores(self, features: Tensor | list[Tensor], labels: Tensor | None) -> Tensor | list[Tensor]:
        """D's scores, one tensor for each scale that it looks at."""
        discriminator = self.networks["discriminator"]
        scores: Tensor | list[Tensor]
        scores = discriminator(features, labels) if isinstance(features, Tensor) else discriminator(features)
        return scores

    @torch.no_grad()
    def sample(self, networks: Mapping[str, nn.Module], batch: Batch) -> Tensor:
        """A square of pictures of fixed codes, untruncated; the labels of a row are those of the batch."""
        rows = columns = len(batch["picture"])
        device = batch["picture"].device
        rng = torch.Generator().manual_seed(0)
        z = torch.randn(rows * columns, self.settings.z_size, generator=rng).to(device)
        labels = self.labels(batch)
        repeated = None if labels is None else labels.repeat_interleave(columns, dim=0)
        pictures: Tensor = networks["synthesis"](networks["mapping"](z, repeated), "const")
        return pictures.reshape(rows, columns, *pictures.shape[1:])

    def bundle(self, networks: Mapping[str, nn.Module], size: int) -> BundleContent:
        """Mapping and synthesis, with a noise picture for every layer and a picture at every resolution."""
        return sampling_content(self.name, networks, self.mapping_config, self.synthesis_config)


def _mean_sign(scores: Tensor | list[Tensor]) -> Tensor:
    """Mean sign of real scores, the overfitting measure r_t (Karras et al. 2020b, equation 1)."""
    several = [scores] if isinstance(scores, Tensor) else scores
    return torch.stack([s.detach().float().sign().mean() for s in several]).mean()
