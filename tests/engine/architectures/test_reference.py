"""Published implementations are reproduced to a relative error of 1e-4, whatever their widths and depths.

Runs over every folder that GANVAS_REFERENCE names (default: ../shared/reference beside the project).
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import torch
from helpers.published_files import write_published
from safetensors.torch import load_file, save_file

from engine.architectures.registry import build
from engine.architectures.stylegan2 import truncate
from engine.checkpoints.contents import find_contents
from engine.checkpoints.contents import tensors as tensors_of
from engine.checkpoints.reader import open_checkpoint
from engine.checkpoints.registry import Imported, load_state
from engine.errors import TensorsError

ROOT = Path(os.environ.get("GANVAS_REFERENCE", Path(__file__).parents[3] / ".." / "shared" / "reference"))
FOLDERS = sorted(path for path in ROOT.glob("*") if (path / "io.safetensors").is_file())
TOLERANCE = 1e-4
NOISES = {"const": "const", "no": "none"}


def outputs(found: Imported, tensors: dict[str, torch.Tensor], psi: float = 0.7) -> dict[str, torch.Tensor]:
    """Run the network on all of the stored inputs and name its results as the reference does."""
    inputs = {name: tensor for name, tensor in tensors.items() if name.startswith("in_")}
    with torch.inference_mode():
        results = run(found, inputs, psi)
    assert not inputs, f"nothing takes {', '.join(inputs)}"
    return results


def run(found: Imported, inputs: dict[str, torch.Tensor], psi: float) -> dict[str, torch.Tensor]:
    """The results by the reference's names; inputs that the network was given leave `inputs`."""
    # Labels and codes come behind what they belong to, where a folder has them.
    labels = [inputs.pop("in_c")] if "in_c" in inputs else []
    if found.architecture == "stylegan2_generator":
        return faces(found.network, inputs.pop("in_z"), labels, psi)
    if found.architecture == "munit_generator":
        return content_and_style(found.network, inputs.pop("in_image"), inputs.pop("in_style"))
    if found.architecture == "spade_generator" and not found.config.get("style_size"):
        # Without an encoder of styles the published network is given a code too, and ignores it.
        inputs.pop("in_z", None)
    given = [inputs.pop(name) for name in ("in_onehot", "in_image", "in_z") if name in inputs]
    result = found.network(*given, *labels)
    if found.architecture == "unit_generator":
        return dict(zip(("out_hidden", "out_image"), result, strict=True))
    if isinstance(result, list):
        return {f"out_{index}": scores for index, scores in enumerate(result)}
    if isinstance(result, tuple):
        return {"out_mu": result[0], "out_logvar": result[1]}
    return {"out": result}


def content_and_style(
    network: torch.nn.Module, image: torch.Tensor, style: torch.Tensor
) -> dict[str, torch.Tensor]:
    """MUNIT: both codes, the picture in its own style, and in another."""
    content, own = network(image)
    return {
        "out_content": content,
        "out_style": own[:, :, None, None],
        "out_recon": network.decode(content, own),
        "out_translated": network.decode(content, style.flatten(1)),
    }


def faces(
    network: torch.nn.Module, z: torch.Tensor, labels: list[torch.Tensor], psi: float
) -> dict[str, torch.Tensor]:
    """StyleGAN2, truncated, with its stored noise and without noise."""
    mapping, synthesis = network.get_submodule("mapping"), network.get_submodule("synthesis")
    ws = truncate(mapping(z, *labels), mapping.get_buffer("w_avg"), psi)
    pictures = {f"out_image_{name}_noise": synthesis(ws, mode) for name, mode in NOISES.items()}
    return {"out_w": ws, **pictures}


def check_folder(folder: Path, written: Path) -> None:
    """A published file of the folder's weights gives the folder's outputs for all of its inputs."""
    meta = folder / "meta.json"
    info = json.loads(meta.read_text()) if meta.is_file() else {}
    path = write_published(written, folder.name, load_file(folder / "state.safetensors"))
    state = next(iter(find_contents(open_checkpoint(path).data).states.values()))
    # What SPADE's tensors do not tell and a person is asked for: how often the size is doubled.
    doublings = {name: info[name] for name in ("num_upsampling_layers",) if name in info}
    found = load_state(tensors_of(state, path.name), doublings)
    tensors = load_file(folder / "io.safetensors")
    results = outputs(found, tensors, info.get("truncation_psi", 0.7))
    expected = {name: tensor for name, tensor in tensors.items() if name.startswith("out")}
    assert expected.keys() == results.keys()
    for name, tensor in expected.items():
        error = (results[name] - tensor).abs().max() / tensor.abs().max()
        assert error < TOLERANCE, f"{name}: relative error {error:.2e}"


@pytest.mark.skipif(not FOLDERS, reason="no reference folder: set GANVAS_REFERENCE to run these")
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_the_published_result_is_reproduced(folder: Path, tmp_path: Path) -> None:
    """From a file as the system is published: zips, older files, pairs of domains, NVIDIA's pickles."""
    check_folder(folder, tmp_path)


# Folders of the same layout with every input that there can be, made of networks of our own.


FACES = {"z_size": 8, "w_size": 8, "resolution": 16, "mapping_depth": 2, "channel_base": 64, "channel_max": 8}
STUFF = {"labels": 5, "width": 1, "upsamplings": 5, "style_size": 4, "start": [2, 2]}
LABELS = torch.eye(3)[[0, 2]]
# Architecture, configuration, inputs, and what the folder says of the network, by folder.
MADE = {
    "stylegan2_G_conditional": (
        "stylegan2_generator",
        FACES | {"label_size": 3},
        {"in_z": torch.randn(2, 8, generator=torch.Generator().manual_seed(1)), "in_c": LABELS},
        {"truncation_psi": 0.5, "c_dim": 3},
    ),
    "stylegan2_D_conditional": (
        "stylegan2_discriminator",
        {"resolution": 16, "channel_base": 64, "channel_max": 8, "label_size": 3},
        {"in_image": torch.rand(2, 3, 16, 16, generator=torch.Generator().manual_seed(2)), "in_c": LABELS},
        {"c_dim": 3},
    ),
    "spade_G_vae": (
        "spade_generator",
        STUFF,
        {
            "in_onehot": torch.eye(5)[torch.arange(2 * 64 * 64).reshape(2, 64, 64) // 50 % 5].movedim(3, 1),
            "in_z": torch.randn(2, 4, generator=torch.Generator().manual_seed(3)),
        },
        {"use_vae": True, "num_upsampling_layers": "normal"},
    ),
    "spade_E": (
        "spade_encoder",
        {"widths": [2, 3, 4, 4, 4, 4], "style_size": 4, "places": 4},
        {"in_image": torch.rand(2, 3, 128, 128, generator=torch.Generator().manual_seed(4))},
        {},
    ),
}


def made_folder(parent: Path, name: str) -> Path:
    """One of MADE, in the layout of the reference's folders."""
    architecture, config, inputs, meta = MADE[name]
    torch.manual_seed(0)
    network = build(architecture, config).eval()
    with torch.inference_mode():
        if architecture == "stylegan2_generator":
            ws = network.mapping(inputs["in_z"], inputs["in_c"])
            ws = network.mapping.w_avg + meta["truncation_psi"] * (ws - network.mapping.w_avg)
            made = {"out_w": ws}
            for noise in ("const", "no"):
                made[f"out_image_{noise}_noise"] = network.synthesis(ws, NOISES[noise])
        else:
            result = network(*inputs.values())
            named = ("out_mu", "out_logvar") if isinstance(result, tuple) else ("out",)
            made = dict(zip(named, result if isinstance(result, tuple) else (result,), strict=True))
    folder = parent / name
    folder.mkdir()
    whole = {key: tensor.contiguous() for key, tensor in {**inputs, **made}.items()}
    save_file(whole, folder / "io.safetensors")
    save_file(
        {key: tensor.contiguous() for key, tensor in network.state_dict().items()},
        folder / "state.safetensors",
    )
    (folder / "meta.json").write_text(json.dumps(meta))
    return folder


@pytest.mark.parametrize("name", MADE)
def test_every_input_of_a_folder_is_passed(name: str, tmp_path: Path) -> None:
    folder = made_folder(tmp_path, name)
    check_folder(folder, tmp_path)
    held = load_file(folder / "io.safetensors")
    # Each of them counts: with another code, other labels or another picture the outputs are others.
    for changed in (given for given in held if given.startswith("in_")):
        save_file({**held, changed: held[changed].flip(0).contiguous()}, folder / "io.safetensors")
        with pytest.raises(AssertionError, match="relative error"):
            check_folder(folder, tmp_path)


def test_an_input_that_nothing_takes_is_no_pass(tmp_path: Path) -> None:
    folder = made_folder(tmp_path, "spade_E")
    held = load_file(folder / "io.safetensors")
    save_file({**held, "in_mask": torch.ones(2)}, folder / "io.safetensors")
    with pytest.raises(AssertionError, match="nothing takes in_mask"):
        check_folder(folder, tmp_path)


CONFIGURATIONS = [
    ("bicyclegan_unet", {"widths": [4, 8, 12, 12, 16], "input_channels": 3, "latent_size": 5}),
    ("bicyclegan_unet", {"widths": [6, 8, 8], "latent_size": 3, "upsample": "bilinear"}),
    ("bicyclegan_unet", {"widths": [6, 8, 8, 10], "latent_size": 8, "upsample": "bilinear_last"}),
    (
        "pix2pix_unet",
        {"widths": [4, 8, 16, 16, 16, 16, 16, 16, 16], "input_channels": 1, "output_channels": 3},
    ),
    ("pix2pix_unet", {"widths": [4, 6, 8], "norm": "instance"}),
    ("resnet_encoder", {"widths": [4, 6, 9], "input_channels": 1, "latent_size": 4}),
    ("resnet_encoder", {"widths": [4, 6, 9], "norm": "batch"}),
    ("conv_encoder", {"widths": [4, 6, 9], "input_channels": 1, "latent_size": 4}),
    ("conv_encoder", {"widths": [4, 6], "norm": "batch"}),
    ("bicyclegan_unet", {"widths": [6, 8, 8], "latent_size": 3, "norm": "batch"}),
    ("pix2pixhd_enhanced", {"width": 2, "blocks": 2, "input_channels": 5, "norm": "batch"}),
    ("pix2pixhd_encoder", {"width": 2, "downsamplings": 2, "norm": "batch"}),
    ("multiscale_patchgan", {"input_channels": 4, "widths": [[4, 8], [4, 6, 8], [2, 4, 6, 8]]}),
    ("patchgan", {"input_channels": 2, "widths": [4, 8, 8, 12, 12], "norm": "batch"}),
    ("patchgan", {"input_channels": 2, "widths": [4, 8, 8], "norm": "instance"}),
    ("resnet_generator", {"width": 4, "blocks": 6, "output_channels": 1}),
    ("resnet_generator", {"width": 3, "blocks": 2, "input_channels": 5, "downsamplings": 4}),
    ("resnet_generator", {"width": 4, "blocks": 3, "downsamplings": 3, "dropout": True}),
    ("resnet_generator", {"width": 4, "blocks": 3, "norm": "batch", "dropout": True}),
    ("resnet_generator", {"width": 4, "blocks": 3, "norm": "batch", "dropout": False}),
    ("resnet_generator", {"width": 3, "blocks": 2, "downsamplings": 4, "norm": "batch", "bias": True}),
    (
        "munit_generator",
        {
            "widths": [4, 6, 10, 12],
            "style_widths": [3, 5, 7],
            "residual_blocks": 2,
            "style_size": 5,
            "mlp_width": 9,
            "mlp_layers": 4,
            "channels": 1,
        },
    ),
    ("munit_discriminator", {"input_channels": 2, "widths": [4, 6, 7], "scales": 2}),
    ("unit_generator", {"widths": [4, 8], "residual_blocks": 3, "channels": 1}),
    (
        "drit_content_encoder",
        {"input_channels": 1, "width": 3, "downsamplings": 3, "blocks": 2, "shared_blocks": 2},
    ),
    ("drit_variational_encoder", {"widths": [4, 5, 6], "style_size": 3, "input_channels": 1}),
    ("drit_attribute_encoder", {"widths": [4, 5, 6], "style_size": 3, "input_channels": 1}),
    (
        "drit_concat_generator",
        {
            "channels": 8,
            "blocks": 2,
            "upsamplings": 1,
            "style_size": 3,
            "shared_blocks": 2,
            "output_channels": 1,
        },
    ),
    (
        "drit_feature_wise_generator",
        {"channels": 8, "blocks": 2, "upsamplings": 3, "style_size": 3, "mlp_width": 7, "output_channels": 1},
    ),
    ("drit_discriminator", {"input_channels": 2, "widths": [4, 6, 7], "scales": 2}),
    ("drit_content_discriminator", {"channels": 5, "layers": 2}),
    (
        "stylegan2_generator",
        {
            "z_size": 5,
            "w_size": 6,
            "resolution": 32,
            "channel_base": 200,
            "channel_max": 9,
            "mapping_depth": 3,
        },
    ),
    (
        "stylegan2_generator",
        {
            "resolution": 16,
            "channel_base": 64,
            "channel_max": 16,
            "label_size": 4,
            "architecture": "resnet",
            "picture_channels": 1,
        },
    ),
    ("stylegan2_generator", {"resolution": 8, "channel_base": 32, "architecture": "orig", "w_size": 7}),
    ("stylegan2_synthesis", {"resolution": 8, "channel_base": 32, "channel_max": 4, "w_size": 7}),
    (
        "stylegan2_discriminator",
        {"resolution": 32, "channel_base": 200, "channel_max": 9, "label_size": 3, "mapping_depth": 2},
    ),
    (
        "stylegan2_discriminator",
        {"resolution": 16, "channel_base": 64, "channel_max": 16, "group_size": 1, "architecture": "skip"},
    ),
    ("stylegan2_discriminator", {"resolution": 8, "channel_base": 64, "architecture": "orig"}),
]


@pytest.mark.parametrize(("architecture", "config"), CONFIGURATIONS)
def test_every_hyper_parameter_is_read_off_the_shapes(architecture: str, config: dict[str, object]) -> None:
    original = build(architecture, config)
    found = load_state(original.state_dict())
    assert found.architecture == architecture
    rebuilt = build(architecture, found.config).state_dict()
    assert {name: t.shape for name, t in rebuilt.items()} == {
        name: t.shape for name, t in original.state_dict().items()
    }
    for name, value in config.items():
        assert found.config[name] == value or name.startswith("channel_"), name


def test_spades_doublings_are_read_off_its_options() -> None:
    state = build("spade_generator", {"labels": 9, "width": 1, "upsamplings": 6}).state_dict()
    assert load_state(state).config["upsamplings"] == 5
    assert load_state(state, {"num_upsampling_layers": "more"}).config["upsamplings"] == 6


def test_a_mismatch_is_one_sentence_and_a_list_for_who_asks() -> None:
    state = build("pix2pix_unet", {}).state_dict()
    for name in list(state)[3:60]:
        state[name + "\x1b"] = state.pop(name)
    with pytest.raises(TensorsError) as caught:
        load_state(state)
    assert len(str(caught.value).splitlines()) == 1
    assert str(caught.value).endswith(", and 81 more.")
    assert len(caught.value.details) == 82
    assert "\x1b" not in "".join(caught.value.details)
