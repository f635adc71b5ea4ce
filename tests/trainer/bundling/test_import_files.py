"""Published weights become bundles that open, run without PyTorch, and say where they come from."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from helpers.published_files import SMALL_STYLEGAN2, write_nvidia

from app.cli.translate import open_translator
from engine.architectures.registry import build
from engine.backends.backend import open_backend
from engine.bundle.bundle import open_bundle
from engine.errors import BundleError
from engine.translation.tiling import translate_full_size
from engine.translation.translator import Translator
from trainer.bundling.import_files import import_files
from trainer.bundling.imported import ImportOptions

ROOT = Path(__file__).resolve().parents[3]


def saved(path, architecture, config):
    torch.manual_seed(0)
    network = build(architecture, config).eval()
    for parameter in network.parameters():
        if parameter.dim() > 1:
            torch.nn.init.xavier_normal_(parameter, 1.5)
    torch.save(network.state_dict(), path)
    return network


@pytest.fixture(scope="module")
def sketches(tmp_path_factory):
    """A tiny BicycleGAN, both files, brought in."""
    folder = tmp_path_factory.mktemp("import")
    network = saved(folder / "g.pth", "bicyclegan_unet", {"widths": [4, 6, 8], "latent_size": 3})
    saved(folder / "e.pth", "resnet_encoder", {"widths": [4, 6], "latent_size": 3})
    info = []
    made = import_files(
        [folder / "g.pth", folder / "e.pth"],
        folder / "Edges 2 shoes.gmodel",
        options=ImportOptions(size=32),
        progress=lambda what, done, total: info.append(what),
    )
    return folder, network, made, info


def test_the_bundle_does_what_the_files_do(sketches):
    _, network, made, _ = sketches
    translator = open_translator(str(made.bundle), backend="onnx")
    drawing = np.full((32, 32), 255, np.uint8)
    drawing[8:20, 5:25] = 0
    styles = translator.sample_styles(2, 0)
    shown = translator.translate(drawing, styles)
    with torch.inference_mode():
        image = torch.from_numpy(drawing)[None, None].float().expand(2, -1, -1, -1) / 127.5 - 1
        expected = network(image, torch.from_numpy(styles))
    pixels = ((expected + 1) * 127.5).permute(0, 2, 3, 1).numpy()
    assert np.abs(shown - pixels).max() <= 1
    assert translator.encode_style(shown[0]).shape == (3,)
    by_torch = open_translator(str(made.bundle), backend="torch").translate(drawing, styles)
    assert np.abs(by_torch.astype(int) - shown).max() <= 1


def test_the_bundle_says_where_it_comes_from(sketches):
    folder, _, made, info = sketches
    bundle = open_bundle(made.bundle)
    assert bundle.manifest.name == "edges-2-shoes"
    assert bundle.manifest.family == "bicyclegan"
    assert list(made.capabilities) == ["translate", "style", "encode_style"]
    digest = hashlib.sha256((folder / "g.pth").read_bytes()).hexdigest()
    assert bundle.manifest.provenance["source_1"] == "g.pth"
    assert bundle.manifest.provenance["source_1_sha256"] == digest
    assert digest in bundle.card()
    assert "BSD" in bundle.manifest.licence
    assert bundle.preview().std() > 1
    assert info[0] == "reading g.pth"
    assert info[-1] == "writing the bundle"


def test_weights_are_kept_as_they_were(sketches):
    _, network, made, _ = sketches
    stored = open_bundle(made.bundle).weights("generator")
    for name, tensor in network.state_dict().items():
        assert np.array_equal(stored[name], tensor.numpy())


def test_a_label_map_is_drawn_from_its_numbers(tmp_path):
    config = {"width": 2, "blocks": 1, "input_channels": 5, "downsamplings": 1}
    network = saved(tmp_path / "g.pth", "pix2pixhd_enhanced", config)
    made = import_files(
        [tmp_path / "g.pth"], tmp_path / "labels.gmodel", options=ImportOptions(size=32, edges=False)
    )
    assert open_bundle(made.bundle).manifest.image.input_kind == "labels"
    labels = np.random.default_rng(0).integers(0, 5, (32, 32), dtype=np.uint8)
    translator = open_translator(str(made.bundle), backend="onnx")
    shown = translator.translate(labels, np.zeros((1, 0), np.float32))[0]
    hot = torch.nn.functional.one_hot(torch.from_numpy(labels).long(), 5).permute(2, 0, 1)[None].float()
    with torch.inference_mode():
        expected = ((network(hot)[0] + 1) * 127.5).permute(1, 2, 0).numpy()
    assert np.abs(shown - expected).max() <= 1


def test_a_chinese_name_is_a_title(tmp_path):
    saved(tmp_path / "鞋子网络.pth", "pix2pix_unet", {"widths": [4, 6, 8]})
    made = import_files([tmp_path / "鞋子网络.pth"], tmp_path / "鞋子.gmodel")
    assert made.sentence == "Found in 鞋子网络.pth: pix2pix, generator."
    manifest = open_bundle(tmp_path / "鞋子.gmodel").manifest
    assert (manifest.title, manifest.name.startswith("pix2pix-")) == ("鞋子 (pix2pix)", True)


def test_sizes_that_do_not_fit_are_refused_and_nothing_is_written(tmp_path):
    saved(tmp_path / "g.pth", "pix2pix_unet", {"widths": [4, 6, 8]})
    with pytest.raises(BundleError, match="multiples of 8 pixels, not 30"):
        import_files([tmp_path / "g.pth"], tmp_path / "a.gmodel", options=ImportOptions(size=30))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["g.pth"]


def test_weights_that_are_no_numbers_are_refused(tmp_path):
    network = build("pix2pix_unet", {"widths": [4, 6, 8]})
    network.state_dict()["model.model.0.weight"].fill_(float("nan"))
    torch.save(network.state_dict(), tmp_path / "g.pth")
    with pytest.raises(BundleError, match="numbers that are none"):
        import_files([tmp_path / "g.pth"], tmp_path / "a.gmodel")
    assert not (tmp_path / "a.gmodel").exists()


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "app", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_the_command_answers_in_json_and_refuses_in_one_sentence(tmp_path):
    saved(tmp_path / "g.pth", "pix2pix_unet", {"widths": [4, 6, 8]})
    done = run("import", tmp_path / "g.pth", "-o", tmp_path / "a.gmodel", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["found"] == "Found in g.pth: pix2pix, generator."
    assert open_bundle(tmp_path / "a.gmodel").manifest.name == "a"
    (tmp_path / "evil.pth").write_bytes(b"cos\nsystem\n(S'true'\ntR.")
    refused = run("import", tmp_path / "evil.pth", "-o", tmp_path / "b.gmodel")
    assert refused.returncode == 1
    assert "evil.pth was refused: it asks for 'os.system', which is code." in refused.stderr
    assert run("import", tmp_path / "g.pth", "-o", tmp_path / "b.zip").returncode == 2
    assert not (tmp_path / "b.gmodel").exists()


@pytest.mark.slow
def test_faces_of_nvidias_files_become_a_model_that_samples(tmp_path):
    config = SMALL_STYLEGAN2
    torch.manual_seed(0)
    network = build("stylegan2_generator", config)
    path = write_nvidia(tmp_path / "n.pkl", {"G_ema": network.state_dict()})
    made = import_files([path], tmp_path / "faces.gmodel")
    bundle = open_bundle(made.bundle)
    assert bundle.manifest.capabilities == ["sample"]
    assert bundle.manifest.latent is not None
    assert (bundle.manifest.latent.size, bundle.manifest.latent.layers) == (8, 6)
    assert "non-commercial" in bundle.manifest.licence


WRITING = """
import sys
from pathlib import Path
import torch
from helpers.published_files import snapshot, write_persistent
torch.manual_seed(0)
config = {"resolution": 256, "channel_base": 16384, "mapping_depth": 8}
write_persistent(Path(sys.argv[1]), snapshot(config, clamp=256, half=4))
"""
IMPORTING = """
import json, resource, sys
from pathlib import Path
from trainer.bundling.import_files import import_files
made = import_files([Path(sys.argv[1])], Path(sys.argv[2]))
most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps({"found": made.sentence, "peak": most * 1024, "seconds": dict(made.seconds)}))
"""


@pytest.mark.slow
def test_a_snapshot_of_full_width_becomes_a_model(tmp_path):
    """As large as a real one: the storages of megabytes and of four bytes lie in it as they come."""
    path, bundle = tmp_path / "network-snapshot-025000.pkl", tmp_path / "faces.gmodel"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")])}
    for code in (WRITING, IMPORTING):
        run = subprocess.run(
            [sys.executable, "-c", code, str(path), str(bundle)],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env=environment,
        )
    assert path.stat().st_size > 200e6
    facts = json.loads(run.stdout)
    assert "generator (G_ema)" in facts["found"]
    if sys.platform == "linux":
        # In pages that the process ever held, those of the mapped file among them.
        assert facts["peak"] <= 1.8e9
    made = open_bundle(bundle)
    assert made.manifest.networks["synthesis"].config["clamp"] == 256
    assert made.manifest.networks["synthesis"].config["half_resolutions"] == 4


@pytest.mark.parametrize("architecture", ["resnet_generator", "pix2pix_unet", "bicyclegan_unet"])
def test_one_channel_of_a_result_is_shown_as_grey(tmp_path, architecture):
    config = {"width": 3, "blocks": 1} if architecture == "resnet_generator" else {"widths": [4, 6, 8]}
    config |= {"input_channels": 3, "output_channels": 1}
    saved(tmp_path / "g.pth", architecture, config)
    target = tmp_path / "grey.gmodel"
    options = ImportOptions(size=32)
    import_files([tmp_path / "g.pth"], target, options=options)
    translator = Translator(bundle := open_bundle(target), open_backend(bundle, threads=1))
    photo = np.random.default_rng(0).integers(0, 256, (40, 56, 3), dtype=np.uint8)
    pictures = [translator.translate(photo, translator.sample_styles(2, 0))]
    if architecture == "resnet_generator":
        pictures.append(translate_full_size(translator, photo, translator.sample_styles(1, 0), "forward"))
    for made in pictures:
        assert made.shape[1:] == (40, 56, 3)
        assert np.ptp(made.astype(int), axis=3).max() == 0
        assert np.ptp(made) > 5
