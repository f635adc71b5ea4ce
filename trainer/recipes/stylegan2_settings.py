"""What a StyleGAN2 run can be told; published configurations are in trainer/presets.py."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from engine.networks.stylegan2_widths import Architecture
from trainer.augment import Pipeline
from trainer.objectives import ObjectiveName
from trainer.recipes.base import RecipeSettings


class StyleGAN2Settings(RecipeSettings):
    """Settings of StyleGAN2; defaults are the published ones for 256 pixels (`paper256`).

    Attributes:
        resolution: side of the pictures; the schedule's size.
        mixing: share of steps in which two styles are mixed.
        discriminator_base: `channel_base` of D, if it is another than G's.
        group_size: pictures over which D takes the standard deviation.
        path_length_shrink: path length uses this part of a batch.
        lambda_range: weight of what lies beyond [-1, 1], for projected discriminators.
        augment: adaptive, with `augment_p` throughout, a light fixed policy, or none.
        augment_kimg: thousand pictures in which p could go from 0 to 1.
        freeze_d: so many of D's layers, from the picture on, are not trained.
        projected_group: `group_size` of projected discriminators; 1 for none.
        projected_size: side to which pictures are enlarged before the frozen network; 0 leaves them.
        discriminator_first: until so many pictures D learns alone, for a generator that was taken over.
        blur_sigma, blur_pictures: D sees blurred pictures at first; the blur fades within so many pictures.
    """

    resolution: int = Field(256, ge=8, le=2048)
    z_size: int = Field(512, ge=1)
    w_size: int = Field(512, ge=1)
    mapping_depth: int = Field(8, ge=1, le=16)
    channel_base: int = Field(16384, ge=16)
    channel_max: int = Field(512, ge=4)
    architecture: Architecture = "skip"
    label_size: int = Field(0, ge=0)
    clamp: float | None = Field(256.0, gt=0)
    half_resolutions: int = Field(4, ge=0)
    mixing: float = Field(0.9, ge=0, le=1)
    objective: ObjectiveName = "vanilla"
    discriminators: Literal["stylegan2", "projected"] = "stylegan2"
    discriminator_architecture: Architecture = "resnet"
    discriminator_base: int | None = None
    group_size: int = Field(4, ge=1)
    r1_gamma: float = Field(1.0, ge=0)
    r1_every: int = Field(16, ge=1)
    path_length_weight: float = Field(2.0, ge=0)
    path_length_every: int = Field(4, ge=1)
    path_length_shrink: int = Field(2, ge=1)
    lambda_range: float = Field(0.0, ge=0)
    augment: Literal["ada", "fixed", "diffaugment", "off"] = "ada"
    augment_pipeline: Pipeline = "bgc"
    augment_p: float = Field(0.0, ge=0, le=1)
    augment_target: float = Field(0.6, ge=-1, le=1)
    augment_kimg: float = Field(500.0, gt=0)
    freeze_d: int = Field(0, ge=0)
    projected_group: int = Field(1, ge=1)
    projected_size: int = Field(0, ge=0)
    discriminator_first: int = Field(0, ge=0)
    blur_sigma: float = Field(0.0, ge=0)
    blur_pictures: int = Field(0, ge=0)

    @model_validator(mode="after")
    def _fits_together(self) -> StyleGAN2Settings:
        if self.discriminators == "projected" and (self.label_size or self.r1_gamma):
            raise ValueError(
                "projected discriminators take no labels and no R1: set label_size and r1_gamma to 0"
            )
        return self
