"""What a network offers that has several results, of which often only some are wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from torch import Tensor


@runtime_checkable
class NamedOutputs(Protocol):
    """A network whose inputs and results go by the names that its ONNX graph gives them."""

    @property
    def input_names(self) -> tuple[str, ...]:
        """Names of all inputs in the graph's order."""

    @property
    def output_names(self) -> tuple[str, ...]:
        """Names of all results, the main one first."""

    def named(self, inputs: Mapping[str, Tensor], outputs: Sequence[str]) -> dict[str, Tensor]:
        """Compute these results and no more than they need."""
