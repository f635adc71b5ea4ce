"""Networks by the names that bundles give them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from torch import nn

from engine.errors import BundleError
from engine.networks.attribute_classifier import AttributeClassifier
from engine.networks.content import ContentDecoder, ContentEncoder
from engine.networks.discogan import DiscoDiscriminator, DiscoGenerator
from engine.networks.drit import (
    DritAttributeEncoder,
    DritAttributePath,
    DritContentEncoder,
    DritContentPath,
    DritVariationalEncoder,
    DritVariationalPath,
)
from engine.networks.drit_generators import (
    DritConcatDecoder,
    DritConcatGenerator,
    DritFeatureWiseDecoder,
    DritFeatureWiseGenerator,
)
from engine.networks.encoders import ResNetEncoder
from engine.networks.gradual_encoder import GradualStyleEncoder, RefiningEncoder
from engine.networks.landmarks import LandmarkNetwork
from engine.networks.multiscale import DritContentDiscriminator, DritDiscriminator, MunitDiscriminator
from engine.networks.munit import MunitDecoder, MunitGenerator, StyleEncoder
from engine.networks.patchgan import MultiScalePatchGAN, PatchGAN
from engine.networks.pix2pixhd import (
    EnhancedGenerator,
    EnhancedLabelGenerator,
    GlobalLabelGenerator,
    InstanceEncoder,
    LookEncoder,
)
from engine.networks.progan import ProGANGenerator, ProGANMapping, ProGANSynthesis
from engine.networks.psp_encoder import PSPEncoder
from engine.networks.resnet_generator import ResNetGenerator
from engine.networks.spade import SpadeEncoder, SpadeGenerator, SpadeLabelGenerator
from engine.networks.stylegan1 import StyleGAN1Generator, StyleGAN1Synthesis
from engine.networks.stylegan2 import StyleGAN2Generator, SynthesisNetwork
from engine.networks.stylegan2_discriminator import StyleGAN2Discriminator
from engine.networks.stylegan2_mapping import MappingNetwork
from engine.networks.tiled import TiledNetwork
from engine.networks.unet_bicyclegan import BicycleUNet
from engine.networks.unet_pix2pix import Pix2PixUNet
from engine.networks.unit import UnitGenerator
from engine.networks.vae_encoder import PictureEncoder

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
    "multiscale_patchgan": MultiScalePatchGAN,
    "munit_decoder": MunitDecoder,
    "munit_discriminator": MunitDiscriminator,
    "munit_generator": MunitGenerator,
    "patchgan": PatchGAN,
    "pix2pix_unet": Pix2PixUNet,
    "pix2pixhd_encoder": InstanceEncoder,
    "pix2pixhd_enhanced": EnhancedGenerator,
    "pix2pixhd_enhanced_labels": EnhancedLabelGenerator,
    "pix2pixhd_global_labels": GlobalLabelGenerator,
    "pix2pixhd_looks": LookEncoder,
    "progan_generator": ProGANGenerator,
    "progan_mapping": ProGANMapping,
    "progan_synthesis": ProGANSynthesis,
    "psp_encoder": PSPEncoder,
    "psp_gradual_encoder": GradualStyleEncoder,
    "resnet_encoder": ResNetEncoder,
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
    "tiled": TiledNetwork,
    "unit_generator": UnitGenerator,
    "vae_encoder": PictureEncoder,
}


def build(architecture: str, config: Mapping[str, Any]) -> nn.Module:
    """The network of that name with untrained weights.

    Raises:
        BundleError: the name is unknown, or the configuration does not fit it.
    """
    if architecture not in ARCHITECTURES:
        raise BundleError(f"The network '{architecture}' is not known to this version of Ganvas; update it.")
    try:
        return ARCHITECTURES[architecture](**config)
    except (TypeError, ValueError, AssertionError, IndexError) as error:
        raise BundleError(
            f"The configuration of the network '{architecture}' does not fit it: {error}."
        ) from error
