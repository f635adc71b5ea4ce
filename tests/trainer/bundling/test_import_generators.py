"""ProGAN and StyleGAN 1 files become models that sample, on ONNX and PyTorch alike, and take axes."""

from pathlib import Path

import numpy as np
import pytest
import torch
from helpers.published_progressive import (
    CODE,
    interfacegan_progan,
    interfacegan_stylegan,
    published_progan,
    published_stylegan,
    rosinality_progan,
    rosinality_stylegan,
)

from app.cli.commands import add_directions
from app.cli.faces import open_generator
from engine.backends.backend import open_backend
from engine.bundle.bundle import open_bundle
from engine.checkpoints.scan import scan
from engine.errors import LatentError
from engine.faces.generator import Generator
from trainer.bundling.import_files import import_files


def saved(path: Path, value) -> Path:
    torch.save(value, path)
    return path


@pytest.fixture(scope="module")
def faces(tmp_path_factory):
    """A tiny StyleGAN of InterFaceGAN's layout, brought in, and its tensors."""
    folder = tmp_path_factory.mktemp("faces")
    torch.manual_seed(0)
    state = interfacegan_stylegan()
    state["synthesis.output3.conv.weight"] *= 0.1
    state["synthesis.output3.bias"] *= 0.1
    return import_files([saved(folder / "stylegan_ffhq.pth", state)], folder / "faces.gmodel").bundle, state


def test_stylegan_samples_what_the_file_draws(faces):
    path, state = faces
    z = np.random.default_rng(0).standard_normal((2, CODE)).astype(np.float32)
    expected = (published_stylegan(state, torch.from_numpy(z), 0.7) + 1) * 127.5
    expected = expected.clamp(0, 255).permute(0, 2, 3, 1).numpy()
    for backend in ("onnx", "torch"):
        generator = open_generator(str(path), backend=backend).generator
        assert (generator.size, generator.sizes, generator.num_ws) == (32, (32,), 8)
        made = generator.synthesise(generator.map(z, psi=0.7))
        assert np.abs(made.astype(np.float32) - expected).max() <= 1


def test_stylegans_noise_is_drawn_anew_for_a_seed_and_layers_mix(faces):
    generator = open_generator(str(faces[0]), backend="onnx").generator
    assert generator.noise_sizes == (4, 4, 8, 8, 16, 16, 32, 32)
    ws = generator.map(generator.sample_z(2, 0))
    stored, other = generator.synthesise(ws), generator.synthesise(ws, noise_seed=1)
    assert np.abs(stored.astype(int) - other).max() > 3
    mixed = np.concatenate([ws[:1, :4], ws[1:, 4:]], axis=1)
    assert np.abs(generator.synthesise(mixed).astype(int) - stored[:1]).max() > 3


def test_published_directions_become_its_sliders(faces, ganvas_home, tmp_path):
    np.save(tmp_path / "stylegan_ffhq_smile_w_boundary.npy", np.eye(CODE, dtype=np.float32)[3:4])
    answer = add_directions(str(faces[0]), tmp_path / "stylegan_ffhq_smile_w_boundary.npy")
    assert (answer["axes"], answer["space"], answer["space_from"]) == (["smile"], "w", "file")
    with pytest.raises(LatentError, match="has an axis 'smile' already"):
        add_directions(str(faces[0]), tmp_path / "stylegan_ffhq_smile_w_boundary.npy")
    opened = open_generator(str(faces[0]), backend="onnx")
    ws = opened.generator.map(opened.generator.sample_z(1, 0))
    moved = ws + opened.axes.move({"smile": 2.0})
    before, after = opened.generator.synthesise(ws), opened.generator.synthesise(moved)
    assert np.abs(before.astype(int) - after).max() > 3


def test_progan_samples_what_the_file_draws(tmp_path):
    torch.manual_seed(0)
    state = interfacegan_progan()
    state["output3.conv.weight"] *= 0.2
    made = import_files([saved(tmp_path / "pggan.pth", state)], tmp_path / "faces.gmodel")
    assert made.capabilities == ("sample",)
    assert "non-commercial" in made.licence
    bundle = open_bundle(made.bundle)
    z = np.random.default_rng(0).standard_normal((2, CODE)).astype(np.float32)
    expected = ((published_progan(state, torch.from_numpy(z)) + 1) * 127.5).clamp(0, 255)
    for backend in ("onnx", "torch"):
        generator = Generator(bundle, open_backend(bundle, backend=backend, device="cpu"))
        assert (generator.sizes, generator.noise_sizes, generator.num_ws) == ((32,), (), 1)
        drawn = generator.synthesise(generator.map(z))
        assert np.abs(drawn - expected.permute(0, 2, 3, 1).numpy()).max() <= 1


def test_rosinalitys_files_give_their_average(tmp_path):
    torch.manual_seed(0)
    average, other = rosinality_stylegan(), rosinality_stylegan()
    named = {"generator": {f"module.{name}": tensor for name, tensor in other.items()}, "g_running": average}
    found = scan([saved(tmp_path / "train_step-7.model", named)])
    assert found.sentence() == "Found in train_step-7.model: stylegan1, generator (g_running)."


@pytest.mark.slow
def test_a_conditional_progan_takes_labels(tmp_path):
    torch.manual_seed(0)
    made = import_files([saved(tmp_path / "g.model", rosinality_progan())], tmp_path / "g.gmodel")
    bundle = open_bundle(made.bundle)
    generator = Generator(bundle, open_backend(bundle, backend="onnx", device="cpu"))
    z = generator.sample_z(1, 0)
    first, second = (
        generator.synthesise(generator.map(z, labels=np.eye(3, dtype=np.float32)[n : n + 1])) for n in (0, 1)
    )
    assert np.abs(first.astype(int) - second).max() > 3
