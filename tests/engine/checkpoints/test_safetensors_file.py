"""A generator in a safetensors file is the one that it is in a .pth; a file that lies is refused."""

import json
import struct
from pathlib import Path
from typing import Any

import pytest
import torch
from helpers.published_files import SMALL_STYLEGAN2
from safetensors.torch import save_file

from engine.architectures.registry import build
from engine.checkpoints.reader import open_checkpoint
from engine.checkpoints.scan import scan
from engine.errors import BundleError

SYSTEMS: dict[str, tuple[str, dict[str, Any]]] = {
    "pix2pix": ("pix2pix_unet", {"widths": [4, 6, 8]}),
    "cyclegan": ("resnet_generator", {"width": 4, "blocks": 2}),
    "bicyclegan": ("bicyclegan_unet", {"widths": [4, 6, 8], "latent_size": 3}),
    "spade": ("spade_generator", {"labels": 5, "width": 1}),
    "stylegan2": (
        "stylegan2_generator",
        SMALL_STYLEGAN2,
    ),
}
DTYPES = (
    torch.float64,
    torch.float32,
    torch.float16,
    torch.bfloat16,
    torch.int64,
    torch.int32,
    torch.int16,
    torch.int8,
    torch.uint8,
    torch.bool,
)


def state(system: str, seed: int = 0) -> dict[str, torch.Tensor]:
    architecture, config = SYSTEMS[system]
    torch.manual_seed(seed)
    return {name: tensor.contiguous() for name, tensor in build(architecture, config).state_dict().items()}


def written(path: Path, header: object, content: bytes = b"") -> Path:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + content)
    return path


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_generator_opens_as_its_pth_does(system: str, tmp_path: Path) -> None:
    held = state(system)
    torch.save(held, tmp_path / "g.pth")
    save_file(held, tmp_path / "g.safetensors", {"format": "pt"})
    (expected,) = scan([tmp_path / "g.pth"]).parts
    found = scan([tmp_path / "g.safetensors"])
    (part,) = found.parts
    assert found.files[0].format == "safetensors"
    assert (part.imported.family, part.imported.config) == (system, expected.imported.config)
    for name, tensor in part.imported.network.state_dict().items():
        assert torch.equal(tensor, expected.imported.network.state_dict()[name]), name


def test_wrappers_and_whole_models_are_seen_through(tmp_path: Path) -> None:
    wrapped = {f"module.{name}": tensor for name, tensor in state("pix2pix").items()}
    save_file(wrapped, tmp_path / "g.safetensors")
    assert scan([tmp_path / "g.safetensors"]).family == "pix2pix"
    both = {
        f"{place}.{name}": tensor
        for number, place in enumerate(("netG_A", "netG_B"))
        for name, tensor in state("cyclegan", number).items()
    }
    save_file(both, tmp_path / "both.safetensors")
    assert [part.place for part in scan([tmp_path / "both.safetensors"]).parts] == ["netG_A", "netG_B"]


def test_every_type_of_number_is_read_at_any_place(tmp_path: Path) -> None:
    held = {f"a.{number}": torch.arange(3).to(dtype) for number, dtype in enumerate(DTYPES)}
    held |= {"a.empty": torch.zeros(0, 3), "a.scalar": torch.tensor(2.5), "a.wide": torch.rand(2, 3, 4)}
    save_file(held, tmp_path / "a.safetensors")
    read = open_checkpoint(tmp_path / "a.safetensors").data
    assert read.keys() == held.keys()
    for name, tensor in held.items():
        assert torch.equal(read[name].tensor(), tensor), name
        assert read[name].tensor().dtype == tensor.dtype


ONE = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}
LIES: dict[str, tuple[object, bytes]] = {
    "no JSON": (b"{nothing", b""),
    "something twice": (b'{"a": 1, "a": 2}', b""),
    "a type that is none": ({"a": {**ONE, "dtype": "F8_E4M3"}}, bytes(8)),
    "a type that is a list": ({"a": {**ONE, "dtype": ["F32"]}}, bytes(8)),
    "a shape that does not fit": ({"a": {**ONE, "shape": [3]}}, bytes(8)),
    "a negative side": ({"a": {**ONE, "shape": [-2]}}, bytes(8)),
    "a tensor outside": ({"a": {**ONE, "shape": [4], "data_offsets": [0, 16]}}, bytes(8)),
    "tensors that overlap": ({"a": ONE, "b": ONE}, bytes(8)),
    "a gap": ({"a": {**ONE, "data_offsets": [4, 12]}}, bytes(12)),
    "a rest": ({"a": ONE}, bytes(9)),
    "a rank of nine": ({"a": {**ONE, "shape": [2, *[1] * 8]}}, bytes(8)),
    "too many tensors": (
        {str(n): {"dtype": "U8", "shape": [0], "data_offsets": [0, 0]} for n in range(50_001)},
        b"",
    ),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_file_that_lies_is_refused_in_one_sentence(lie: str, tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"a\.safetensors was refused: ") as caught:
        open_checkpoint(written(tmp_path / "a.safetensors", *LIES[lie]))
    assert len(str(caught.value).splitlines()) == 1
    assert len(str(caught.value)) < 300


def test_a_file_without_tensors_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="no networks' weights"):
        scan([written(tmp_path / "a.safetensors", {"__metadata__": {"format": "pt"}})])
