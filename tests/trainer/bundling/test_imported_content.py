"""What imported networks can do together, for every row of the table of importers; no graphs are made."""

import pytest
import torch

from engine.architectures.registry import build
from engine.checkpoints.origins import ORIGINS
from engine.checkpoints.scan import scan
from engine.errors import BundleError
from trainer.bundling.import_questions import questions
from trainer.bundling.imported import ImportOptions, content_of
from trainer.recipes.registry import recipe_type

U_NET = {"widths": [4, 6, 8], "latent_size": 3}
SPADE = {"labels": 151, "width": 2}


def saved(path, architecture, config, **more):
    torch.manual_seed(0)
    torch.save({**build(architecture, config).state_dict(), **more}, path)
    return path


def content(*paths, **options):
    return content_of(scan(list(paths)), ImportOptions(**options))


@pytest.mark.parametrize("channels", [1, 3])
def test_bicyclegans_generator_alone_takes_styles_but_tells_none(tmp_path, channels):
    path = saved(tmp_path / "g.pth", "bicyclegan_unet", {**U_NET, "input_channels": channels})
    made = content(path)
    assert made.capabilities == ("translate", "style")
    assert (made.input_channels, made.latent_size) == (channels, 3)
    assert made.input_kind == ("sketch" if channels == 1 else "photo")


def test_both_directions_of_a_pair_are_named_and_can_be_turned(tmp_path):
    config = {"width": 3, "blocks": 1}
    first = saved(tmp_path / "latest_net_G_A.pth", "resnet_generator", config)
    second = saved(
        tmp_path / "latest_net_G_B.pth", "resnet_generator", config, **{"model.1.bias": torch.ones(3)}
    )
    straight, turned = content(first, second), content(first, second, backwards=True)
    assert set(straight.directions) == {"forward", "backward"}

    def first_bias(made):
        network = next(one for one in made.networks if one.name == made.directions["forward"].generator)
        return network.module.state_dict()["model.1.bias"].sum().item()

    assert first_bias(straight) != 3
    assert first_bias(turned) == 3


@pytest.mark.parametrize(
    ("labels", "upsamplings", "side", "edges"), [(151, 5, 256, False), (36, 6, 512, True), (9, 7, 256, False)]
)
def test_spade_normal_more_and_most(tmp_path, labels, upsamplings, side, edges):
    config = {"labels": labels, "width": 1, "upsamplings": upsamplings}
    made = content(saved(tmp_path / "g.pth", "spade_generator", config))
    assert (made.image_size, made.input_kind, made.capabilities) == (side, "labels", ("translate",))
    assert made.networks[0].config["edges"] is edges
    assert made.networks[0].config["classes"] == labels - edges


def test_spades_doublings_are_asked_for_where_no_tensor_tells(tmp_path):
    path = saved(tmp_path / "g.pth", "spade_generator", {"labels": 9, "width": 1})
    made = content(path, doublings=6)
    assert (made.image_size, made.multiple) == (512, 64)
    asked = {question.key: question for question in questions(scan([path]), content(path))}
    assert (asked["doublings"].choices, asked["doublings"].default) == (("5", "6"), "5")
    known = saved(tmp_path / "c.pth", "spade_generator", {"labels": 36, "width": 1, "upsamplings": 6})
    assert "doublings" not in {question.key for question in questions(scan([known]), content(known))}


def test_spade_with_its_encoder_has_styles(tmp_path):
    first = saved(tmp_path / "g.pth", "spade_generator", {**SPADE, "style_size": 6, "start": [2, 2]})
    second = saved(tmp_path / "e.pth", "spade_encoder", {"widths": [4, 6, 8], "style_size": 6, "places": 4})
    made = content(first, second)
    assert made.capabilities == ("translate", "style", "encode_style")
    assert (made.image_size, made.latent_size) == (64, 6)
    other = saved(tmp_path / "f.pth", "spade_encoder", {"widths": [4, 6, 8], "style_size": 5, "places": 4})
    with pytest.raises(BundleError, match="not one model"):
        content(first, other)


def test_the_card_tells_of_ade20ks_numbers():
    assert any("ADE20K" in note and "raw numbers 0 to 150" in note for note in ORIGINS["spade"].notes)


def drit(path, form):
    encoder = "drit_variational_encoder" if form == "concat" else "drit_attribute_encoder"
    generator = "drit_concat_generator" if form == "concat" else "drit_feature_wise_generator"
    torch.manual_seed(0)
    parts = {
        "enc_c": build("drit_content_encoder", {"width": 4}),
        "enc_a": build(encoder, {"widths": [4, 8, 12, 16], "style_size": 3}),
        "gen": build(generator, {"channels": 16, "style_size": 3}),
        "disA": build("drit_discriminator", {"widths": [4, 6], "scales": 1}),
    }
    torch.save({**{name: part.state_dict() for name, part in parts.items()}, "ep": 3, "total_it": 9}, path)
    return path


@pytest.mark.parametrize("form", ["concat", "feature_wise"])
def test_both_forms_of_drit_go_in_both_directions(tmp_path, form):
    made = content(drit(tmp_path / "00003.pth", form))
    assert made.family == "drit"
    assert set(made.directions) >= {"forward", "backward"}
    assert {"translate", "style", "encode_style"} <= set(made.capabilities)


def shapes(made):
    """All that a bundle's content says but the weights."""
    networks = {
        network.name: (
            network.architecture,
            {name: tuple(tensor.shape) for name, tensor in network.inputs.items()},
            tuple(network.outputs),
            dict(network.sides),
            {name: tuple(tensor.shape) for name, tensor in network.module.state_dict().items()},
        )
        for network in made.networks
    }
    kinds = (made.input_channels, made.input_kind, made.image_size, made.multiple, made.latent_size)
    return networks, tuple(made.capabilities), kinds, dict(made.directions)


@pytest.mark.parametrize(
    ("system", "settings", "size"),
    [
        ("pix2pix", {"generator_widths": [4, 6, 8], "discriminator_widths": [4, 6]}, 32),
        ("bicyclegan", {"generator_widths": [4, 6, 8], "latent_size": 3, "encoder_widths": [4, 6]}, 32),
        ("cyclegan", {"generator_width": 4, "blocks": 1, "discriminator_widths": [4, 6]}, 32),
        ("munit", {"widths": [4, 6], "style_widths": [4, 6], "mlp_width": 8, "residual_blocks": 1}, 32),
        ("unit", {"widths": [4, 6], "residual_blocks": 1}, 32),
        ("drit", {"width": 4, "blocks": 1, "attribute_widths": [4, 6, 8], "form": "concat"}, 32),
    ],
)
def test_networks_that_were_trained_here_and_that_were_brought_in_make_the_same_bundle(
    tmp_path, system, settings, size
):
    kind = recipe_type(system)
    trained = kind(kind.info.settings.model_validate(settings))
    networks = {name: trained.networks[name] for name in trained.info.averaged}
    # As the authors save them: DRIT all in one file, MUNIT both domains in one, the others a file each.
    names = {"content_encoder": "enc_c", "attribute_encoder": "enc_a", "generator": "gen"}
    states = {name: network.state_dict() for name, network in networks.items()}
    if system == "drit":
        paths = [tmp_path / "00003.pth"]
        torch.save({names[name]: state for name, state in states.items()}, paths[0])
    elif system in ("munit", "unit"):
        paths = [tmp_path / "gen_00000001.pt"]
        torch.save({name.removeprefix("generator_"): state for name, state in states.items()}, paths[0])
    else:
        paths = [tmp_path / f"{number}.pth" for number in range(len(states))]
        for path, state in zip(paths, states.values(), strict=True):
            torch.save(state, path)
    made = content(*paths, size=size, input_kind=trained.bundle(networks, size).input_kind)
    assert shapes(made) == shapes(trained.bundle(networks, size))
    assert made.family == system
