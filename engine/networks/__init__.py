"""Networks by the names that bundles give them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from torch import nn

from engine.errors import BundleError
from engine.networks.encoders import ResNetEncoder
from engine.networks.patchgan import MultiScalePatchGAN, PatchGAN
from engine.networks.unet_bicyclegan import BicycleUNet
from engine.networks.unet_pix2pix import Pix2PixUNet

ARCHITECTURES: Mapping[str, Callable[..., nn.Module]] = {
    "bicyclegan_unet": BicycleUNet,
    "multiscale_patchgan": MultiScalePatchGAN,
    "patchgan": PatchGAN,
    "pix2pix_unet": Pix2PixUNet,
    "resnet_encoder": ResNetEncoder,
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
