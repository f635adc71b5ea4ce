"""Published networks at full width, built from shapes alone, have exactly the published keys and shapes."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from engine.architectures.registry import build
from engine.checkpoints.registry import recognise

FOLDER = Path(__file__).parents[3] / ".." / "shared" / "design" / "keys"
# What no network here is for: other systems' parts, and discriminators that nothing is made with.
_OTHERS = re.compile(r"EditGAN|SemanticGAN|SPADE_net_D|pix2pixHD_net_D")
FILES = sorted(path for path in FOLDER.glob("*.txt") if not _OTHERS.search(path.name))


def published(path):
    """The tensors of a key list, without memory."""
    state = {}
    for line in path.read_text().splitlines():
        if line and not line.startswith("#"):
            name, shape, dtype = line.split("\t")
            sides = [int(side) for side in re.findall(r"\d+", shape)]
            state[name] = torch.empty(sides, dtype=getattr(torch, dtype), device="meta")
    return state


@pytest.mark.skipif(not FILES, reason="no key lists beside the project")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_published_network_is_recognised_and_has_the_published_keys(path):
    state = published(path)
    found = recognise(state)
    assert found is not None
    with torch.device("meta"):
        own = build(found.architecture, found.config).state_dict()
        used = {name: tensor for name, tensor in state.items() if name not in found.unused}
        used = found.renamed(used) if found.renamed is not None else used
    expected = {name: tuple(tensor.shape) for name, tensor in used.items()}
    assert {name: tuple(tensor.shape) for name, tensor in own.items()} == expected


@pytest.mark.slow
def test_shapes_alone_load_no_compiler():
    """On the meta device PyTorch computes some things with its compiler: 150 MB of modules, 2 seconds."""
    code = (
        "import sys, torch\n"
        "from engine.architectures.registry import build\n"
        "from engine.architectures.stylegan2_rosinality import rosinality_names\n"
        "from engine.checkpoints.registry import load_state\n"
        "own = build('stylegan2_generator', {'resolution': 16, 'channel_base': 64, 'channel_max': 8})\n"
        "parts = [own.get_submodule(part).state_dict() for part in ('mapping', 'synthesis')]\n"
        "load_state(rosinality_names(*parts))\n"
        "load_state(build('stylegan3_generator', {'resolution': 16, 'widths': [4, 4, 4]}).state_dict())\n"
        "sys.exit('sympy' in sys.modules or 'torch._dynamo' in sys.modules)\n"
    )
    root = Path(__file__).parents[3]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False, timeout=120).returncode == 0
