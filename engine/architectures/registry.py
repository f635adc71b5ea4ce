"""Networks by the names that bundles give them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from torch import nn

from engine.architectures.bicyclegan import BicycleUNet, ConvEncoder, ResNetEncoder
from engine.architectures.cyclegan import ResNetGenerator
from engine.architectures.discogan import DiscoDiscriminator, DiscoGenerator
from engine.architectures.discriminators import (
    DritContentDiscriminator,
    DritDiscriminator,
    MultiScalePatchGAN,
    MunitDiscriminator,
    PatchGAN,
)
from engine.architectures.drit import (
    DritAttributeEncoder,
    DritAttributePath,
    DritConcatDecoder,
    DritConcatGenerator,
    DritContentEncoder,
    DritContentPath,
    DritFeatureWiseDecoder,
    DritFeatureWiseGenerator,
    DritVariationalEncoder,
    DritVariationalPath,
)
from engine.architectures.efficientnet_lite import AttributeClassifier
from engine.architectures.landmarks import LandmarkNetwork
from engine.architectures.material import MaterialEncoder, MaterialUNet
from engine.architectures.munit import (
    ContentDecoder,
    ContentEncoder,
    MunitDecoder,
    MunitGenerator,
    StyleEncoder,
    UnitGenerator,
)
from engine.architectures.pix2pix import Pix2PixUNet
from engine.architectures.pix2pixhd import (
    EnhancedGenerator,
    EnhancedLabelGenerator,
    GlobalLabelGenerator,
    InstanceEncoder,
    InstanceFeatureEncoder,
)
from engine.architectures.progan import ProGANGenerator, ProGANMapping, ProGANSynthesis
from engine.architectures.psp import GradualStyleEncoder, PSPEncoder, RefiningEncoder
from engine.architectures.spade import SpadeEncoder, SpadeGenerator, SpadeLabelGenerator
from engine.architectures.stylegan1 import StyleGAN1Generator, StyleGAN1Synthesis
from engine.architectures.stylegan2 import MappingNetwork, StyleGAN2Generator, SynthesisNetwork
from engine.architectures.stylegan2_discriminator import (
    InvertingPictureEncoder,
    PictureEncoder,
    StyleGAN2Discriminator,
)
from engine.architectures.stylegan3 import StyleGAN3Generator, StyleGAN3Synthesis
from engine.architectures.tiled import TiledNetwork
from engine.errors import BundleError


def _tiled(architecture: str, halo: int, statistics: int, styled: bool, **config: Any) -> TiledNetwork:
    """The form for tiles of the network of that name."""
    return TiledNetwork(build(architecture, config), halo, statistics, styled)


ARCHITECTURES: Mapping[str, Callable[..., nn.Module]] = {
    "attribute_classifier": AttributeClassifier,
    "bicyclegan_unet": BicycleUNet,
    "content_decoder": ContentDecoder,
    "content_encoder": ContentEncoder,
    "discogan_discriminator": DiscoDiscriminator,
    "discogan_generator": DiscoGenerator,
    "drit_attribute_encoder": DritAttributeEncoder,
    "drit_attribute_path": DritAttributePath,
    "drit_concat_decoder": DritConcatDecoder,
    "drit_concat_generator": DritConcatGenerator,
    "drit_content_discriminator": DritContentDiscriminator,
    "drit_content_encoder": DritContentEncoder,
    "drit_content_path": DritContentPath,
    "drit_discriminator": DritDiscriminator,
    "drit_feature_wise_decoder": DritFeatureWiseDecoder,
    "drit_feature_wise_generator": DritFeatureWiseGenerator,
    "drit_variational_encoder": DritVariationalEncoder,
    "drit_variational_path": DritVariationalPath,
    "landmarks": LandmarkNetwork,
    "material_encoder": MaterialEncoder,
    "material_unet": MaterialUNet,
    "multiscale_patchgan": MultiScalePatchGAN,
    "munit_decoder": MunitDecoder,
    "munit_discriminator": MunitDiscriminator,
    "munit_generator": MunitGenerator,
    "patchgan": PatchGAN,
    "pix2pix_unet": Pix2PixUNet,
    "pix2pixhd_encoder": InstanceEncoder,
    "pix2pixhd_enhanced": EnhancedGenerator,
    "pix2pixhd_enhanced_labels": EnhancedLabelGenerator,
    "pix2pixhd_feature_encoder": InstanceFeatureEncoder,
    "pix2pixhd_global_labels": GlobalLabelGenerator,
    "progan_generator": ProGANGenerator,
    "progan_mapping": ProGANMapping,
    "progan_synthesis": ProGANSynthesis,
    "psp_encoder": PSPEncoder,
    "psp_gradual_encoder": GradualStyleEncoder,
    "resnet_encoder": ResNetEncoder,
    "conv_encoder": ConvEncoder,
    "resnet_generator": ResNetGenerator,
    "restyle_encoder": RefiningEncoder,
    "spade_encoder": SpadeEncoder,
    "spade_generator": SpadeGenerator,
    "spade_labels": SpadeLabelGenerator,
    "style_encoder": StyleEncoder,
    "stylegan1_generator": StyleGAN1Generator,
    "stylegan1_synthesis": StyleGAN1Synthesis,
    "stylegan2_discriminator": StyleGAN2Discriminator,
    "stylegan2_generator": StyleGAN2Generator,
    "stylegan2_mapping": MappingNetwork,
    "stylegan2_synthesis": SynthesisNetwork,
    "stylegan3_generator": StyleGAN3Generator,
    "stylegan3_synthesis": StyleGAN3Synthesis,
    "tiled": _tiled,
    "unit_generator": UnitGenerator,
    "vae_encoder": PictureEncoder,
    "vae_inverting_encoder": InvertingPictureEncoder,
}

# What earlier versions called some of them: bundles keep these names.
OLDER_NAMES: Mapping[str, str] = {"pix2pixhd_looks": "pix2pixhd_feature_encoder"}


def build(architecture: str, config: Mapping[str, Any]) -> nn.Module:
    """The network of that name with untrained weights.

    Raises:
        BundleError: the name is unknown, or the configuration does not fit it.
    """
    architecture = OLDER_NAMES.get(architecture, architecture)
    if architecture not in ARCHITECTURES:
        raise BundleError(
            "The network '{architecture}' is not known to this version of Ganvas; update it.",
            architecture=architecture,
        )
    try:
        return ARCHITECTURES[architecture](**config)
    except (TypeError, ValueError, AssertionError, IndexError) as error:
        raise BundleError(
            "The configuration of the network '{architecture}' does not fit it: {error}.",
            architecture=architecture,
            error=error,
        ) from error
