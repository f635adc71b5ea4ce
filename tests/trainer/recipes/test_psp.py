"""pSp's encoder finds the codes of a frozen generator's pictures, and its bundle joins the generator's."""

from __future__ import annotations

import json
import os
from pathlib import Path

import numpy as np
import pytest
import torch
from helpers.labelled_pictures import write_labelled_pictures
from helpers.tiny_faces import make_tiny_faces, tiny_face_networks
from safetensors.torch import load_file

from engine.architectures.psp import PSPEncoder
from engine.architectures.registry import build
from engine.backends.backend import open_backend
from engine.bundle.bundle import open_bundle
from engine.errors import ConfigurationError
from trainer.bundling.export import export_run
from trainer.recipes.base import Losses
from trainer.recipes.trained import load_generator, make_recipe, open_run
from trainer.settings.psp import Settings
from trainer.settings.run_config import RunConfig, parse_config, parse_stored
from trainer.training.session import run_training
from trainer.training.state import Run

REFERENCES = sorted(
    meta.parent
    for meta in Path(
        os.environ.get(
            "GANVAS_REFERENCE_LOSSES", Path(__file__).parents[3] / ".." / "shared" / "reference-losses"
        )
    ).glob("*/meta.json")
    if json.loads(meta.read_text())["system"] == "psp"
)
TINY = {"widths": [8, 8, 16, 24, 32], "depth": [1, 1, 1, 1], "pyramid": 16, "size": 32, "perceptual_size": 32}


@pytest.fixture(scope="module")
def generator(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tiny_faces(tmp_path_factory.mktemp("generator") / "tinyfaces.gmodel")


def configuration(folder: Path, generator: Path, pictures: int = 32, **settings: object) -> RunConfig:
    if not (folder / "data.zip").exists():
        write_labelled_pictures(folder / "data.zip", 40)
    return parse_config(
        {
            "recipe": "psp",
            "name": "tiny-psp",
            "folder": str(folder / "run"),
            "licence": "CC0",
            "data": {"sources": [str(folder / "data.zip")], "kind": "pictures", "workers": 0, "labels": []},
            "settings": {**TINY, "generator": str(generator), **settings},
            "schedule": {"pictures": pictures, "batch_size": 4, "size": 32},
            "optimiser": {"learning_rate": 4e-3, "beta1": 0.9},
            "averaging": {"half_life": 100},
            "hardware": {"device": "cpu", "threads": 1},
        }
    )


def test_the_encoder_finds_the_codes_of_generated_pictures(tmp_path: Path, generator: Path) -> None:
    from accelerate import Accelerator

    only_codes = {"generated": 2.0, "lambda_perceptual": 0.0, "lambda_l2": 0.1, "lambda_w": 1.0}
    run = Run(configuration(tmp_path, generator, 4000, **only_codes), Accelerator(cpu=True))
    batch = {"picture": torch.zeros(4, 3, 32, 32)}
    first = sum(float(run.step([batch])["loss_w"]) for _ in range(8))
    for _ in range(80):
        run.step([batch])
    last = sum(float(run.step([batch])["loss_w"]) for _ in range(8))
    # An encoder that knows nothing stays at the average, at a loss of about 1.
    assert last < 0.85 * first


class Made(torch.nn.Module):
    """In the encoder's place: codes, and the pictures that the generator makes of them."""

    def __init__(self, average: torch.Tensor, latent: torch.Tensor, picture: torch.Tensor) -> None:
        super().__init__()
        self.register_buffer("w_avg", average)
        self.register_buffer("w_scale", torch.tensor(0.5))
        self.latent, self.picture = torch.nn.Parameter(latent), torch.nn.Parameter(picture)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return self.latent


def losses_of(made: Made, wanted: torch.Tensor, generator: Path, **settings: object) -> Losses:
    """The recipe's losses of codes and pictures that are given."""
    plain = {"generated": 0.0, "lambda_perceptual": 0.0, **settings}
    recipe = make_recipe("psp", Settings(**{**TINY, "generator": str(generator), **plain}))
    recipe.networks["encoder"] = made
    recipe.frozen["synthesis"] = Drawn(made)
    recipe.generator_size = wanted.shape[2]  # type: ignore[attr-defined]
    return recipe.phases[0].losses({"picture": wanted}, {})


class Drawn(torch.nn.Module):
    def __init__(self, made: Made) -> None:
        super().__init__()
        self.made = made

    def forward(self, ws: torch.Tensor, noise: str) -> torch.Tensor:
        return self.made.picture[: len(ws)]


@pytest.mark.parametrize(("count", "layers"), [(1, 8), (2, 18), (5, 3)])
def test_the_regulariser_is_the_norm_of_equation_4(generator: Path, count: int, layers: int) -> None:
    torch.manual_seed(count)
    latent, average, picture = torch.randn(count, layers, 16), torch.randn(16), torch.rand(count, 3, 32, 32)
    found = losses_of(Made(average, latent, picture), picture, generator, lambda_regulariser=0.3)
    lengths = [sum((float(x) - float(average[i])) ** 2 for w in ws for i, x in enumerate(w)) for ws in latent]
    wanted = sum(length**0.5 for length in lengths) / count
    assert found.terms["loss_regulariser"].item() == pytest.approx(wanted, rel=1e-5)
    assert found.total.item() == pytest.approx(0.3 * wanted, rel=1e-5)
    of_before = losses_of(Made(average, latent, picture), picture, generator, regulariser="deviations")
    squares = sum(lengths) / latent.numel() / 0.5**2
    assert of_before.terms["loss_regulariser"].item() == pytest.approx(squares, rel=1e-5)


@pytest.mark.skipif(not REFERENCES, reason="no folder of loss references: set GANVAS_REFERENCE_LOSSES")
@pytest.mark.parametrize("folder", REFERENCES, ids=lambda folder: folder.name)
def test_terms_and_gradients_of_codes_are_the_published(folder: Path, generator: Path) -> None:
    tensors, state = (load_file(folder / f"{name}.safetensors") for name in ("io", "state"))
    weight = json.loads((folder / "meta.json").read_text())["loss_weights"]["w_norm_lambda"]
    made = Made(tensors["in_latent_avg"][0], state["made.latent"], state["made.picture"])
    losses = losses_of(made, tensors["in_y"], generator, lambda_regulariser=weight, lambda_l2=1.0)
    for ours, theirs in {"loss_l2": "l2", "loss_regulariser": "w_norm"}.items():
        assert losses.terms[ours].item() == pytest.approx(float(tensors[f"term_{theirs}"]), rel=1e-4)
    losses.total.backward()  # type: ignore[no-untyped-call]
    assert made.latent.grad is not None
    rows = json.loads((folder / "meta.json").read_text())["gradients"]["rows"]["E"]
    wanted = tensors["grads_E"][rows.index("made.latent")].double()
    flat = made.latent.grad.double().flatten()
    waves = torch.cos(0.1 * torch.arange(len(flat), dtype=torch.float64))
    found = torch.stack([flat.norm(), flat.sum(), flat @ waves])
    assert float((found - wanted).abs().max()) <= 1e-4 * float(wanted[0])


def test_runs_of_before_keep_their_regulariser(tmp_path: Path, generator: Path) -> None:
    values = configuration(tmp_path, generator).model_dump(mode="json")
    assert values["settings"]["regulariser"] == "norm"
    del values["settings"]["regulariser"]
    assert parse_stored(values).settings.regulariser == "deviations"  # type: ignore[attr-defined]


def test_the_generator_and_the_features_stay_as_they_are(tmp_path: Path, generator: Path) -> None:
    from accelerate import Accelerator

    run = Run(configuration(tmp_path, generator, lambda_identity=0.1), Accelerator(cpu=True))
    before = {
        f"{name}.{key}": value.clone()
        for name, network in run.recipe.frozen.items()
        for key, value in network.state_dict().items()
    }
    terms = run.step([{"picture": torch.rand(4, 3, 32, 32) * 2 - 1}])
    assert set(terms) == {"loss_l2", "loss_regulariser", "loss_perceptual", "loss_identity", "loss_w"}
    for name, network in run.recipe.frozen.items():
        assert not network.training
        for key, value in network.state_dict().items():
            assert torch.equal(value, before[f"{name}.{key}"])
            assert not value.requires_grad


def test_an_untrained_encoder_gives_codes_around_the_average(tmp_path: Path, generator: Path) -> None:
    recipe = make_recipe("psp", configuration(tmp_path, generator).settings)
    encoder = recipe.networks["encoder"]
    frozen = load_generator(generator)
    torch.testing.assert_close(encoder.get_buffer("w_avg"), frozen.average)
    assert float(encoder.get_buffer("w_scale")) == pytest.approx(frozen.deviation())
    ws = encoder(torch.rand(3, 3, 32, 32) * 2 - 1)
    assert ws.shape == (3, 8, 16)
    with torch.no_grad():
        for head in encoder.heads:  # type: ignore[union-attr]
            head.linear.weight.zero_()
            head.linear.bias.zero_()
    torch.testing.assert_close(encoder(torch.rand(1, 3, 32, 32))[0], frozen.average.expand(8, 16))


def test_a_trained_run_exports_an_encoder_that_both_backends_run(tmp_path: Path, generator: Path) -> None:
    run_training(configuration(tmp_path, generator), resume=False, echo=False)
    bundle = open_bundle(export_run(tmp_path / "run", tmp_path / "psp.gmodel"))
    assert bundle.manifest.provenance["generator"] == "tinyfaces"
    photo = np.random.default_rng(0).uniform(-1, 1, (2, 3, 32, 32)).astype(np.float32)
    answers = [
        open_backend(bundle, backend=name, device="cpu").run("encoder", {"image": photo})  # type: ignore[arg-type]
        for name in ("onnx", "torch")
    ]
    assert answers[0].shape == (2, 8, 16)
    np.testing.assert_allclose(answers[0], answers[1], rtol=1e-3, atol=1e-3)
    assert open_run(tmp_path / "run").networks["encoder"].training is False


def test_pictures_of_other_sizes_are_brought_to_the_encoders() -> None:
    encoder = build("psp_encoder", {**_sizes(), "size": 32}).eval()
    assert isinstance(encoder, PSPEncoder)
    large = torch.rand(1, 3, 16, 16).repeat_interleave(8, 2).repeat_interleave(8, 3)
    small = torch.nn.functional.avg_pool2d(large, 4)
    torch.testing.assert_close(encoder(large), encoder(small), rtol=1e-4, atol=1e-5)


def _sizes() -> dict[str, object]:
    return {"num_ws": 8, "w_size": 16, "widths": [8, 8, 8, 16, 16], "depth": [1, 1, 1, 1], "pyramid": 8}


def test_coarse_layers_see_only_the_smallest_map() -> None:
    encoder = PSPEncoder(**{**_sizes(), "num_ws": 10}, size=64).eval()  # type: ignore[arg-type]
    picture = torch.rand(1, 3, 64, 64)
    before = encoder(picture)
    with torch.no_grad():
        encoder.heads[2].linear.weight.mul_(2)
        encoder.lateral[1].weight.mul_(2)
    after = encoder(picture)
    assert torch.equal(before[:, :3], after[:, :3])
    assert not torch.allclose(before[:, 3:7], after[:, 3:7])
    assert not torch.allclose(before[:, 7:], after[:, 7:])


def test_what_is_no_generator_is_refused_in_a_sentence(tmp_path: Path, tiny_bundle: Path) -> None:
    with pytest.raises(ConfigurationError, match="does not exist"):
        load_generator(tmp_path / "nothing")
    with pytest.raises(ConfigurationError, match="no StyleGAN2"):
        load_generator(tiny_bundle)
    with pytest.raises(ValueError, match="power of two"):
        PSPEncoder(8, size=100)
    with pytest.raises(ValueError, match="no fine ones"):
        PSPEncoder(6)


def test_the_generator_of_a_bundle_is_the_one_that_was_written(generator: Path) -> None:
    frozen = load_generator(generator)
    networks = tiny_face_networks()
    z = torch.randn(2, 16)
    torch.testing.assert_close(frozen.mapping(z), networks["mapping"][2](z))
    assert frozen.size == 32
