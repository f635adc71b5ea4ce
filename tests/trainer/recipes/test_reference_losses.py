"""Every recipe finds the loss terms and the gradients of the published implementations, to 1e-4 relative.

Runs over every folder that GANVAS_REFERENCE_LOSSES names (default: ../shared/reference-losses beside the
project). A folder holds fixed weights, pictures and random numbers, and what one training step makes of them.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import torch
from helpers.given_numbers import GivenNumbers
from safetensors.torch import load_file
from torch import Tensor, nn

from trainer.recipes.base import Losses, Phase, Recipe
from trainer.recipes.trained import make_recipe
from trainer.settings.registry import declaration_of

ROOT = Path(
    os.environ.get(
        "GANVAS_REFERENCE_LOSSES", Path(__file__).parents[3] / ".." / "shared" / "reference-losses"
    )
)
FOLDERS = sorted(path for path in ROOT.glob("*") if (path / "io.safetensors").is_file())
TOLERANCE = 1e-4
WITHOUT_CASE = {"psp": "terms without a network: test_psp.py has them"}
Values = dict[str, Tensor]


@dataclass(frozen=True)
class Reference:
    """A folder's numbers: what goes in (`in_` left out), what comes out, weights, and what they are."""

    meta: dict[str, Any]
    state: Values
    tensors: Values

    def given(self, *names: str) -> list[Tensor]:
        """Inputs by name."""
        return [self.tensors[f"in_{name}"] for name in names]

    def weights(self, network: str) -> Values:
        """What a published network holds, under its keys."""
        prefix = f"{network}."
        return {k.removeprefix(prefix): v for k, v in self.state.items() if k.startswith(prefix)}


def read_reference(folder: Path) -> Reference:
    """A folder's numbers, in float64."""
    files = [load_file(folder / f"{name}.safetensors") for name in ("state", "io")]
    state, tensors = ({k: v.double() if v.is_floating_point() else v for k, v in f.items()} for f in files)
    return Reference(json.loads((folder / "meta.json").read_text()), state, tensors)


@dataclass(frozen=True)
class Step:
    """A step of the published system, and the phase of the recipe that it is.

    Attributes:
        phase: its name.
        terms: of the phase, and what the folder calls each.
        total: what the folder calls what it minimises.
        gradients: the step in the folder whose gradients these are.
        numbers: random numbers in the order in which the phase asks for them.
        seen: pictures before the step.
    """

    phase: str
    terms: Mapping[str, str]
    total: str
    gradients: str
    numbers: Sequence[Tensor] = ()
    seen: int = 0


@dataclass(frozen=True)
class Case:
    """A recipe set up as a folder says.

    Attributes:
        recipe: its name.
        settings: of it.
        networks: of the folder, by those of the recipe; `mapping` may be a part of one.
        batch: what the recipe is given.
        steps: in the recipe's order.
        key: the published key of a tensor of a network.
        negated: "network.key" of the folder whose sign is the other here.
        dtype: of weights and inputs; in float64 every activation stays on its side of its kink.
        prepared: what is done to the recipe when its weights are in.
    """

    recipe: str
    settings: Mapping[str, Any]
    networks: Mapping[str, str]
    batch: Values
    steps: Sequence[Step]
    key: Callable[[str], str] = str
    dtype: torch.dtype = torch.float64
    negated: frozenset[str] = frozenset()
    prepared: Callable[[Recipe], None] = field(default=lambda recipe: None)


def pix2pix(reference: Reference) -> Case:
    config = reference.meta["config"]
    return Case(
        recipe="pix2pix",
        settings={
            "generator_widths": doubling(config["ngf"], config["num_downs"]),
            "discriminator_widths": doubling(config["ndf"], config["n_layers_D"] + 1),
            "condition_channels": config["input_nc"],
            "dropout": False,
        },
        networks={"generator": "G", "discriminator": "D"},
        batch=dict(zip(("condition", "target"), reference.given("condition", "target"), strict=True)),
        steps=[
            Step("discriminator", {"loss_d": "total_D"}, "total_D", "D"),
            Step("generator", {"loss_gan": "term_G_GAN", "loss_l1": "term_G_L1"}, "total_G", "G"),
        ],
    )


def bicyclegan(reference: Reference) -> Case:
    """The published KL is a sum over the encoded half of the batch, ours its mean: the weight makes up."""
    config, half = reference.meta["config"], reference.meta["config"]["batch_size"] // 2
    terms = {
        "loss_gan": "term_G_GAN",
        "loss_gan2": "term_G_GAN2",
        "loss_l1": "term_G_L1",
        "loss_latent": "term_z_L1",
        "loss_kl": f"term_kl / {half}",
    }
    return Case(
        recipe="bicyclegan",
        settings={
            "generator_widths": doubling(config["ngf"], config["num_downs"]),
            "encoder_widths": [config["nef"] * n for n in range(1, config["n_blocks_E"] + 1)],
            "discriminator_width": config["ndf"],
            "discriminators": "patches",
            "latent_size": config["nz"],
            "lambda_kl": half * config["lambda_kl"],
            "lambda_perceptual": 0.0,
            "lambda_background": 0.0,
            "gan_ramp": 0,
            "dropout": False,
        },
        networks={"generator": "G", "encoder": "E", "discriminator": "D", "discriminator2": "D2"},
        batch=dict(zip(("condition", "target"), reference.given("condition", "target"), strict=True)),
        steps=[
            Step("generator", terms, "total_G", "G", reference.given("eps", "z_random")),
            Step("discriminator", {"loss_d": "term_D", "loss_d2": "term_D2"}, "total_D", "D"),
        ],
    )


def cyclegan(reference: Reference) -> Case:
    config = reference.meta["config"]
    terms = {
        "loss_gan_b": "term_G_A",
        "loss_gan_a": "term_G_B",
        "loss_cycle_a": "term_cycle_A",
        "loss_cycle_b": "term_cycle_B",
    }
    return Case(
        recipe="cyclegan",
        settings={
            "generator_width": config["ngf"],
            "blocks": 4,
            "discriminator_widths": doubling(config["ndf"], config["n_layers_D"] + 1),
            "pool": 0,
        },
        networks={
            "generator_ab": "G_A",
            "generator_ba": "G_B",
            # Named by the generator whose pictures it judges.
            "discriminator_b": "D_A",
            "discriminator_a": "D_B",
        },
        batch=both_domains(reference),
        steps=[
            Step("generator", terms, "total_G", "G"),
            Step(
                "discriminator",
                {"loss_d_b": "weighted_D_A", "loss_d_a": "weighted_D_B"},
                "total_D",
                "D",
            ),
        ],
    )


def discogan(reference: Reference) -> Case:
    config = reference.meta["config"]

    def of_both(ours: str, theirs: str) -> dict[str, str]:
        return {f"{ours}_{d}": f"term_{theirs}_{d.upper()}" for d in "ab"}

    def see_from_0_to_1(recipe: Recipe) -> None:
        for network in recipe.networks.values():
            first = next(module for module in network.modules() if isinstance(module, nn.Conv2d))
            first.register_forward_pre_hook(lambda _, inputs: ((inputs[0] + 1) / 2,))

    terms = {
        **of_both("loss_const", "recon"),
        **of_both("loss_gan", "G"),
        **of_both("loss_features", "fm"),
    }
    return Case(
        recipe="discogan",
        settings={
            "widths": doubling(config["width"], 4),
            "bottleneck": config.get("bottleneck", 0),
            "curriculum": 1,
        },
        networks={
            "generator_ab": "generator_B",
            "generator_ba": "generator_A",
            "discriminator_a": "discriminator_A",
            "discriminator_b": "discriminator_B",
        },
        batch={name: 2 * image - 1 for name, image in both_domains(reference).items()},
        steps=[
            Step("generator", terms, "total_G_starting_rate", "G_starting_rate"),
            Step("generator", terms, "total_G_default_rate", "G_default_rate", seen=1),
            Step("discriminator", of_both("loss_d", "D"), "total_D", "D"),
        ],
        key=discogan_key,
        prepared=see_from_0_to_1,
    )


def discogan_key(key: str) -> str:
    """The published discriminator names its layers conv1, bn2, conv2, ..."""
    layer = re.fullmatch(r"layers\.(\d)\.([01])\.(.*)", key)
    if layer:
        return f"{('conv', 'bn')[int(layer[2])]}{int(layer[1]) + 1}.{layer[3]}"
    return key.replace("last.", "conv5.")


def munit(reference: Reference) -> Case:
    config = reference.meta["config"]
    ours = ("gan", "reconstruction", "style", "content", "cycle")
    theirs = ("adv", "recon_x", "recon_s", "recon_c", "cycrecon_x")
    terms = {f"loss_{a}_{d}": f"term_gen_{b}_{d}" for a, b in zip(ours, theirs, strict=True) for d in "ab"}
    shape = config["gen"]
    widths = doubling(shape["dim"], shape["n_downsample"] + 1)
    styles = {step: [s.flatten(1) for s in numbers(reference, f"style_{{}}_{step}")] for step in "DG"}
    return Case(
        recipe="munit",
        settings={
            "widths": widths,
            "style_widths": [*widths, widths[-1], widths[-1]],
            "residual_blocks": shape["n_res"],
            "style_size": shape["style_dim"],
            "mlp_width": shape["mlp_dim"],
            **munit_discriminators(config["dis"]),
            "discriminators": "patches",
            "lambda_cycle": 10.0,
            "lambda_perceptual": 0.0,
            "lambda_details": 0.0,
            "lambda_style_prior": 0.0,
        },
        networks=munit_networks(),
        batch=both_domains(reference),
        steps=[
            Step("discriminator", _OF_MUNIT_S_D, "total_D", "D", styles["D"]),
            Step("generator", terms, "total_G", "G", styles["G"]),
        ],
    )


def unit(reference: Reference) -> Case:
    config = reference.meta["config"]
    terms = {"loss_kl_cycle_a": "term_gen_recon_kl_cyc_aba", "loss_kl_cycle_b": "term_gen_recon_kl_cyc_bab"}
    ours, theirs = ("gan", "reconstruction", "kl", "cycle"), ("adv", "recon_x", "recon_kl", "cyc_x")
    for a, b in zip(ours, theirs, strict=True):
        terms |= {f"loss_{a}_{d}": f"term_gen_{b}_{d}" for d in "ab"}
    shape = config["gen"]
    of_d = reference.given("noise_b_D", "noise_a_D")
    of_g = reference.given("noise_a_G", "noise_b_G", "noise_a_again", "noise_b_again")
    return Case(
        recipe="unit",
        settings={
            "widths": doubling(shape["dim"], shape["n_downsample"] + 1),
            "residual_blocks": shape["n_res"],
            **munit_discriminators(config["dis"]),
            "lambda_perceptual": 0.0,
            "shared_blocks": 0,
        },
        networks=munit_networks(),
        batch=both_domains(reference),
        steps=[
            Step("discriminator", _OF_MUNIT_S_D, "total_D", "D", of_d),
            Step("generator", terms, "total_G", "G", of_g),
        ],
    )


_OF_MUNIT_S_D = {"loss_d_a": "term_dis_a", "loss_d_b": "term_dis_b"}


def munit_networks() -> dict[str, str]:
    pairs = (("generator", "gen"), ("discriminator", "dis"))
    return {f"{ours}_{d}": f"{theirs}_{d}" for ours, theirs in pairs for d in "ab"}


def munit_discriminators(shape: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "discriminator_widths": [shape["dim"] * 2**n for n in range(shape["n_layer"])],
        "discriminator_scales": shape["num_scales"],
    }


def drit(reference: Reference) -> Case:
    """Here the content discriminator says yes to contents of A, as published to those of B."""
    config = reference.meta["config"]
    concat, seeking, width = bool(config["concat"]), config["mode_seeking"], config["width"]

    def of_both(ours: str, theirs: str, more: str = "") -> dict[str, str]:
        return {f"{ours}_{d}{more}": f"term_{theirs.replace('*', d.upper())}" for d in "ab"}

    terms: dict[str, str] = {}
    for ours, theirs in (
        ("loss_gan", "gan_*"),
        ("loss_gan2", "gan2_*"),
        ("loss_content_gan", "gan_content_*"),
        ("loss_cross_cycle", "cross_cycle_*"),
        ("loss_reconstruction", "self_*"),
        ("loss_kl", "kl_attribute_*"),
        ("loss_content", "content_*"),
        ("loss_latent", "latent_*"),
    ):
        terms |= of_both(ours, theirs)
    of_d = {**of_both("loss_d", "D_dis*"), **of_both("loss_d", "D_dis*2", "2")}
    if seeking:
        terms |= of_both("loss_mode_seeking", "mode_seeking_*")
        terms |= of_both("loss_gan2", "gan2_*_second", "_second")
        of_d |= of_both("loss_d", "D_dis*2_second", "2_second")
    styles = reference.given(*(("z_random", "z_random2") if seeking else ("z_random",)))
    drawn = [
        *reference.given("noise_content_a", "noise_content_b"),
        *(reference.given("eps_a", "eps_b") if concat else []),
        torch.stack(styles),
    ]
    again = [
        *reference.given("noise_content_again_b", "noise_content_again_a"),
        *(reference.given("eps_again_a", "eps_again_b") if concat else []),
    ]
    last, verdict = 4 * width, f"disContent.model.{config['content_layers'] + 1}"
    return Case(
        recipe="drit",
        settings={
            "form": "concat" if concat else "feature_wise",
            "width": width,
            "mlp_width": 4 * width,
            "attribute_widths": [width, 2 * width, *((3 * width, last) if concat else (last, last, last))],
            "discriminator_widths": doubling(width, 4),
            "discriminator_scales": config["dis_scale"],
            "content_layers": config["content_layers"],
            "lambda_mode_seeking": float(seeking),
        },
        networks={
            "content_encoder": "enc_c",
            "attribute_encoder": "enc_a",
            "generator": "gen",
            "content_discriminator": "disContent",
            **{f"discriminator_{d}{n}": f"dis{d.upper()}{n}" for d in "ab" for n in ("", "2")},
        },
        batch=both_domains(reference),
        steps=[
            Step(
                "content_discriminator",
                {"loss_content_d": "term_D_content"},
                "term_D_content",
                "D_content_unclipped",
                reference.given("noise_content_a_Dc", "noise_content_b_Dc"),
            ),
            Step("discriminator", of_d, "total_D", "D", drawn),
            Step("generator", terms, "total_EG_and_G_alone", "EG_and_G_alone", again),
        ],
        negated=frozenset({f"{verdict}.weight", f"{verdict}.bias"}),
    )


def stylegan2(reference: Reference) -> Case:
    config, coloured = reference.meta["config"], bool(reference.meta["config"].get("colour"))

    def drawn(step: str) -> list[Tensor]:
        mixed = config["mixing_draw"] < 0.9
        noises = sorted(name for name in reference.tensors if name.startswith(f"in_noise_{step}_"))
        return [
            *reference.given(f"z_{step}", f"mixing_draw_{step}"),
            *(reference.given(f"mixing_cutoff_{step}", f"z_mixing_{step}") if mixed else []),
            *(reference.tensors[name] for name in noises),
        ]

    def prepare(recipe: Recipe) -> None:
        recipe.networks["path_length"].get_buffer("mean").fill_(config["pl_mean"])
        if coloured:
            names = ("colour_G", "colour_D_fake", "colour_D_real", "colour_r1")
            recipe.networks["augmentation"] = ChangedColours(reference.given(*names))

    r1 = reference.meta["loss_weights"]["r1_gamma"]
    return Case(
        recipe="stylegan2",
        settings={
            "resolution": config["resolution"],
            "z_size": config["z_dim"],
            "w_size": config["w_dim"],
            "mapping_depth": config["mapping_layers"],
            "channel_base": config["channel_base"],
            "channel_max": config["channel_max"],
            "group_size": config["mbstd_group_size"],
            "discriminators": "stylegan2",
            "r1_gamma": r1,
            "r1_every": config["D_interval"],
            "path_length_weight": 2.0,
            "path_length_every": config["G_interval"],
            "path_length_shrink": config["pl_batch_shrink"],
            "mixing": 0.9,
            "half_resolutions": 0,
            "augment": "fixed" if coloured else "off",
            "augment_p": 0.5 if coloured else 0.0,
            "blur_pictures": 0,
        },
        networks={"mapping": "G.mapping", "synthesis": "G.synthesis", "discriminator": "D"},
        batch={"picture": reference.tensors["in_real"]},
        steps=[
            Step("generator", {"loss_gan": "term_G"}, "total_Gmain", "Gmain", drawn("main")),
            Step(
                "path_length",
                {"loss_path": "weighted_pl"},
                "total_Greg",
                "Greg",
                [*drawn("Greg"), *reference.given("pl_noise")],
            ),
            Step("discriminator", {"loss_d": "total_Dmain"}, "total_Dmain", "Dmain"),
            Step("r1", {"loss_r1": "weighted_r1"}, "total_Dreg", "Dreg"),
        ],
        # Its mapping works in float32 whatever the rest does.
        dtype=torch.float32,
        prepared=prepare,
    )


class ChangedColours(nn.Module):
    """An augmentation that gives each batch in turn the colours of its own matrices, (N, 3, 4)."""

    def __init__(self, matrices: Sequence[Tensor]) -> None:
        super().__init__()
        self._left = list(matrices)

    def forward(self, pictures: Tensor) -> Tensor:
        matrix = self._left.pop(0).to(pictures.dtype)
        turned = torch.einsum("nij,njhw->nihw", matrix[:, :, :3], pictures)
        return turned + matrix[:, :, 3][:, :, None, None]


def doubling(width: int, count: int) -> list[int]:
    """Channels of layers that double them, up to eight times the first."""
    return [width * min(2**n, 8) for n in range(count)]


def both_domains(reference: Reference) -> Values:
    """The pictures of both domains."""
    return dict(zip("ab", reference.given("a", "b"), strict=True))


def numbers(reference: Reference, name: str) -> list[Tensor]:
    """A random number of each domain."""
    return reference.given(*(name.format(d) for d in "ab"))


CASES = {
    "pix2pix": pix2pix,
    "bicyclegan": bicyclegan,
    "cyclegan": cyclegan,
    "discogan": discogan,
    "munit": munit,
    "unit": unit,
    "drit": drit,
    "stylegan2": stylegan2,
}


def prepared(case: Case, reference: Reference) -> Recipe:
    """The recipe with the folder's weights."""
    settings = declaration_of(case.recipe).settings(**case.settings)
    recipe = make_recipe(case.recipe, settings)
    for name, network in recipe.networks.items():
        network.to(case.dtype).train()
        if name not in case.networks:
            continue
        published = reference.weights(case.networks[name])
        for key, tensor in network.state_dict().items():
            if case.key(key) in published:
                theirs = published[case.key(key)]
                sign = -1 if f"{case.networks[name]}.{case.key(key)}" in case.negated else 1
                assert theirs.numel() == tensor.numel(), (name, key, theirs.shape, tensor.shape)
                tensor.copy_(sign * theirs.view_as(tensor))
        missing = [k for k, _ in network.named_parameters() if case.key(k) not in published]
        assert not missing, (name, missing)
    case.prepared(recipe)
    return recipe


def run(recipe: Recipe, case: Case, step: Step, work: dict[str, Any]) -> tuple[Losses, Values]:
    """A phase's losses, and the gradients of what it trains, by "network.key"."""
    phase: Phase = next(phase for phase in recipe.phases if phase.name == step.phase)
    for name, network in recipe.networks.items():
        for parameter in network.parameters():
            parameter.requires_grad_(name in phase.trained or name in phase.recorded)
            parameter.grad = None
    with GivenNumbers([n.to(case.dtype) if n.is_floating_point() else n for n in step.numbers]):
        losses = phase.losses({n: image.to(case.dtype) for n, image in case.batch.items()}, work)
    losses.total.backward(retain_graph=True)
    gradients = {
        f"{name}.{key}": torch.zeros_like(parameter) if parameter.grad is None else parameter.grad
        for name in phase.trained
        for key, parameter in recipe.networks[name].named_parameters()
    }
    return losses, gradients


def wanted(reference: Reference, name: str) -> float:
    """A number of the folder, or one divided."""
    name, _, divisor = name.partition(" / ")
    return float(reference.tensors[name]) / float(divisor or 1)


def in_numbers(gradient: Tensor) -> Tensor:
    """L2 norm, sum, and dot product with cos(0.1 i)."""
    flat = gradient.double().flatten()
    waves = torch.cos(0.1 * torch.arange(len(flat), dtype=torch.float64))
    return torch.stack([flat.norm(), flat.sum(), flat @ waves])


def compare_gradients(reference: Reference, case: Case, step: Step, gradients: Values) -> list[str]:
    """What differs, a line for each parameter."""
    rows = reference.meta["gradients"]["rows"][step.gradients]
    zero = set(reference.meta["gradients"]["zero_rows"][step.gradients])
    stored = reference.tensors[f"grads_{step.gradients}"].double()
    largest = float(stored[:, 0].max())
    ours = {}
    for name, gradient in gradients.items():
        network = next(n for n in case.networks if name.startswith(f"{n}."))
        ours[f"{case.networks[network]}.{case.key(name.removeprefix(f'{network}.'))}"] = gradient
    lines = [f"{row}: not trained here" for row in rows if row not in ours]
    for row, theirs in zip(rows, stored, strict=True):
        if row not in ours:
            continue
        mine = in_numbers(-ours[row] if row in case.negated else ours[row])
        if row in zero:
            if float(mine[0]) > 1e-5 * largest:
                lines.append(f"{row}: {float(mine[0]):.3g}, and should be zero")
            continue
        away = float((mine - theirs).abs().max()) / max(float(theirs[0]), TOLERANCE * largest)
        if away > TOLERANCE:
            lines.append(f"{row}: {away:.3g}, {mine.tolist()} for {theirs.tolist()}")
    return lines


@pytest.mark.skipif(not FOLDERS, reason="no folder of loss references: set GANVAS_REFERENCE_LOSSES")
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_recipe_finds_the_published_terms_and_gradients(folder: Path) -> None:
    reference = read_reference(folder)
    system = reference.meta["system"]
    if system not in CASES:
        pytest.skip(WITHOUT_CASE.get(system, f"no recipe trains {system}"))
    case = CASES[system](reference)
    recipe = prepared(case, reference)
    work: dict[str, Any] = {}
    wrong: list[str] = []
    for step in case.steps:
        work["seen"] = step.seen
        losses, gradients = run(recipe, case, step, work)
        found = {**losses.terms, "total": losses.total}
        for ours, theirs in {**step.terms, "total": step.total}.items():
            value = wanted(reference, theirs)
            if ours not in found:
                wrong.append(f"{step.phase} {ours}: missing")
            elif abs(found[ours].item() - value) > TOLERANCE * abs(value):
                wrong.append(f"{step.phase} {ours}: {found[ours].item():.7g} for {value:.7g}")
        wrong += [f"{step.phase} {line}" for line in compare_gradients(reference, case, step, gradients)]
    assert not wrong, "\n".join(wrong)
