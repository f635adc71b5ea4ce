"""Device, precision and processes of a run, as its configuration asks for them."""

from __future__ import annotations

import os
from datetime import timedelta

import torch
from accelerate import Accelerator, InitProcessGroupKwargs

from engine.errors import ConfigurationError
from trainer.sections import Hardware

# Other processes wait while the first prepares the pictures; that one of them has died is noticed elsewhere.
_PREPARING = timedelta(hours=12)
_NAMES = {"float32": "no", "bfloat16": "bf16", "float16": "fp16"}


def make_accelerator(hardware: Hardware) -> Accelerator:
    """Set up PyTorch as asked; what it gives places networks and batches and knows the run's other processes.

    Raises:
        ConfigurationError: the precision needs a graphics card and there is none.
    """
    if hardware.threads:
        torch.set_num_threads(hardware.threads)
    if hardware.deterministic:
        # cuBLAS takes its memory in one way only when it is told to before it starts.
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
        torch.use_deterministic_algorithms(True)
        torch.backends.cudnn.benchmark = False
    on_processor = hardware.device == "cpu" or not torch.cuda.is_available()
    if hardware.precision == "float16" and on_processor:
        raise ConfigurationError(
            'hardware.precision = "float16" needs a CUDA graphics card; choose "bfloat16" or "float32".'
        )
    return Accelerator(
        mixed_precision=_NAMES[hardware.precision],
        cpu=hardware.device == "cpu",
        kwargs_handlers=[InitProcessGroupKwargs(timeout=_PREPARING)],
    )
