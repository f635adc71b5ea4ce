"""Tiles of a picture make the picture that the whole makes: same statistics, no seams, any size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
import torch

from engine.architectures.registry import build
from engine.architectures.tiled import TiledNetwork, reach, tiled_config
from engine.errors import DeviceError
from engine.translation.tiling import TiledSpec, run_in_tiles, tiles

NETWORKS = {
    "resnet_generator": ({"width": 4, "blocks": 2}, "picture"),
    "content_encoder": ({"widths": [4, 8, 12], "residual_blocks": 1}, "picture"),
    "content_decoder": ({"widths": [4, 8, 12], "residual_blocks": 1}, "content"),
    "munit_decoder": ({"widths": [4, 8, 12], "residual_blocks": 1, "mlp_width": 8}, "styled"),
    "drit_content_path": ({"width": 3, "blocks": 1}, "picture"),
    "drit_concat_decoder": ({"channels": 12, "blocks": 1}, "styled"),
    "drit_feature_wise_decoder": ({"channels": 12, "blocks": 1}, "styled"),
}


class InProcess:
    """The part of a backend that tiling needs, on a module at hand."""

    def __init__(self, module: TiledNetwork) -> None:
        self.module, self.largest = module, 0

    def run_named(
        self, network: str, inputs: Mapping[str, np.ndarray], outputs: Sequence[str]
    ) -> dict[str, np.ndarray]:
        tensors = {name: torch.from_numpy(np.ascontiguousarray(array)) for name, array in inputs.items()}
        self.largest = max(self.largest, inputs["tile"][0, 0].size)
        with torch.inference_mode():
            return {name: tensor.numpy() for name, tensor in self.module.named(tensors, outputs).items()}


def scene(channels: int, height: int, width: int) -> np.ndarray:
    """Something whose left is nothing like its right, so that a tile's own statistics would be far off."""
    rows, columns = np.indices((height, width)) / max(height, width)
    waves = [np.sin((5 + 3 * k) * columns**2 * 4) * columns + rows * (k % 3 - 1) for k in range(channels)]
    return np.stack(waves)[None].astype(np.float32)


def prepared(name: str) -> tuple[torch.nn.Module, TiledNetwork, InProcess, TiledSpec]:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    config, kind = NETWORKS[name]
    whole = build(name, config).eval()
    for parameter in whole.parameters():
        if parameter.dim() > 1:
            torch.nn.init.kaiming_normal_(parameter)
    arguments = tiled_config(name, config, whole, styled=kind == "styled")
    tiled = build("tiled", arguments).eval()
    assert isinstance(tiled, TiledNetwork)
    tiled.inner.load_state_dict(whole.state_dict())
    spec = TiledSpec("any", arguments["halo"], arguments["statistics"])
    return whole, tiled, InProcess(tiled), spec


@pytest.mark.parametrize("name", NETWORKS)
def test_tiles_make_what_the_whole_makes(name: str) -> None:
    whole, _, backend, spec = prepared(name)
    kind = NETWORKS[name][1]
    picture = scene(3, 84, 132) if kind == "picture" else scene(12, 21, 33)
    code = np.linspace(-1, 1, 8, dtype=np.float32)[None] if kind == "styled" else None
    step, side = (4, 40) if kind == "picture" else (1, 10)
    made = run_in_tiles(backend, spec, picture, code, side=side, step=step)  # type: ignore[arg-type]
    with torch.inference_mode():
        others = () if code is None else (torch.from_numpy(code),)
        expected = whole(torch.from_numpy(picture), *others).numpy()
    assert made.shape == expected.shape
    # Pictures differ by at most 2 of 255 steps, also where tiles meet; contents by as much of their range.
    allowed = 2 * 2 / 255 * (1.0 if kind != "picture" or name == "resnet_generator" else expected.std())
    assert np.abs(made - expected).max() <= allowed
    halo = -(-spec.halo // step) * step
    assert backend.largest <= (side + 2 * halo) ** 2, "no tile is larger than it says"


def test_a_tile_with_its_own_statistics_would_look_like_another_model() -> None:
    whole, _, _, _ = prepared("resnet_generator")
    picture = torch.from_numpy(scene(3, 84, 132))
    with torch.inference_mode():
        alone, together = whole(picture[..., 64:]), whole(picture)[..., 64:]
    assert float((alone - together)[..., 40:].abs().max()) > 10 * 2 * 2 / 255


def test_tiles_cover_everything_once_and_see_their_surroundings() -> None:
    seen = np.zeros((21, 33), dtype=int)
    for tile in tiles(21, 33, 10, 4):
        seen[tile.core_top : tile.core_bottom, tile.core_left : tile.core_right] += 1
        assert tile.top == max(0, tile.core_top - 4)
        assert tile.right == min(33, tile.core_right + 4)
        assert tile.area > 0
    assert (seen == 1).all()


@pytest.mark.parametrize("name", ["resnet_generator", "content_encoder", "drit_content_path"])
def test_nothing_beyond_its_reach_moves_a_place(name: str) -> None:
    _, tiled, _, spec = prepared(name)
    far = reach(tiled.inner)
    side = 2 * far + 24
    picture = torch.from_numpy(scene(3, 8, -(-side // 4) * 4)).repeat(1, 1, 2, 1)
    other = picture.clone()
    other[..., :8] += 1.0
    given = torch.cat([torch.zeros(1, spec.statistics // 2), torch.zeros(1, spec.statistics // 2)], dim=1)
    with torch.inference_mode():
        results = [tiled(p, torch.ones_like(p[:, :1]), given)[0] for p in (picture, other)]
    scale = picture.shape[3] // results[0].shape[3]
    beyond = (8 + far) // scale + 1
    torch.testing.assert_close(results[0][..., beyond:], results[1][..., beyond:])
    assert not torch.allclose(results[0][..., :2], results[1][..., :2])


def test_statistics_that_never_settle_are_reported() -> None:
    class Restless:
        count = 0

        def run_named(
            self, network: str, inputs: Mapping[str, np.ndarray], outputs: Sequence[str]
        ) -> dict[str, np.ndarray]:
            self.count += 1
            return {"result": inputs["tile"], "moments": np.array([[float(self.count), 1.0 + self.count**2]])}

    with pytest.raises(DeviceError, match="do not come to one look"):
        run_in_tiles(Restless(), TiledSpec("any", 4, 2), scene(3, 16, 16), None, side=8, step=4)  # type: ignore[arg-type]
