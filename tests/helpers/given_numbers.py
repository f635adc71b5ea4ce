"""Random numbers that a test chooses: torch hands out the given ones instead of drawing its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

_DRAWING = (torch.randn, torch.randn_like, torch.rand, torch.rand_like, torch.randint)


class GivenNumbers(TorchFunctionMode):
    """Within it, every draw of torch in Python takes the next of these tensors; leaving with some left fails.

    Recipes, parts and networks draw with torch.randn and its like and know nothing of it.
    """

    def __init__(self, numbers: Iterable[Tensor]) -> None:
        super().__init__()
        self._left = list(numbers)

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        drawn = func(*args, **(kwargs or {}))
        if func not in _DRAWING:
            return drawn
        assert self._left, f"{func.__name__} of {tuple(drawn.shape)}: no number is left"
        given = self._left.pop(0)
        assert given.shape == drawn.shape, (func.__name__, tuple(drawn.shape), tuple(given.shape))
        return given.to(drawn.device)

    def __enter__(self) -> Self:
        super().__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: Any, trace: Any) -> None:
        super().__exit__(kind, error, trace)
        assert kind is not None or not self._left, f"{len(self._left)} numbers were not asked for"
