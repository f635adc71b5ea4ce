"""A real, small, untrained StyleGAN2 as a bundle, for tests that need a face model and no faces."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from engine.architectures.registry import build
from engine.architectures.stylegan2 import SynthesisNetwork
from engine.bundle.bundle import ImageSpec, LatentSpec, Manifest, NetworkSpec, write_bundle
from engine.bundle.safetensors import tensor_file

MAPPING = {"z_size": 16, "w_size": 16, "layers_count": 8, "depth": 2, "lr_multiplier": 1.0}
SYNTHESIS = {"w_size": 16, "resolution": 32, "channel_base": 512, "channel_max": 24}


def tiny_face_networks(seed: int = 5) -> dict[str, tuple[str, dict, torch.nn.Module]]:
    """Networks by name, with architecture and configuration."""
    torch.manual_seed(seed)
    parts = {"mapping": ("stylegan2_mapping", MAPPING), "synthesis": ("stylegan2_synthesis", SYNTHESIS)}
    networks = {name: (kind, config, build(kind, config)) for name, (kind, config) in parts.items()}
    mapping, synthesis = networks["mapping"][2], networks["synthesis"][2]
    with torch.no_grad():
        for name, parameter in synthesis.named_parameters():
            if name.endswith("noise_strength"):
                parameter.fill_(0.05)
            if name.endswith("torgb.weight"):
                parameter *= 0.35
        mapping.get_buffer("w_avg").copy_(mapping(torch.randn(2000, 16))[:, 0].mean(dim=0))
    return networks


def make_drawn_faces(path: Path, label_size: int = 0, classes: tuple[str, ...] = ()) -> Path:
    """Write a bundle of 32-pixel pictures with graphs, as training exports one; its weights are rounded."""
    from trainer.bundling.graphs import export_graph, round_to_half
    from trainer.bundling.synthesis_graph import synthesis_graph
    from trainer.recipes.base import ExportedNetwork

    networks = tiny_face_networks()
    synthesis = networks["synthesis"][2]
    assert isinstance(synthesis, SynthesisNetwork)
    config = {**MAPPING, "label_size": label_size}
    mapping = build("stylegan2_mapping", config) if label_size else networks["mapping"][2]
    inputs = {"z": torch.zeros(2, 16)} | ({"labels": torch.zeros(2, label_size)} if label_size else {})
    parts = [
        ExportedNetwork("mapping", "stylegan2_mapping", config, mapping, inputs, ("ws",)),
        synthesis_graph(synthesis, SYNTHESIS),
    ]
    files, specs, tensors = {}, {}, {}
    for part in parts:
        round_to_half(part.module)
        files[f"{part.name}.onnx"] = export_graph(part)
        state = {name: tensor.detach().half() for name, tensor in part.module.state_dict().items()}
        specs[part.name] = NetworkSpec(
            architecture=part.architecture,
            config=dict(part.config),
            graph=f"{part.name}.onnx",
            tensors={name: tuple(tensor.shape) for name, tensor in state.items()},
        )
        tensors |= {f"{part.name}.{name}": tensor.numpy() for name, tensor in state.items()}
    manifest = Manifest(
        name="drawnfaces",
        title="Drawn faces",
        family="StyleGAN2",
        networks=specs,
        capabilities=["sample"],
        image=ImageSpec(size=32, input_channels=3, input_kind="photo"),
        latent=LatentSpec(size=16, w_size=16, layers=8, classes=list(classes)),
        licence="CC0-1.0",
    )
    write_bundle(path, manifest, files | {"weights.safetensors": tensor_file(tensors, {"format": "pt"})})
    return path


def make_tiny_faces(path: Path) -> Path:
    """Write a bundle of 32-pixel pictures without graphs."""
    networks = tiny_face_networks()
    states = {name: module.state_dict() for name, (_, _, module) in networks.items()}
    manifest = Manifest(
        name="tinyfaces",
        title="Tiny faces",
        family="StyleGAN2",
        networks={
            name: NetworkSpec(
                architecture=kind,
                config=config,
                tensors={key: tuple(value.shape) for key, value in states[name].items()},
            )
            for name, (kind, config, _) in networks.items()
        },
        capabilities=["sample", "invert"],
        image=ImageSpec(size=32, input_channels=3, input_kind="photo"),
        latent=LatentSpec(size=16, w_size=16, layers=8),
        licence="CC0-1.0",
    )
    tensors = {
        f"{name}.{key}": np.asarray(value.numpy(), np.float32)
        for name, state in states.items()
        for key, value in state.items()
    }
    write_bundle(path, manifest, {"weights.safetensors": tensor_file(tensors, {"format": "pt"})})
    return path
