"""pix2pixHD with its feature encoder: labels get looks, and a photo's look can be taken."""

import numpy as np
import pytest
import torch
from torch import nn

from app.cli.translate import open_translator
from engine.architectures.label_maps import edges_of
from engine.architectures.registry import build
from engine.bundle.bundle import open_bundle
from engine.errors import BundleError
from trainer.bundling.import_files import import_files
from trainer.bundling.imported import ImportOptions

CLASSES, FEATURES, SIDE = 5, 2, 32
GLOBAL = ("resnet_generator", {"width": 3, "blocks": 1, "input_channels": 8, "downsamplings": 3})
LOCAL = ("pix2pixhd_enhanced", {"width": 2, "blocks": 1, "input_channels": 8, "downsamplings": 2})


def saved(path, architecture, config) -> nn.Module:
    torch.manual_seed(0)
    network = build(architecture, config).eval()
    for parameter in network.parameters():
        if parameter.dim() > 1:
            nn.init.xavier_normal_(parameter, 1.5)
    torch.save(network.state_dict(), path)
    return network


def encoder(folder) -> nn.Module:
    config = {"width": 3, "downsamplings": 2, "output_channels": FEATURES}
    return saved(folder / "latest_net_E.pth", "pix2pixhd_encoder", config)


@pytest.mark.parametrize("given", [GLOBAL, LOCAL], ids=["global", "local"])
@torch.inference_mode()
def test_every_label_has_its_features(given, tmp_path):
    network, feature_encoder = saved(tmp_path / "latest_net_G.pth", *given), encoder(tmp_path)
    files = [tmp_path / "latest_net_G.pth", tmp_path / "latest_net_E.pth"]
    made = import_files(files, tmp_path / "streets.gmodel", options=ImportOptions(size=SIDE))
    assert made.capabilities == ("translate", "style", "encode_style")
    assert (
        made.sentence
        == "Found in latest_net_G.pth, latest_net_E.pth: pix2pixhd, generator and instance encoder."
    )
    latent = open_bundle(made.bundle).manifest.latent
    assert latent is not None
    assert latent.size == CLASSES * FEATURES
    labels = np.random.default_rng(0).integers(0, CLASSES, (SIDE, SIDE), dtype=np.uint8)
    hot = torch.nn.functional.one_hot(torch.from_numpy(labels).long(), CLASSES).permute(2, 0, 1)[None].float()
    edges = edges_of(torch.from_numpy(labels.astype(np.float32))[None, None]).float()
    for backend in ("onnx", "torch"):
        translator = open_translator(str(made.bundle), backend=backend)
        codes = translator.sample_styles(2, 0)
        shown = translator.translate(labels, codes)
        for code, picture in zip(codes, shown, strict=True):
            # A place has the features of its label, as if all its instances looked alike.
            by_label = torch.tanh(torch.from_numpy(code)).reshape(CLASSES, FEATURES)
            features = by_label[torch.from_numpy(labels).long()].permute(2, 0, 1)[None]
            expected = ((network(torch.cat([hot, edges, features], dim=1))[0] + 1) * 127.5).permute(1, 2, 0)
            assert np.abs(picture - expected.numpy()).max() <= 1
        photo = np.random.default_rng(1).integers(0, 255, (SIDE, SIDE, 3), dtype=np.uint8)
        image = torch.from_numpy(photo).permute(2, 0, 1)[None] / 127.5 - 1
        # One instance all over: the published pooling gives its mean everywhere.
        pooled = feature_encoder(image, torch.zeros(1, 1, SIDE, SIDE))[0, :, 0, 0]
        info = np.tanh(translator.encode_style(photo)).reshape(CLASSES, FEATURES)
        assert np.abs(info - pooled.numpy()).max() < 1e-3


def test_a_generator_without_room_for_features_is_refused(tmp_path):
    saved(tmp_path / "g.pth", "resnet_generator", {**GLOBAL[1], "input_channels": 4})
    encoder(tmp_path)
    with pytest.raises(BundleError, match="no 2 input channels"):
        import_files(
            [tmp_path / "g.pth", tmp_path / "latest_net_E.pth"],
            tmp_path / "a.gmodel",
            options=ImportOptions(size=SIDE),
        )
    assert not (tmp_path / "a.gmodel").exists()


def test_an_encoder_alone_is_no_model(tmp_path):
    encoder(tmp_path)
    with pytest.raises(BundleError, match="no generator"):
        import_files([tmp_path / "latest_net_E.pth"], tmp_path / "a.gmodel")
