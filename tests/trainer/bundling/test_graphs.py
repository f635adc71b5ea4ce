"""Graphs of networks of one kind: traced once, each with its own tensors, and each held against PyTorch."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from engine.architectures.registry import build
from trainer.bundling import graphs
from trainer.recipes.base import ExportedNetwork

CONFIG = {"widths": [4, 6], "residual_blocks": 0}
real = graphs._traced


@pytest.fixture
def traced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the networks that are traced from here on."""
    monkeypatch.setattr(graphs, "_TRACED", {})
    names: list[str] = []

    def noted(network: ExportedNetwork) -> bytes:
        names.append(network.name)
        return real(network)

    monkeypatch.setattr(graphs, "_traced", noted)
    return names


def encoder(name: str, seed: int, side: int = 16) -> ExportedNetwork:
    torch.manual_seed(seed)
    module = build("content_encoder", CONFIG)
    inputs, sides = {"image": torch.zeros(2, 3, side, side)}, {"image": 2}
    return ExportedNetwork(name, "content_encoder", CONFIG, module, inputs, ("content",), sides)


def test_networks_of_one_kind_are_traced_once_and_get_the_graphs_of_their_own(traced: list[str]) -> None:
    first, second = (
        graphs.export_graph(encoder(f"content_{domain}", seed)) for seed, domain in enumerate("ab")
    )
    assert traced == ["content_a"]
    own = graphs._with_names(real(encoder("content_b", 1)), encoder("content_b", 1))
    assert own == second != first
    assert graphs.parity(encoder("content_b", 5), second) <= graphs.PARITY


def test_a_graph_that_does_not_fit_after_all_is_traced_anew(
    traced: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graphs, "_traced", lambda network: traced.append(network.name) or b"")
    measured = iter([0.0, 1.0, 0.0])
    monkeypatch.setattr(graphs, "parity", lambda *_: next(measured))
    for domain in "ab":
        graphs.export_graph(encoder(f"content_{domain}", 0))
    assert traced == ["content_a", "content_b"]


def test_what_is_written_into_a_graph_tells_kinds_apart() -> None:
    one = encoder("one", 0)
    assert graphs._kind(one) == graphs._kind(encoder("other", 1))
    assert graphs._kind(one) != graphs._kind(encoder("one", 0, side=32))
    assert graphs._kind(one) != graphs._kind(replace(one, outputs=("style",)))
    assert graphs._kind(one) != graphs._kind(replace(one, sides={}))
    kinds = []
    for value in (0.0, 1.0):
        held = encoder("one", 0)
        held.module.register_buffer("kernel", torch.full((2,), value), persistent=False)
        kinds.append(graphs._kind(held))
    assert kinds[0] != kinds[1]
