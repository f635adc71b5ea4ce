"""Features that pictures are compared by: EfficientNet-Lite0, ImageNet weights, 1280 numbers a picture."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from engine.architectures.efficientnet_lite import EfficientNetLite, load_efficientnet_lite
from engine.errors import ConfigurationError
from engine.files import atomic_path
from engine.types import Pixels

Features = NDArray[np.float64]
Extractor = Callable[[Iterable[Pixels]], Features]


def pad_to_square(picture: Pixels) -> Pixels:
    """(H, W, 3) on a white square, centred."""
    height, width = picture.shape[:2]
    side = max(height, width)
    if height == width:
        return picture
    square = np.full((side, side, 3), 255, dtype=np.uint8)
    top, left = (side - height) // 2, (side - width) // 2
    square[top : top + height, left : left + width] = picture
    return square


def lite0_features(device: torch.device | None = None) -> Extractor:
    """A function from pictures (H, W, 3) uint8 to features (N, 1280), computed on `device`, else the CPU.

    Pictures are padded to a square on white, resized to 128 and then to 224 pixels (bilinear, antialiased).
    """
    place = device or torch.device("cpu")
    return partial(_extract, load_efficientnet_lite("lite0").to(place), place)


@torch.inference_mode()
def _extract(
    network: EfficientNetLite, device: torch.device, pictures: Iterable[Pixels], batch_size: int = 32
) -> Features:
    rows = []
    waiting = iter(pictures)
    while batch := list(islice(waiting, batch_size)):
        inputs = torch.cat([_network_input(picture) for picture in batch])
        rows.append(network.pooled(inputs.to(device)).cpu().numpy().astype(np.float64))
    return np.concatenate(rows)


def _network_input(picture: Pixels) -> torch.Tensor:
    planes = torch.from_numpy(np.array(pad_to_square(picture))).permute(2, 0, 1)[None].float()
    for size in (128, 224):
        if planes.shape[2:] != (size, size):
            planes = F.interpolate(planes, (size, size), mode="bilinear", antialias=True, align_corners=False)
    return planes / 127.5 - 1


# Networks whose features pictures are compared by: one that is always here, the standard one by choice.


ExtractorName = Literal["lite0", "inception"]
# pt_inception-2015-12-05-6726825d.pth: TensorFlow's network of 2015 in PyTorch, as pytorch-fid and
# torch-fidelity publish it. Any other network gives other numbers.
INCEPTION_SHA256 = "6726825d0af5f729cebd5821db510b11b1cfad8faad88a03f1befd49fb9129b2"


@dataclass(frozen=True)
class NamedExtractor:
    """Features and the name under which figures made with them are told.

    Attributes:
        name: short, part of a figure's name.
        label: for people, with what the figures may be compared to.
        extract: pictures (H, W, 3) uint8 to features (N, d).
    """

    name: ExtractorName
    label: str
    extract: Extractor


def open_extractor(
    name: ExtractorName = "lite0", weights: Path | None = None, device: torch.device | None = None
) -> NamedExtractor:
    """An extractor by name.

    Args:
        name: `lite0`, or `inception` with the person's own copy of the standard weights.
        weights: of `inception`.
        device: to compute on, by default the CPU.

    Raises:
        ConfigurationError: the weights are missing or others, or torch-fidelity is not installed.
    """
    if name == "lite0":
        label = "EfficientNet-Lite0, ImageNet (comparable among Ganvas's own figures alone)"
        return NamedExtractor("lite0", label, lite0_features(device))
    if weights is None or not weights.is_file():
        raise ConfigurationError(
            "Inception's weights were not found; name your copy of pt_inception-2015-12-05-6726825d.pth."
        )
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    if digest != INCEPTION_SHA256:
        raise ConfigurationError(
            f"'{weights.name}' does not hold the standard Inception weights (SHA-256 {digest[:12]}..., not "
            f"{INCEPTION_SHA256[:12]}...); its figures could be compared with nobody's."
        )
    label = "Inception of 2015, TensorFlow's weights (comparable with published FID and KID)"
    place = device or torch.device("cpu")
    return NamedExtractor("inception", label, partial(_inception, _network(weights).to(place), place))


def _network(weights: Path) -> Any:
    try:
        from torch_fidelity.feature_extractor_inceptionv3 import FeatureExtractorInceptionV3
    except ImportError as error:
        raise ConfigurationError(
            "The standard Inception needs the package torch-fidelity: pip install torch-fidelity."
        ) from error
    return FeatureExtractorInceptionV3(
        "inception", ["2048"], feature_extractor_weights_path=str(weights)
    ).eval()


@torch.inference_mode()
def _inception(
    network: Any, device: torch.device, pictures: Iterable[Pixels], batch_size: int = 16
) -> Features:
    """Pictures of one size at a time; the network resizes as TensorFlow did in 2015."""
    rows = []
    waiting = iter(pictures)
    while batch := list(islice(waiting, batch_size)):
        for picture in batch:
            planes = torch.from_numpy(np.ascontiguousarray(picture.transpose(2, 0, 1)))[None]
            rows.append(network(planes.to(device))[0].cpu().numpy().astype(np.float64))
    return np.concatenate(rows)


# Features of real pictures, computed once: the same photos are measured against again and again.


def real_features(
    extractor: NamedExtractor, pictures: Iterable[Pixels], content: str, cache: Path
) -> Features:
    """Features (N, d) of pictures, from the cache folder where the very same ones were described before.

    Args:
        extractor: that describes them.
        pictures: (H, W, 3) uint8 each; not looked at when their features are known.
        content: digest of what the pictures hold and of what was done to them.
        cache: folder of `.npy` files; made if it is not there.
    """
    digest = hashlib.sha256(f"{extractor.name} {content}".encode()).hexdigest()
    path = cache / f"features-{extractor.name}-{digest[:24]}.npy"
    try:
        found: Features = np.load(path, allow_pickle=False)
        return found
    except (OSError, ValueError):
        pass
    features = extractor.extract(pictures)
    cache.mkdir(parents=True, exist_ok=True)
    with atomic_path(path) as temporary, temporary.open("wb") as file:
        np.save(file, features)
    return features
