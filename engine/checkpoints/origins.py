"""Where published systems come from and under which terms, for the cards of what is brought in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """A published system.

    Attributes:
        title: its name and paper.
        licence: of the published code and, where they say nothing else, of its weights.
        notes: what a person should know of its published weights.
    """

    title: str
    licence: str
    notes: tuple[str, ...] = ()


_THEIRS = "; the weights' own terms are their publisher's"
_ENCODER = "MIT (code of the encoder), NVIDIA Source Code Licence (generator): non-commercial"
_TEST_MODE = (
    "The published test script leaves batch norm in training mode and dropout on; here the stored statistics "
    "are used and dropout is off, so pictures differ a little from the published ones."
)

ORIGINS: Mapping[str, Origin] = {
    "pix2pix": Origin("pix2pix (Isola et al. 2017)", "BSD (code)" + _THEIRS, (_TEST_MODE,)),
    "cyclegan": Origin("CycleGAN (Zhu et al. 2017)", "BSD (code)" + _THEIRS),
    "cut": Origin("CUT (Park et al. 2020)", "BSD (code)" + _THEIRS),
    "bicyclegan": Origin("BicycleGAN (Zhu et al. 2017)", "BSD (code)" + _THEIRS),
    "pix2pixhd": Origin("pix2pixHD (Wang et al. 2018)", "BSD (code)" + _THEIRS),
    "spade": Origin(
        "SPADE (Park et al. 2019)",
        "CC BY-NC-SA 4.0 (code): non-commercial" + _THEIRS,
        (
            "ADE20K: the released weights take the raw numbers 0 to 150, not the numbers less one that the "
            "published code means to make of them.",
        ),
    ),
    "munit": Origin("MUNIT (Huang et al. 2018)", "CC BY-NC-SA 4.0 (code): non-commercial" + _THEIRS),
    "unit": Origin("UNIT (Liu et al. 2017)", "CC BY-NC-SA 4.0 (code): non-commercial" + _THEIRS),
    "drit": Origin("DRIT (Lee et al. 2018)", "none stated (code)" + _THEIRS),
    "discogan": Origin("DiscoGAN (Kim et al. 2017)", "MIT (code)" + _THEIRS),
    "progan": Origin(
        "ProGAN (Karras et al. 2018)",
        "CC BY-NC 4.0 (NVIDIA's code and weights): non-commercial" + _THEIRS,
        ("Truncation does nothing: the network looks at a code's direction alone.",),
    ),
    "stylegan1": Origin(
        "StyleGAN (Karras et al. 2019)",
        "CC BY-NC 4.0 (NVIDIA's code and weights): non-commercial" + _THEIRS,
    ),
    "psp": Origin("pSp (Richardson et al. 2021) for a StyleGAN2", _ENCODER + _THEIRS),
    "e4e": Origin("e4e (Tov et al. 2021) for a StyleGAN2", _ENCODER + _THEIRS),
    "restyle": Origin("ReStyle (Alaluf et al. 2021) for a StyleGAN2", _ENCODER + _THEIRS),
    "stylegan2": Origin(
        "StyleGAN2 (Karras et al. 2020)", "NVIDIA Source Code Licence (code): non-commercial" + _THEIRS
    ),
    "onnx": Origin(
        "A network that came as an ONNX graph",
        "unknown; ask whoever published the graph",
        ("It runs on ONNX Runtime and OpenVINO, not in PyTorch: it cannot be refined, tuned or trained.",),
    ),
    "stylegan3": Origin(
        "StyleGAN3 (Karras et al. 2021)", "NVIDIA Source Code Licence (code): non-commercial" + _THEIRS
    ),
}
UNKNOWN = Origin("a published system", "unknown; ask whoever published the weights")
