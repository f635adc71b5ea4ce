"""PyTorch: CUDA, Apple's MPS or the CPU, from a bundle's weights alone."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import nn

from engine.architectures.layers import NamedOutputs
from engine.architectures.registry import build
from engine.backends.recovery import OutOfMemoryError, RecoveringBackend, refuse_missing
from engine.bundle.bundle import Bundle
from engine.checkpoints.registry import load_strictly
from engine.errors import BundleError, DeviceError
from engine.types import Array


class TorchBackend(RecoveringBackend):
    """Every network of a bundle as a module; see `engine.backends.backend.Backend`.

    Half precision by autocast on CUDA, channels-last layout everywhere but on MPS.

    Args:
        bundle: holds weights and configurations.
        device: `auto` takes CUDA, then MPS, then the CPU.
        threads: of the processor; None leaves PyTorch's choice.
    """

    name = "torch"

    def __init__(self, bundle: Bundle, *, device: str = "auto", threads: int | None = None) -> None:
        super().__init__(bundle.manifest.networks, _choose(device))
        self._bundle = bundle
        if threads:
            torch.set_num_threads(threads)
        self._modules: dict[str, nn.Module] = {}

    @property
    def precision(self) -> str:
        """`float16` on CUDA, else `float32`."""
        return "float16" if self.device == "cuda" else "float32"

    def _run(self, network: str, inputs: Mapping[str, Array], outputs: tuple[str, ...]) -> Sequence[Array]:
        module = self._module(network)
        try:
            with (
                torch.inference_mode(),
                torch.autocast(self.device, torch.float16, enabled=self.device == "cuda"),
            ):
                tensors = {
                    name: torch.from_numpy(np.require(array, requirements=("C", "W"))).to(self.device)
                    for name, array in inputs.items()
                }
                results = _results(module, tensors, outputs, network)
                return [np.asarray(result.float().cpu().numpy()) for result in results]
        except (torch.OutOfMemoryError, MemoryError) as error:
            if self.device == "cuda":
                torch.cuda.empty_cache()
            raise OutOfMemoryError from error
        except RuntimeError as error:
            message = str(error)
            if "out of memory" in message.lower() or "can't allocate" in message.lower():
                raise OutOfMemoryError from error
            raise DeviceError(
                "The network '{network}' could not be run: {reason}",
                network=network,
                reason=message.splitlines()[0],
            ) from error

    def _module(self, network: str) -> nn.Module:
        if network not in self._modules:
            module = load_module(self._bundle, network)
            layout = torch.contiguous_format if self.device == "mps" else torch.channels_last
            self._modules[network] = module.to(self.device, memory_format=layout)  # type: ignore[call-overload]
        return self._modules[network]

    def _forget(self) -> None:
        self._modules.clear()


def load_module(bundle: Bundle, network: str) -> nn.Module:
    """A network of a bundle with its weights in float32, on the CPU, in evaluation mode.

    Raises:
        BundleError: there is no such network, or its weights do not fit its configuration.
    """
    weights = bundle.weights(network)
    spec = bundle.manifest.networks[network]
    module = build(spec.architecture, spec.config)
    prefix = "inner." if spec.weights_of else ""
    state = {prefix + name: torch.from_numpy(np.array(array)).float() for name, array in weights.items()}
    try:
        load_strictly(module, state)
    except BundleError as error:
        raise BundleError(
            "The weights of '{network}' do not fit its configuration: {error}", network=network, error=error
        ) from error
    return module.eval()


def _results(
    module: nn.Module, inputs: Mapping[str, torch.Tensor], outputs: tuple[str, ...], network: str
) -> list[torch.Tensor]:
    """These outputs of a module, or the first one where none is named."""
    if isinstance(module, NamedOutputs):
        wanted = outputs or module.output_names[:1]
        if unknown := set(wanted) - set(module.output_names):
            raise DeviceError(
                "The network '{network}' gives no '{output}'.", network=network, output=min(unknown)
            )
        refuse_missing(network, module.input_names, inputs)
        made = module.named(inputs, wanted)
        return [made[name] for name in wanted]
    if outputs:
        raise DeviceError("The results of the network '{network}' have no names in PyTorch.", network=network)
    names = getattr(module, "input_names", None)
    if names is None:
        # Its arguments may be called otherwise than the inputs; they stand in the same order.
        refuse_missing(network, _arguments(module)[len(inputs) :], ())
        names = tuple(inputs)
    refuse_missing(network, names, inputs)
    result = module(*(inputs[name] for name in names))
    return [result if isinstance(result, torch.Tensor) else result[0]]


def _arguments(module: nn.Module) -> list[str]:
    """Names of those that `forward` cannot do without."""
    given = inspect.signature(module.forward).parameters.values()
    return [one.name for one in given if one.default is one.empty and one.kind is one.POSITIONAL_OR_KEYWORD]


def _choose(device: str) -> str:
    available = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if device == "auto":
        return next(name for name in ("cuda", "mps", "cpu") if available[name])
    if not available.get(device):
        raise DeviceError(
            "PyTorch finds no '{device}' on this machine; choose another device.", device=device
        )
    return device
