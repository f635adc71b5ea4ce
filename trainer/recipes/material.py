"""The material brush: a drawing in any colour and stuff.

Colours and stuff of a photo are measured and given as inputs, as hints are (Zhang et al. 2017, "Real-Time
User-Guided Image Colorization"; Xian et al. 2018, "TextureGAN"), so that no loss has to make them follow a
code. Every drawing is made twice: in its own photo's style, which L1 and features hold to the photo, and in
another photo's, whose colours and energies are measured in the result again. Discriminator: Sauer et al.
2021, in front of it DiffAugment's translation alone (Zhao et al. 2020): its light and holes hid from the
discriminator most of what tells photos from results. Beside it the discriminator of patches of Park et al.
2020, which sees pixels, and whether a surface is like the one asked for, and one of pixels beside the drawing
(Isola et al. 2017).
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.architectures.efficientnet_lite import load_efficientnet_lite
from engine.architectures.layers import without_autocast
from engine.architectures.material import GUIDE_CHANNELS, STUFF_OF_GUIDE
from engine.architectures.registry import build
from engine.architectures.stuff import (
    Style,
    bands,
    quiet_of,
    stuff_map,
    tiled,
)
from engine.types import Progress
from trainer.bundling.translators import Built, material_bundle
from trainer.data.datasets import PartsDataset, SketchDataset, TrainingDataset
from trainer.parts.asked import (
    OTHER_STUFF,
    OWN_STUFF,
    alternation,
    cells_by_chance,
    chroma_off,
    coarser,
    guide_of,
    hue_turned,
    layout_error,
    random_regions,
    region_error,
    region_means,
    stuff_error,
    texture_correlation,
)
from trainer.parts.diffaugment import Augmentation
from trainer.parts.losses import OBJECTIVES, RealAndFake
from trainer.parts.pixel_discriminators import DrawnDiscriminator, PatchDiscriminator, patches_of
from trainer.parts.projected import ProjectedDiscriminator, perceptual_distance, style_distance
from trainer.parts.windows import Windows
from trainer.recipes.base import Batch, BundleContent, Losses, Phase
from trainer.settings.fields import RecipeInfo
from trainer.settings.material import RECIPE_INFO, Settings


class MaterialBrush:
    """Networks, the two phases of a step, samples and the bundle."""

    name: ClassVar[str] = RECIPE_INFO.name
    info: ClassVar[RecipeInfo] = RECIPE_INFO

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.objective = OBJECTIVES["hinge"]
        self.generator_config: dict[str, Any] = {
            "widths": settings.generator_widths,
            "style_size": settings.mapping_width,
            "part_share": settings.part_share,
            "full_width": settings.full_width,
            "alternates": False,
            "matched": settings.colours_matched,
            "coarse_stuff": settings.coarse_stuff,
        }
        self.encoder_config: dict[str, Any] = {"centred": settings.colours_matched}
        self.networks: dict[str, nn.Module] = {
            "generator": build("material_unet", self.generator_config),
            "encoder": build("material_encoder", self.encoder_config),
            "discriminator": ProjectedDiscriminator(),
            "patches": PatchDiscriminator(),
        }
        critics = ["discriminator", "patches"]
        if settings.lambda_gan_drawn:
            self.networks["drawn"] = DrawnDiscriminator()
            critics.append("drawn")
        self.frozen: dict[str, nn.Module] = {"features": load_efficientnet_lite("lite1")}
        self.phases = (
            Phase("generator", ("generator",), self.generator_losses, clip_norm=settings.clip_norm),
            Phase("discriminator", tuple(critics), self.discriminator_losses, scored=True),
        )

    @staticmethod
    def adapted(
        settings: Settings, dataset: TrainingDataset, cache: Path, progress: Progress | None
    ) -> TrainingDataset:
        """Pairs with the parts of each drawing and the place of each photo's object."""
        return PartsDataset(dataset) if isinstance(dataset, SketchDataset) else dataset

    def generator_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """G, once its discriminators have learnt: one taken over would lose what it knows to new ones."""
        if work.get("seen", 0) >= self.settings.discriminator_first:
            return self._generator_losses(batch, work)
        with torch.no_grad():
            terms = self._generator_losses(batch, work).terms
        return Losses(self._still("generator"), terms)

    def _generator_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """G in the photo's own style and in another's, both with regions painted by chance."""
        s, generator, count = self.settings, self.networks["generator"], len(batch["target"])
        image, place = batch["condition"], batch["target"].device
        with without_autocast(place), torch.no_grad():
            turned = torch.rand(count, device=place) < s.hue_turned
            target, thing = hue_turned(batch["target"], turned), batch["object"]
            parts = self._parts(batch)
            inside = (parts > 0.5).float()
            own = self.networks["encoder"](target, thing)
            self._keep(own[~turned])
            style = Style.of(own)
            asked_own = style._replace(colours=coarser(style.colours)).code()
            other = Style(*(part.roll(1, 0) for part in style))
            asked_other = other._replace(colours=coarser(other.colours)).code()
            guides = self._guides(parts, target, thing, style)
            shares = torch.rand(2 * count, 1, 1, 1, device=place) * 1.5 - 0.25
            asked = torch.cat([asked_own, asked_other])
            both = torch.cat([parts, parts])
            laid = generator.laid(both, asked, torch.cat(guides), shares.clamp(0, 1))  # type: ignore[operator]
            near = generator.surroundings(inside)  # type: ignore[operator]
            windows = self._windows(inside, work)
            if windows is not None:
                image, target, thing = windows(image), windows(target), windows(thing)
                parts, inside, near = windows(parts), windows(inside), windows(near)
                laid = torch.cat([windows(half) for half in laid.chunk(2)])
        lines, both, within, around = (torch.cat([maps, maps]) for maps in (image, parts, inside, near))
        fakes = generator.painted(lines, both, around, asked, laid)  # type: ignore[operator]
        fake_own, fake_other = fakes.chunk(2)
        laid_own, laid_other = laid.chunk(2)
        terms: dict[str, Tensor] = {}
        with without_autocast(place):
            terms["loss_l1"] = (fake_own - target).abs().mean()
            alternating = [alternation(fakes, within), alternation(target, thing)]
            # No more of it than the photo has whose surface is asked for.
            most = torch.cat([alternating[1], alternating[1].roll(1, 0)])
            terms["loss_alternation"] = torch.relu(alternating[0] - most).mean()
            ground = 1 - torch.maximum(thing, inside)
            terms["loss_ground"] = ((1 - fakes).abs() * torch.cat([ground, ground])).mean()
            terms["loss_layout"] = layout_error(fake_other, laid_other[:, :3], inside)
            terms["loss_region"] = region_error(fakes, laid)
            off = chroma_off(fakes, laid[:, :3], within)
            # No place may be further off than anywhere in the photo whose style it has.
            most = chroma_off(target, laid_own[:, :3], inside).amax((2, 3), keepdim=True)
            over = torch.relu(off - torch.cat([most, most.roll(1, 0)]))
            terms["loss_chroma"] = over.sum() / (within.sum() + 1)
            quiet, found = quiet_of(inside), bands(fakes, within).chunk(2)
            terms["loss_stuff"] = stuff_error(found[0], laid_own[:, STUFF_OF_GUIDE], inside, quiet, OWN_STUFF)
            asked_stuff = laid_other[:, STUFF_OF_GUIDE]
            terms["loss_stuff_other"] = stuff_error(found[1], asked_stuff, inside, quiet, OTHER_STUFF)
            terms["loss_apart"] = texture_correlation(found[0], found[1], quiet)
        first = Augmentation.translation(count, image.shape[2:], place)
        second = first.roll(1)
        maps = self.features(torch.cat([first(fake_own), second(fake_other)]))
        with torch.no_grad():
            work["real"] = self.features(first(target))
        work["fake"] = [found.detach() for found in maps]
        own_maps, other_maps = zip(*(found.chunk(2) for found in maps), strict=True)
        terms["loss_perceptual"] = perceptual_distance(own_maps, work["real"])
        exemplars = [found.roll(1, 0) for found in work["real"]]
        terms["loss_style"] = style_distance(
            other_maps, second.moved(inside), exemplars, first.moved(thing).roll(1, 0)
        )
        total = (
            s.lambda_l1 * terms["loss_l1"]
            + s.lambda_alternation * terms["loss_alternation"]
            + s.lambda_ground * terms["loss_ground"]
            + s.lambda_layout * terms["loss_layout"]
            + s.lambda_region * terms["loss_region"]
            + s.lambda_chroma * terms["loss_chroma"]
            + s.lambda_stuff * terms["loss_stuff"]
            + s.lambda_stuff_other * terms["loss_stuff_other"]
            + s.lambda_apart * terms["loss_apart"]
            + s.lambda_perceptual * terms["loss_perceptual"]
            + s.lambda_style * terms["loss_style"]
        )
        ramp = self._ramp(work)
        if ramp:
            scores = [found.chunk(2) for found in self.networks["discriminator"](maps)]
            terms["loss_gan"] = self.objective.generator([pair[0] for pair in scores])
            terms["loss_gan_other"] = self.objective.generator([pair[1] for pair in scores])
            # What is painted is of another thing than the rest of a result.
            made = patches_of(fakes, within * (1 - laid[:, 3:4]))
            real, surface = patches_of(target, thing), patches_of(target, thing)
            work["patches"] = [real, surface, made.detach()]
            patches: PatchDiscriminator = self.networks["patches"]  # type: ignore[assignment]
            made_own, made_other = patches.described(made).chunk(2)
            patch_scores = self._patch_scores(made_own, made_other, patches.described(surface))
            terms["loss_gan_patches"] = self.objective.generator(patch_scores)
            total = total + ramp * (
                s.lambda_gan * terms["loss_gan"]
                + s.lambda_gan_other * terms["loss_gan_other"]
                + s.lambda_gan_patches * terms["loss_gan_patches"]
            )
            if "drawn" in self.networks:
                # Beyond what is drawn a photo has shadows, a result has none.
                drawn = torch.cat([image, inside], 1)
                work["drawn"] = [_on_white(target, near), _on_white(fakes, around), drawn]
                found = self.networks["drawn"](work["drawn"][1], torch.cat([drawn, drawn]))
                work["drawn"][1] = work["drawn"][1].detach()
                terms["loss_gan_drawn"] = self.objective.generator(found)
                total = total + ramp * s.lambda_gan_drawn * terms["loss_gan_drawn"]
        return Losses(total, terms)

    def _still(self, *names: str) -> Tensor:
        """A loss of 0 that moves none of the networks."""
        found = [p for name in names for p in self.networks[name].parameters() if p.requires_grad]
        return torch.stack([p.sum() for p in found]).sum() * 0

    def discriminator_losses(self, batch: Batch, work: dict[str, Any]) -> Losses:
        """Both D on real photos and on both kinds of results."""
        network = self.networks["discriminator"]
        if not self._ramp(work):
            # All wait: no gradient, so no step.
            still = self._still(*self.phases[1].trained)
            return Losses(still, {"loss_d": still})
        count = len(batch["target"])
        maps = [torch.cat(pair) for pair in zip(work["real"], work["fake"], strict=True)]
        scores = network(maps)
        pair = RealAndFake([found[:count] for found in scores], [found[count:] for found in scores])
        loss = self.objective.discriminator(*pair)
        patches: PatchDiscriminator = self.networks["patches"]  # type: ignore[assignment]
        real, surface, made = map(patches.described, work["patches"])
        alike, mismatched = self._patch_scores(real, real, surface)
        # Photos beside the surface of another count as made: what goes with what is learnt from both.
        made_own, made_other = made.chunk(2)
        found = self._patch_scores(made_own, made_other, surface)
        fake = [torch.cat([some, mismatched]) for some in found]
        loss_patches = self.objective.discriminator([alike, alike], fake)
        total, terms = loss + loss_patches, {"loss_d": loss, "loss_d_patches": loss_patches}
        if "drawn" in self.networks:
            real, made, drawn = work["drawn"]
            beside = self.networks["drawn"](torch.cat([real, made]), torch.cat([drawn] * 3))
            terms["loss_d_drawn"] = self.objective.discriminator(beside[:count], beside[count:])
            total = total + terms["loss_d_drawn"]
        return Losses(total, terms, [pair])

    def _patch_scores(self, own: Tensor, other: Tensor, surface: Tensor) -> list[Tensor]:
        """Scores of described patches beside the surfaces of their own photos, and beside those of others.

        Args:
            own: (N, K, F), of photos or of results in their own style.
            other: (N, K, F), of results in another style, or of photos where they should not match.
            surface: (N, K, F), of photos.
        """
        network = self.networks["patches"]
        return [network(own, surface), network(other, surface.roll(1, 0))]

    def features(self, pictures: Tensor) -> list[Tensor]:
        """What the discriminator sees of pictures (N, 3, S, S): enlarged, or it sees nothing fine of them."""
        place = pictures.device
        # Processors take longer over depthwise convolutions of bfloat16, backwards.
        with without_autocast(place) if place.type == "cpu" else nullcontext():
            enlarged = _enlarged(pictures, self.settings.feature_scale)
            maps: list[Tensor] = self.frozen["features"].maps(enlarged)  # type: ignore[operator]
        return maps

    def sample(self, networks: Mapping[str, nn.Module], batch: Batch) -> Tensor:
        """Rows of drawing, photo, the photo in its own style and in those of the next five rows' photos."""
        image, target, parts = batch["condition"], batch["target"], batch["parts"]
        code = networks["encoder"](target, batch["object"])
        guide = torch.zeros(len(image), GUIDE_CHANNELS, *image.shape[2:], device=image.device)
        columns = [image.expand(-1, 3, -1, -1), target]
        columns += [networks["generator"](image, code.roll(-by, 0), parts, guide) for by in range(6)]
        return torch.stack(columns, dim=1)

    def bundle(self, networks: Mapping[str, nn.Module], size: int) -> BundleContent:
        """Generator and encoder, for sketches of `size` pixels."""
        generator = Built("material_unet", self.generator_config, networks["generator"])
        encoder = Built("material_encoder", self.encoder_config, networks["encoder"])
        return material_bundle(self.name, generator, encoder, size)

    def _ramp(self, work: dict[str, Any]) -> float:
        """What the adversary's weight is multiplied by: nothing at first, then more and more."""
        seen = work.get("seen", self.settings.gan_from + self.settings.gan_ramp)
        return float(min(1.0, max(0.0, (seen - self.settings.gan_from) / self.settings.gan_ramp)))

    def _windows(self, inside: Tensor, work: dict[str, Any]) -> Windows | None:
        """Windows on what is inside for most steps; none where a step sees pictures whole.

        Which steps do follows from what was seen, so that no process waits for another's larger pictures.
        """
        block = 2 ** len(self.settings.generator_widths)
        side = round(self.settings.window * inside.shape[2] / block) * block
        whole = np.random.default_rng(work.get("seen", 0)).random() < _WHOLE
        if whole or not 0 < side < inside.shape[2]:
            return None
        return Windows.drawn(inside, side)

    def _parts(self, batch: Batch) -> Tensor:
        """Parts of the drawings; of some no more than the box about their lines, one part."""
        parts = batch["parts"]
        unknown = torch.rand(len(parts), 1, 1, 1, device=parts.device) < self.settings.inside_unknown
        occupied = parts > 0.5
        box = occupied.amax(2, keepdim=True) & occupied.amax(3, keepdim=True)
        return torch.where(unknown, box.to(parts.dtype), parts)

    def _guides(self, parts: Tensor, target: Tensor, thing: Tensor, style: Style) -> tuple[Tensor, Tensor]:
        """What is painted over the own style, true to the photo, and over the other's, of a third's cells."""
        truly, freely = (random_regions(parts, self.settings.painted) for _ in range(2))
        size = target.shape[2]
        own = guide_of(
            truly,
            region_means(target, truly.regions),
            region_means(stuff_map(target, thing), truly.regions),
            tiled(style.swatch, size),
        )
        third = cells_by_chance(style.colours.roll(2, 0), style.stuff.roll(2, 0))
        return own, guide_of(freely, *third, tiled(style.swatch.roll(2, 0), size))

    def _keep(self, codes: Tensor) -> None:
        """Remember codes of photos as they are, in place of others by chance, to draw styles from."""
        kept: Tensor = self.networks["encoder"].styles  # type: ignore[assignment]
        at = torch.randint(len(kept), (len(codes),), device=codes.device)
        kept[at] = ((codes + 1) * 127.5).round().clamp(0, 255).to(torch.uint8)


# Share of the steps that see pictures whole, whatever the windows of the others.
_WHOLE = 0.25


def _on_white(pictures: Tensor, near: Tensor) -> Tensor:
    return pictures * near + (1 - near)


def _enlarged(pictures: Tensor, scale: float) -> Tensor:
    side = round(scale * pictures.shape[2])
    if side == pictures.shape[2]:
        return pictures
    return F.interpolate(pictures, (side, side), mode="bilinear", align_corners=False)
