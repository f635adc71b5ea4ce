"""Device, precision and processes of a run, as its configuration asks for them."""

from __future__ import annotations

import torch
from accelerate import Accelerator

from trainer.errors import ConfigurationError
from trainer.sections import Hardware

_NAMES = {"float32": "no", "bfloat16": "bf16", "float16": "fp16"}


def make_accelerator(hardware: Hardware) -> Accelerator:
    """Places networks and batches, and knows the other processes of the run.

    Raises:
        ConfigurationError: the precision needs a graphics card and there is none.
    """
    on_processor = hardware.device == "cpu" or not torch.cuda.is_available()
    if hardware.precision == "float16" and on_processor:
        raise ConfigurationError(
            'hardware.precision = "float16" needs a CUDA graphics card; choose "bfloat16" or "float32".'
        )
    return Accelerator(mixed_precision=_NAMES[hardware.precision], cpu=hardware.device == "cpu")
