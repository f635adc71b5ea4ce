"""Whether an NVIDIA driver is here, asked without loading a runtime that could use it."""

from __future__ import annotations

import ctypes


def has_nvidia_driver() -> bool:
    """Whether a CUDA session has a chance; asking ONNX Runtime costs a second and a page of warnings."""
    for name in ("libcuda.so.1", "nvcuda.dll"):
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False
