"""Models leave as checkpoints that other programs know, and come back as they were."""

import pytest
import torch

from engine.architectures.registry import build
from engine.architectures.stylegan2_rosinality import rosinality_names
from engine.bundle.bundle import open_bundle
from engine.checkpoints.registry import load_state
from engine.checkpoints.scan import scan
from engine.errors import BundleError
from trainer.bundling.foreign_layouts import export_checkpoint

CONFIG = {"z_size": 8, "w_size": 8, "resolution": 16, "mapping_depth": 2, "channel_base": 64}


def test_a_plain_checkpoint_holds_the_published_names(tiny_bundle, tmp_path):
    bundle = open_bundle(tiny_bundle)
    path = tmp_path / "latest_net_G.pth"
    count = export_checkpoint(bundle, path, layout="junyanz")
    state = torch.load(path, weights_only=True)
    assert len(state) == count
    assert "model.down.0.weight" in state
    (part,) = scan([path]).parts
    stored = bundle.weights("generator")
    for name, tensor in part.imported.network.state_dict().items():
        assert torch.equal(tensor, torch.from_numpy(stored[name]).float())


def test_what_the_model_does_not_have_is_said(tiny_bundle, tmp_path):
    bundle = open_bundle(tiny_bundle)
    with pytest.raises(BundleError, match="no network 'judge'; it has"):
        export_checkpoint(bundle, tmp_path / "a.pth", network="judge", layout="junyanz")
    with pytest.raises(BundleError, match="Only a StyleGAN2"):
        export_checkpoint(bundle, tmp_path / "a.pth", layout="rosinality")
    assert list(tmp_path.iterdir()) == []


@torch.inference_mode()
def test_rosinalitys_names_lead_back_to_the_same_pictures():
    torch.manual_seed(0)
    network = build("stylegan2_generator", CONFIG).eval()
    network.mapping.w_avg.normal_()
    for name, parameter in network.named_parameters():
        if name.endswith("noise_strength"):
            parameter.data.normal_()
    state = rosinality_names(network.mapping.state_dict(), network.synthesis.state_dict())
    assert state["convs.0.conv.blur.kernel"].sum() == pytest.approx(4)
    back = load_state(state).network
    z = torch.randn(2, 8)
    assert torch.equal(back(z, psi=0.7), network(z, psi=0.7))
