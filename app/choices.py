"""What several commands let a person choose from."""

from enum import StrEnum
from typing import Annotated

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]


class DirectionChoice(StrEnum):
    """From which kind of pictures to which, A being what a model's forward way starts from."""

    a_to_b = "AtoB"
    b_to_a = "BtoA"
    b_to_b = "BtoB"
    a_to_a = "AtoA"


class BackendChoice(StrEnum):
    """What a model can run on."""

    auto = "auto"
    openvino = "openvino"
    onnx = "onnx"
    torch = "torch"


class DeviceChoice(StrEnum):
    """Where a model can run."""

    auto = "auto"
    cpu = "cpu"
    cuda = "cuda"
    mps = "mps"


Backend = Annotated[BackendChoice, typer.Option(help="What runs the model.")]
Device = Annotated[DeviceChoice, typer.Option(help="Where it runs.")]
