"""Systems of two domains compute what their papers say, learn eight pictures by heart, and resume exactly."""

from __future__ import annotations

import json
import os
from copy import deepcopy
from pathlib import Path

import pytest
import torch
from accelerate import Accelerator
from helpers.two_domains import TINY, batch, tiny_values, write_folders

from engine.errors import ConfigurationError
from trainer.data.sampler import Draw
from trainer.parts.losses import gradient_penalty
from trainer.settings.run_config import parse_config, parse_stored
from trainer.training.checkpoints import checkpoints, load_checkpoint, save_checkpoint
from trainer.training.reporting import write_sheet
from trainer.training.session import run_training
from trainer.training.state import BatchStatistics, Run

CPU = torch.device("cpu")


def tiny_run(recipe: str, **sections: object) -> Run:
    torch.set_num_threads(1)
    return Run(parse_config(tiny_values(recipe, "unused", **sections)), Accelerator(cpu=True))


def changed(run: Run, before: dict[str, torch.nn.Module]) -> set[str]:
    """Networks whose parameters are no longer what they were."""
    return {
        name
        for name, network in run.recipe.networks.items()
        if any(
            not torch.equal(a, b)
            for a, b in zip(network.parameters(), before[name].parameters(), strict=True)
        )
    }


@pytest.mark.parametrize("recipe", TINY)
def test_every_network_learns(recipe: str) -> None:
    run = tiny_run(recipe)
    before = deepcopy(run.recipe.networks)
    # Two steps: networks may take turns.
    terms = run.step([batch(2)]) | run.step([batch(2)])
    assert all(torch.isfinite(value) for value in terms.values())
    trained = {name for name, network in before.items() if list(network.parameters())}
    assert changed(run, before) == trained


@pytest.mark.parametrize("recipe", TINY)
def test_a_resumed_run_ends_where_an_unbroken_one_does(recipe: str, tmp_path: Path) -> None:
    batches = [batch(2, seed=number) for number in range(5)]
    whole, first = tiny_run(recipe), tiny_run(recipe)
    for number, one in enumerate(batches):
        whole.step([one])
        if number < 3:
            first.step([one])
    save_checkpoint(tmp_path, first.seen, first.state(), 1)
    second = tiny_run(recipe, seed=3)
    second.restore(load_checkpoint(checkpoints(tmp_path)[-1]))
    for one in batches[3:]:
        second.step([one])
    ends = [torch.utils._pytree.tree_flatten(run.state()) for run in (whole, second)]
    assert ends[0][1] == ends[1][1]
    for mine, theirs in zip(ends[0][0], ends[1][0], strict=True):
        assert torch.equal(mine, theirs) if isinstance(mine, torch.Tensor) else mine == theirs


# What a system rebuilds, and the most of its first value that is left once it knows eight pictures by heart.
REBUILT = {
    "cyclegan": (("loss_cycle_a", "loss_cycle_b"), 0.35),
    "discogan": (("loss_const_a", "loss_const_b"), 0.5),
    "dualgan": (("loss_recovery_a", "loss_recovery_b"), 0.5),
    "unit": (("loss_reconstruction_a", "loss_reconstruction_b", "loss_cycle_a", "loss_cycle_b"), 0.5),
    "munit": (("loss_reconstruction_a", "loss_reconstruction_b"), 0.35),
    "drit": (("loss_cross_cycle_a", "loss_cross_cycle_b", "loss_reconstruction_a"), 0.6),
}


@pytest.mark.slow
@pytest.mark.parametrize("recipe", TINY)
def test_eight_pictures_are_learnt_by_heart(recipe: str, tmp_path: Path) -> None:
    """Leaves losses and a sample sheet in GANVAS_SHEETS, where that names a folder."""
    settings = {**TINY[recipe], **({"rate": 0.8, "early_rate": 0.8} if recipe == "discogan" else {})}
    run = tiny_run(
        recipe,
        settings=settings,
        schedule={"pictures": 100_000, "batch_size": 8, "size": 32},
        optimiser={"learning_rate": 2e-3},
        averaging={"half_life": 80, "ramp": 1.0},
    )
    pictures = batch(8)
    names, share = REBUILT[recipe]
    curve = []
    for step in range(80):
        terms = run.step([pictures])
        if all(name in terms for name in names):
            curve.append({"step": step, **{name: float(value) for name, value in terms.items()}})
    folder = Path(os.environ.get("GANVAS_SHEETS", tmp_path)) / recipe
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "losses.json").write_text(json.dumps(curve, indent=1))
    sheet = write_sheet(run.recipe, run.shown(), pictures, folder, run.seen, CPU)
    assert sheet.stat().st_size > 1000
    for name in names:
        assert curve[-1][name] < share * curve[0][name], name


def test_cyclegan_s_terms_are_those_of_the_paper() -> None:
    run = tiny_run("cyclegan", settings={**TINY["cyclegan"], "pool": 0})
    networks, one = run.recipe.networks, batch(1)
    g, f, d_a, d_b = (
        networks[n] for n in ("generator_ab", "generator_ba", "discriminator_a", "discriminator_b")
    )
    a, b = one["a"], one["b"]
    with torch.no_grad():
        losses = run.recipe.phases[0].losses(one, work := {"seen": 0})
        expected = (
            (d_b(g(a)) - 1).square().mean()
            + (d_a(f(b)) - 1).square().mean()
            + 10 * (f(g(a)) - a).abs().mean()
            + 10 * (g(f(b)) - b).abs().mean()
            + 5 * (g(b) - b).abs().mean()
            + 5 * (f(a) - a).abs().mean()
        )
        torch.testing.assert_close(losses.total, expected, rtol=1e-4, atol=1e-5)
        evaluated = run.recipe.phases[1].losses(one, work).total
        expected = 0.5 * ((d_a(a) - 1).square().mean() + d_a(f(b)).square().mean())
        expected = expected + 0.5 * ((d_b(b) - 1).square().mean() + d_b(g(a)).square().mean())
        torch.testing.assert_close(evaluated, expected, rtol=1e-4, atol=1e-5)


def test_munit_s_terms_are_those_of_the_paper() -> None:
    run = tiny_run("munit", settings={**TINY["munit"], "lambda_cycle": 10.0})
    recipe, one = run.recipe, batch(1)
    a, b = (recipe.networks[f"generator_{d}"] for d in "ab")
    work: dict[str, object] = {"seen": 0}
    with torch.no_grad():
        recipe.phases[0].losses(one, work)
        torch.manual_seed(7)
        losses = recipe.phases[1].losses(one, work)
        torch.manual_seed(7)
        s_a, s_b = torch.randn(1, 4), torch.randn(1, 4)
        (c_a, own_a), (c_b, own_b) = a(one["a"]), b(one["b"])
        x_ba, x_ab = a.decode(c_b, s_a), b.decode(c_a, s_b)
        (c_b_again, s_a_again), (c_a_again, s_b_again) = a(x_ba), b(x_ab)
        gan = sum((scores - 1).square().mean() for scores in recipe.networks["discriminator_a"](x_ba))
        gan += sum((scores - 1).square().mean() for scores in recipe.networks["discriminator_b"](x_ab))
        expected = (
            gan
            + 10 * (a.decode(c_a, own_a) - one["a"]).abs().mean()
            + 10 * (b.decode(c_b, own_b) - one["b"]).abs().mean()
            + (s_a_again - s_a).abs().mean()
            + (s_b_again - s_b).abs().mean()
            + (c_a_again - c_a).abs().mean()
            + (c_b_again - c_b).abs().mean()
            + 10 * (a.decode(c_a_again, own_a) - one["a"]).abs().mean()
            + 10 * (b.decode(c_b_again, own_b) - one["b"]).abs().mean()
        )
    torch.testing.assert_close(losses.total, expected, rtol=1e-4, atol=1e-4)


def test_contents_of_the_first_phase_carry_gradients_into_the_second() -> None:
    only_content = {
        "lambda_gan": 0.0,
        "lambda_reconstruction": 1.0,
        "lambda_style": 0.0,
        "lambda_content": 0.0,
    }
    run = tiny_run("munit", settings={**TINY["munit"], **only_content})
    before = deepcopy(run.recipe.networks["generator_a"])
    run.step([batch(2)])
    after = run.recipe.networks["generator_a"].enc_content.parameters()  # type: ignore[union-attr]
    assert any(not torch.equal(x, y) for x, y in zip(before.enc_content.parameters(), after, strict=True))  # type: ignore[union-attr]


def test_drit_trains_its_content_discriminator_more_often_than_the_rest() -> None:
    run = tiny_run("drit", settings={**TINY["drit"], "content_steps": 3})
    run.step([batch(2)])
    before = deepcopy(run.recipe.networks)
    assert run.step([batch(2, seed=1)]).keys() == {"loss_content_d"}
    assert changed(run, before) == {"content_discriminator"}
    assert run._rate("generator") == run.config.optimiser.learning_rate


def test_drit_s_latent_term_leaves_the_attribute_encoder_alone() -> None:
    nothing = {name: 0.0 for name in TINY["drit"] if str(name).startswith("lambda")}
    weights = ("gan", "content_gan", "cross_cycle", "reconstruction", "kl", "content", "mode_seeking")
    nothing |= {f"lambda_{name}": 0.0 for name in weights}
    settings = {**TINY["drit"], **nothing, "lambda_latent": 1.0}
    # Weight decay moves what has no gradient.
    run = tiny_run("drit", settings=settings, optimiser={"weight_decay": 0.0})
    before = deepcopy(run.recipe.networks)
    run.step([batch(2)])
    assert "generator" in changed(run, before)
    assert "attribute_encoder" not in changed(run, before)


def test_drit_needs_pictures_that_its_content_discriminator_can_see() -> None:
    with pytest.raises(ConfigurationError, match="do not take 32 pixels; the nearest are 100"):
        tiny_run("drit", settings={**TINY["drit"], "content_layers": 2})


@pytest.mark.parametrize("form", ["concat", "feature_wise"])
def test_both_forms_of_drit_make_several_pictures_of_one_content(form: str) -> None:
    run = tiny_run("drit", settings={**TINY["drit"], "form": form})
    run.step([batch(2)])
    for network in run.shown().values():
        network.eval()
    with torch.no_grad():
        sheet = run.recipe.sample(run.shown(), batch(2))
    assert sheet.shape == (2, 8, 3, 32, 32)
    assert not torch.allclose(sheet[:, 2], sheet[:, 3], atol=1e-6)


def test_discogan_s_discriminators_wait_for_every_third_step() -> None:
    run = tiny_run("discogan")
    evaluated = ["loss_d_a" in run.step([batch(4, seed=number)]) for number in range(7)]
    assert evaluated == [True, False, False, True, False, False, True]


def test_clipped_critics_stay_within_their_bounds() -> None:
    run = tiny_run("dualgan", settings={**TINY["dualgan"], "lipschitz": "clipping"})
    for number in range(2):
        run.step([batch(2, seed=number)])
        # After their step, so that the generators' turn and whatever is kept have them clipped.
        critics = [run.recipe.networks[f"discriminator_{domain}"] for domain in "ab"]
        found = [float(parameter.abs().max()) for critic in critics for parameter in critic.parameters()]
        assert max(found) == pytest.approx(0.01)


def test_the_gradient_penalty_of_a_linear_critic_is_known() -> None:
    weight = torch.randn(3, 8, 8)
    penalty = gradient_penalty(
        lambda x: (x * weight).sum(dim=(1, 2, 3)).view(-1, 1), torch.rand(2, 3, 8, 8), torch.rand(2, 3, 8, 8)
    )
    torch.testing.assert_close(penalty, (weight.norm() - 1).square(), rtol=1e-4, atol=1e-5)


def test_munit_s_discriminators_can_look_through_a_frozen_network() -> None:
    run = tiny_run("munit", settings={**TINY["munit"], "discriminators": "projected", "objective": "hinge"})
    before, frozen = deepcopy(run.recipe.networks), deepcopy(run.recipe.frozen["features"])
    terms = [run.step([batch(2, seed=number % 2, size=64)]) for number in range(12)]
    assert changed(run, before) == set(before)
    for mine, theirs in zip(frozen.parameters(), run.recipe.frozen["features"].parameters(), strict=True):
        assert torch.equal(mine, theirs)
    mixing = run.recipe.networks["discriminator_a"].mix_channels.parameters()  # type: ignore[union-attr]
    assert all(map(torch.equal, mixing, before["discriminator_a"].mix_channels.parameters()))  # type: ignore[union-attr]
    assert float(terms[-1]["loss_d_a"]) < float(terms[0]["loss_d_a"]), "it learns to tell two batches"


def test_munit_holds_the_styles_of_pictures_to_the_prior_when_asked_to() -> None:
    settings = {**TINY["munit"], "lambda_style_prior": 5.0}
    run = tiny_run("munit", settings=settings, optimiser={"learning_rate": 3e-3})
    terms = [run.step([batch(4, seed=number % 2)]) for number in range(30)]
    first, last = (
        sum(float(term["loss_style_prior_a"]) for term in part) for part in (terms[:10], terms[-10:])
    )
    assert last < 0.7 * first
    plain = tiny_run("munit").step([batch(4)])
    assert "loss_style_prior_a" not in plain


@pytest.mark.parametrize("discriminators", ["patches", "projected"])
def test_munit_holds_rebuilt_pictures_to_their_details_when_asked_to(discriminators: str) -> None:
    settings = {**TINY["munit"], "lambda_details": 3.0, "discriminators": discriminators}
    run = tiny_run("munit", settings=settings, optimiser={"learning_rate": 2e-3})
    terms = [run.step([batch(2, size=64)]) for _ in range(10)]
    for domain in "ab":
        assert float(terms[-1][f"loss_details_{domain}"]) < float(terms[0][f"loss_details_{domain}"])


def test_the_perceptual_term_sees_content_and_no_style() -> None:
    run = tiny_run("unit", settings={**TINY["unit"], "lambda_perceptual": 1.0})
    terms = run.step([batch(1, size=64)])
    assert float(terms["loss_perceptual_a"]) > 0
    from trainer.parts.losses import domain_invariant_distance

    maps = torch.randn(2, 5, 6, 6)
    restyled = maps * 3 + 2
    assert float(domain_invariant_distance(maps, restyled)) < 1e-4
    assert float(domain_invariant_distance(maps, torch.randn(2, 5, 6, 6))) > 0.5


def test_published_optimisers_can_be_asked_for() -> None:
    run = tiny_run("dualgan", optimiser={"algorithm": "rmsprop", "learning_rate": 5e-5, "beta2": 0.9})
    optimiser = run.optimisers["generator_ab"]
    assert isinstance(optimiser, torch.optim.RMSprop)
    assert optimiser.param_groups[0]["alpha"] == 0.9
    decayed = tiny_run("munit", optimiser={"weight_decay": 1e-4})
    assert decayed.optimisers["generator_a"].param_groups[0]["weight_decay"] == 1e-4


def test_the_rate_is_halved_every_so_many_pictures() -> None:
    schedule = tiny_run("munit", schedule={"pictures": 100, "halve_every": 10}).config.schedule
    assert [schedule.rate_at(seen) for seen in (0, 9, 10, 25, 90)] == [1.0, 1.0, 0.5, 0.25, 0.5**9]


def test_a_run_goes_from_two_folders_to_checkpoints_and_on_from_there(tmp_path: Path) -> None:
    ends = []
    for name, stops in (("whole", [None]), ("stopped", [6, None])):
        values = tiny_values(
            "cyclegan",
            tmp_path / name,
            data={
                "sources": [str(write_folders(tmp_path / f"{name}-data"))],
                "kind": "unpaired",
                "workers": 0,
            },
            schedule={"pictures": 12, "batch_size": 2, "size": 32},
            reporting={"progress": 2, "samples": 12, "checkpoints": 6},
        )
        for number, until in enumerate(stops):
            run_training(parse_config(values), resume=number > 0, echo=False, until=until)
        # One at each end.
        assert len(list((tmp_path / name / "samples").glob("*.png"))) == len(stops)
        ends.append(load_checkpoint(checkpoints(tmp_path / name)[-1]))
    assert ends[0]["seen"] == ends[1]["seen"] == 12
    pools = [end["networks"]["pool_a"]["_extra_state"]["pictures"] for end in ends]
    assert torch.equal(*pools)
    for name, state in ends[0]["networks"].items():
        for key, tensor in state.items():
            if isinstance(tensor, torch.Tensor):
                assert torch.equal(tensor, ends[1]["networks"][name][key]), f"{name}.{key}"


def test_discogan_trains_its_discriminators_in_place_of_the_generators() -> None:
    run = tiny_run("discogan", settings=TINY["discogan"], schedule={"batch_size": 4, "size": 32})
    turns = []
    for _ in range(6):
        before = {name: next(iter(net.parameters())).clone() for name, net in run.recipe.networks.items()}
        run.step([batch(4)])
        after = {name: next(iter(net.parameters())) for name, net in run.recipe.networks.items()}
        turns.append({name[:4] for name in before if not torch.equal(before[name], after[name])})
    assert turns == [{"disc"}, {"gene"}, {"gene"}] * 2


def test_every_step_is_both_s_where_a_discogan_run_says_so() -> None:
    settings = {**TINY["discogan"], "discriminator_every": 1}
    run = tiny_run("discogan", settings=settings, schedule={"batch_size": 4, "size": 32})
    terms = run.step([batch(4)])
    assert {"loss_d_a", "loss_gan_a"} <= set(terms)


def test_drit_s_feature_wise_form_is_the_published_one() -> None:
    settings = {**TINY["drit"], "form": "feature_wise", "blocks": 3, "attribute_widths": []}
    recipe = tiny_run("drit", settings=settings).recipe
    names = {name.split(".")[0] for name, _ in recipe.networks["generator"].named_parameters()}
    assert {name for name in names if name.startswith("decA")} == {f"decA{n}" for n in range(1, 6)}
    widths = [p.shape[0] for n, p in recipe.networks["attribute_encoder"].named_parameters() if "a." in n]
    assert widths[::2] == [64, 128, 256, 256, 256, TINY["drit"]["style_size"]]
    # Linear layers keep PyTorch's own weights: of a uniform distribution, and not N(0, 0.02).
    first = recipe.networks["generator"].get_parameter("mlpA.0.weight")
    bound = first.shape[1] ** -0.5
    assert 0.9 * bound < float(first.detach().abs().max()) <= bound


def test_unit_shares_the_last_block_of_the_encoders_and_the_first_of_the_decoders() -> None:
    run = tiny_run("unit", settings={**TINY["unit"], "residual_blocks": 2})
    alone = tiny_run("unit", settings={**TINY["unit"], "residual_blocks": 2, "shared_blocks": 0})
    for _ in range(2):
        run.step([batch(2)])
        alone.step([batch(2)])

    def same(run: Run, networks: dict[str, torch.nn.Module]) -> set[str]:
        a, b = (networks[f"generator_{d}"].state_dict() for d in "ab")
        equal = [key for key in a if key.endswith("weight") and torch.equal(a[key], b[key])]
        return {key.rpartition(".model.")[0] for key in equal}

    blocks = {"enc.model.3.model.1", "dec.model.0.model.0"}
    assert same(run, run.recipe.networks) == same(run, run.averages.networks) == blocks
    assert not same(alone, alone.recipe.networks)


def test_a_stored_unit_run_of_0_1_shares_nothing() -> None:
    values = tiny_values("unit", "unused")
    assert parse_stored(values).settings.shared_blocks == 0  # type: ignore[attr-defined]
    assert parse_config(values).settings.shared_blocks == 1  # type: ignore[attr-defined]


class _Drawn:
    """Eleven pictures of each kind, each by its number."""

    def __len__(self) -> int:
        return 11

    def __getitem__(self, draw: Draw) -> dict[str, torch.Tensor]:
        return {name: plane[0] for name, plane in batch(1, seed=draw.index).items()}


@pytest.mark.parametrize("recipe", ["discogan", "dualgan"])
def test_batch_norms_of_averages_are_those_of_pictures_that_averages_see(recipe: str) -> None:
    settings = {**TINY[recipe], **({"norm": "batch"} if recipe == "dualgan" else {})}
    run = tiny_run(recipe, settings=settings)
    for number in range(6):
        run.step([batch(2, seed=number)])
    live, statistics = deepcopy(run.recipe.networks), BatchStatistics(run, _Drawn())
    network = run.shown()["generator_ab"]
    norms = {name: one for name, one in network.named_modules() if isinstance(one, torch.nn.BatchNorm2d)}
    seen: dict[str, list[torch.Tensor]] = {name: [] for name in norms}
    for name, norm in norms.items():
        norm.register_forward_pre_hook(
            lambda _, given, name=name: seen[name].append(given[0].mean((0, 2, 3)))
        )
    statistics.settle()
    for name, norm in norms.items():
        # Eleven pictures by eight at once, and the way back.
        assert len(seen[name]) >= 2
        expected = torch.stack(seen[name]).mean(0)
        torch.testing.assert_close(norm.running_mean, expected, rtol=1e-4, atol=1e-6)
        noted = dict(run.recipe.networks["generator_ab"].named_buffers())[f"{name}.running_mean"]
        assert not torch.allclose(noted, expected, rtol=1e-2)
    # What is trained is as it was, and the next step takes its notes over again until they are settled.
    for name, before in live.items():
        after = run.recipe.networks[name].state_dict()
        assert all(torch.equal(mine, after[key]) for key, mine in before.state_dict().items())
    assert all(not norm.training and norm.momentum == 0.1 for norm in norms.values())
    again = {name: norm.running_var.clone() for name, norm in norms.items()}
    statistics.settle()
    assert all(torch.allclose(again[name], norm.running_var, rtol=1e-4) for name, norm in norms.items())
