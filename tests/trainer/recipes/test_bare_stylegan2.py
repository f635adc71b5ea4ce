"""The yardstick of the training benchmark is the same system: the same pictures from the same weights."""

from __future__ import annotations

from copy import deepcopy

import torch
from accelerate import Accelerator

from benchmarks.bare_stylegan2_training import BareStyleGAN2
from trainer.settings.run_config import parse_config
from trainer.training.state import Run


def test_the_bare_loop_makes_the_same_pictures_and_learns() -> None:
    config = parse_config(
        {
            "recipe": "stylegan2",
            "preset": "auto",
            "name": "small",
            "folder": "unused",
            "data": {"sources": ["none"]},
            "settings": {"z_size": 8, "w_size": 12, "channel_base": 128, "channel_max": 16},
            "schedule": {"batch_size": 4, "size": 16},
            "hardware": {"device": "cpu"},
        }
    )
    networks = Run(config, Accelerator(cpu=True)).recipe.networks
    bare = BareStyleGAN2(deepcopy(networks), 16, 8, 1.0)
    ws = networks["mapping"](torch.randn(2, 8))
    mine, theirs = networks["synthesis"](ws, "const"), bare.synthesis(ws)
    torch.testing.assert_close(theirs, mine, atol=1e-4, rtol=1e-4)

    before = [parameter.detach().clone() for parameter in (*bare.made, *bare.evaluated)]
    bare.step(torch.rand(4, 3, 16, 16) * 2 - 1)
    changed = [not torch.equal(a, b) for a, b in zip(before, (*bare.made, *bare.evaluated), strict=True)]
    assert sum(changed) > 0.8 * len(changed)
    assert all(torch.isfinite(parameter).all() for parameter in (*bare.made, *bare.evaluated))
