"""What the configurations of networks choose from by name; no PyTorch, so that forms can offer it."""

from __future__ import annotations

from typing import Literal

Upsample = Literal["basic", "bilinear", "bilinear_last", "smooth"]
"""How a decoder doubles the side of its maps; "bilinear_last" does so at the last level alone."""
Norm = Literal["batch", "instance"]
"""Batch norm with parameters, or instance norm without."""
AnyNorm = Literal["batch", "instance", "affine_instance"]
"""These, or instance norm with parameters, which no recipe trains and files of others hold."""
Architecture = Literal["skip", "resnet", "orig"]
"""How the sizes of a StyleGAN2 network are joined (Karras et al. 2020a, section 4.1)."""
