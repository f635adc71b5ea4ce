"""Bringing in files: what is found, what is left out, and sentences where nothing can be made of them."""

import hashlib

import pytest
import torch
from helpers.published_files import SMALL_STYLEGAN2, write_nvidia

from engine.architectures.registry import build
from engine.checkpoints.registry import load_state
from engine.checkpoints.scan import scan
from engine.errors import BundleError, TensorsError

U_NET = {"widths": [4, 6, 8], "norm": "instance"}
BICYCLE = {"widths": [4, 6, 8], "latent_size": 3}
FACES = SMALL_STYLEGAN2
WRAPPERS = ["generator.", "G.", "G_ema.", "net.", "model.", "_forward_module.model.", "ema_model.module."]


def state(architecture, config):
    torch.manual_seed(1)
    return build(architecture, config).state_dict()


def saved(path, value, **how):
    torch.save(value, path, **how)
    return path


def test_a_file_is_named_with_its_digest(tmp_path):
    path = saved(tmp_path / "latest_net_G.pth", state("pix2pix_unet", U_NET))
    found = scan([path])
    assert found.sentence() == "Found in latest_net_G.pth: pix2pix, generator."
    assert found.files[0].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert found.files[0].size == path.stat().st_size


def test_two_files_make_one_model(tmp_path):
    generator = saved(tmp_path / "g.pth", state("bicyclegan_unet", BICYCLE))
    encoder = saved(tmp_path / "e.pth", state("resnet_encoder", {"widths": [4, 6], "latent_size": 3}))
    assert (
        scan([generator, encoder]).sentence() == "Found in g.pth, e.pth: bicyclegan, generator and encoder."
    )


def test_instance_norm_statistics_of_old_files_are_dropped(tmp_path):
    tensors = state("pix2pix_unet", U_NET)
    width = tensors["model.model.1.model.1.weight"].shape[0]
    for kind in ("running_mean", "running_var"):
        tensors[f"model.model.1.model.2.{kind}"] = torch.ones(width)
    found = scan([saved(tmp_path / "old.pth", tensors, _use_new_zipfile_serialization=False)])
    # Statistics without weights are instance norm's: batch norm has both.
    assert found.parts[0].imported.config["norm"] == "instance"


def test_the_average_is_taken_and_the_rest_left_out(tmp_path):
    generator = state("stylegan2_generator", FACES)
    discriminator = state("stylegan2_discriminator", {"resolution": 16, "channel_base": 64, "channel_max": 8})
    average = {name: tensor + 1 for name, tensor in generator.items()}
    path = write_nvidia(tmp_path / "n.pkl", {"G": generator, "D": discriminator, "G_ema": average})
    found = scan([path])
    assert found.sentence() == (
        "Found in n.pkl: stylegan2, generator (G_ema); left out: stylegan2 discriminator (D)."
    )
    (part,) = found.parts
    assert torch.equal(part.imported.network.state_dict()["mapping.w_avg"], average["mapping.w_avg"])


def test_what_trained_a_network_is_passed_over(tmp_path):
    network = build("pix2pix_unet", U_NET)
    optimiser = torch.optim.Adam(network.parameters())
    network(torch.rand(1, 3, 16, 16)).sum().backward()
    optimiser.step()
    value = {
        "epoch": 3,
        "model": network.state_dict(),
        "optimizer": optimiser.state_dict(),
        "g_optim": {"x.y": torch.ones(2)},
    }
    assert scan([saved(tmp_path / "a.pth", value)]).sentence().endswith("pix2pix, generator (model).")


def test_a_family_can_be_named_where_layouts_are_shared(tmp_path):
    path = saved(tmp_path / "a.pth", state("resnet_generator", {"width": 4, "blocks": 2}))
    assert scan([path]).family == "cyclegan"
    assert scan([path], family="cut").family == "cut"
    with pytest.raises(BundleError, match="holds cyclegan, not spade"):
        scan([path], family="spade")


def test_a_discriminator_alone_is_no_model(tmp_path):
    path = saved(
        tmp_path / "latest_net_D.pth", state("patchgan", {"input_channels": 6, "widths": [4, 6, 8, 8]})
    )
    with pytest.raises(BundleError, match="pix2pix discriminator, but nothing that makes pictures"):
        scan([path])


@pytest.mark.parametrize(
    "prefix",
    [
        "module.",
        "_orig_mod.",
        "_orig_mod.module.",
        "module._orig_mod.",
        "netG.",
        "netG_A._orig_mod.",
        *WRAPPERS,
    ],
)
def test_what_wrappers_put_before_names_is_taken_off(tmp_path, prefix):
    tensors = state("bicyclegan_unet", BICYCLE)
    path = saved(tmp_path / "net.pth", {f"{prefix}{name}": tensor for name, tensor in tensors.items()})
    (part,) = scan([path]).parts
    assert part.imported.architecture == "bicyclegan_unet"
    assert part.imported.network.state_dict().keys() == tensors.keys()


def test_a_whole_models_networks_are_told_apart(tmp_path):
    value = {f"netG_A.{name}": tensor for name, tensor in state("pix2pix_unet", U_NET).items()}
    discriminator = state("patchgan", {"input_channels": 6, "widths": [4, 6, 8, 8]})
    value |= {f"netD_A.{name}": tensor for name, tensor in discriminator.items()}
    found = scan([saved(tmp_path / "model.pth", {"state_dict": value})])
    assert [part.place for part in found.parts] == ["state_dict.netG_A"]
    assert found.left_out == ("pix2pix discriminator (state_dict.netD_A)",)


@pytest.mark.parametrize(
    ("newest", "average"),
    [
        ("gen", "gen_ema"),
        ("gen", "ema_gen"),
        ("gen", "gen.ema"),
        ("generator", "generator_avg"),
        ("netG", "netG_EMA"),
        ("state.net", "state.net_averaged"),
        ("unet", "unet-shadow"),
        ("unet", "unet_running"),
    ],
)
def test_a_network_and_its_average_are_one_model(tmp_path, newest, average):
    tensors = state("pix2pix_unet", U_NET)
    value = {newest: {name: tensor * 0 for name, tensor in tensors.items()}, average: tensors}
    (part,) = scan([saved(tmp_path / "a.pth", value)]).parts
    assert part.place == average


def test_networks_whose_names_are_alike_stay_two(tmp_path):
    value = {"gen": state("pix2pix_unet", U_NET), "gen_b": state("pix2pix_unet", U_NET)}
    assert [part.place for part in scan([saved(tmp_path / "a.pth", value)]).parts] == ["gen", "gen_b"]


def test_files_of_two_systems_are_not_mixed(tmp_path):
    first = saved(tmp_path / "a.pth", state("pix2pix_unet", U_NET))
    second = saved(tmp_path / "b.pth", state("bicyclegan_unet", BICYCLE))
    with pytest.raises(BundleError, match="networks of bicyclegan and pix2pix"):
        scan([first, second])


def test_unknown_tensors_are_one_sentence_and_a_list_for_who_asks(tmp_path):
    value = {f"part{n}": {f"layer.{k}": torch.ones(2, 3) for k in range(50)} for n in range(40)}
    with pytest.raises(TensorsError) as caught:
        scan([saved(tmp_path / "a.pth", value)])
    assert str(caught.value) == (
        "No importer knows whose tensors a.pth holds, such as layer.0 (2, 3); nothing was imported."
    )
    assert len(caught.value.details) == 2000
    assert caught.value.details[51] == "a.pth: part1: layer.1 (2, 3)"


def test_half_a_network_is_told_apart_from_an_unknown_one(tmp_path):
    tensors = state("pix2pix_unet", U_NET)
    missing = list(tensors)[2]
    del tensors[missing]
    with pytest.raises(BundleError, match=f"missing {missing}|not all of them"):
        scan([saved(tmp_path / "a.pth", tensors)])


def test_a_file_without_networks_is_refused(tmp_path):
    with pytest.raises(BundleError, match="holds no networks' weights"):
        scan([saved(tmp_path / "a.pth", {"epoch": 3, "loss": [1.0, 2.0]})])


def test_progress_is_told(tmp_path):
    path = saved(tmp_path / "a.pth", state("pix2pix_unet", U_NET))
    info = []
    scan([path], progress=lambda what, done, total: info.append((what, done, total)))
    assert info[0] == ("reading a.pth", 0, 1)
    assert info[-1] == ("hashing a.pth", path.stat().st_size, path.stat().st_size)


def test_what_nvidias_record_says_beside_the_tensors_is_used():
    tensors = state("stylegan2_generator", FACES)
    info = {"z_dim": 8, "synthesis_kwargs": {"channel_base": 64, "num_fp16_res": 2, "conv_clamp": 256}}
    config = load_state(tensors, info).config
    assert (config["clamp"], config["half_resolutions"]) == (256.0, 2)
    assert "clamp" not in load_state(tensors, {"synthesis_kwargs": {"conv_clamp": None}}).config


def test_networks_side_by_side_in_one_dictionary_are_told_apart(tmp_path):
    value = {f"generator.{name}": tensor for name, tensor in state("pix2pix_unet", U_NET).items()}
    critic = state("patchgan", {"widths": [4, 6, 8]})
    value |= {f"discriminator.{name}": tensor for name, tensor in critic.items()}
    found = scan([saved(tmp_path / "whole.ckpt", {"state_dict": value})])
    assert [part.place for part in found.parts] == ["state_dict.generator"]
    assert found.left_out == ("pix2pix discriminator (state_dict.discriminator)",)


def test_tensors_that_nobody_knows_are_listed_as_the_file_names_them(tmp_path):
    with pytest.raises(TensorsError) as refusal:
        scan([saved(tmp_path / "own.pth", {"net.inner.first.weight": torch.zeros(3)})])
    assert any("net.inner.first.weight" in line for line in refusal.value.details)
