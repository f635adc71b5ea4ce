"""The schema of model.json, the first page of a model bundle."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

FORMAT_VERSION = 1

Capability = Literal["translate", "style", "encode_style", "sample", "invert", "axes", "segment"]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}\z")]
NetworkName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}\z")]
FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z")]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}\z")]
Line = Annotated[str, Field(max_length=300)]
Shape = Annotated[tuple[Annotated[int, Field(ge=1, lt=2**31)], ...], Field(max_length=8)]
Setting = int | float | str | bool | list[int]


class _Page(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class NetworkSpec(_Page):
    """One network of a model.

    Attributes:
        architecture: the name of its module in engine.networks, e.g. "bicyclegan_unet".
        config: that module's arguments.
        graph: the file of its ONNX graph, or None where it only runs in PyTorch.
        tensors: name to shape of all its tensors; in weights.safetensors they are called "<network>.<name>".
    """

    architecture: Line
    config: dict[str, Setting] = {}
    graph: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}\.onnx\z")] | None = None
    tensors: dict[str, Shape] = {}


class ImageSpec(_Page):
    """The pictures that a model takes and gives.

    Attributes:
        size: the side of its square, in pixels.
        input_channels: 1 (grey) or 3 (RGB).
        output_channels: 3.
        input_kind: what the input shows.
    """

    size: int = Field(ge=1, le=8192)
    input_channels: Literal[1, 3]
    output_channels: Literal[3] = 3
    input_kind: Literal["sketch", "photo", "labels"]


class LatentSpec(_Page):
    """A model's style code: how many numbers, and the distribution that they are drawn from."""

    size: int = Field(ge=1, le=65_536)
    prior: Literal["normal"] = "normal"


class AttributeSpec(_Page):
    """What one column of the classifier's answers says.

    Attributes:
        name: what a person reads, e.g. "smile".
        kind: `binary` answers are calibrated logits, `number` ones are deviations from the mean.
        mean: of the labels in training; the share of ones where binary.
        deviation: of the labels in training; 1 where binary.
    """

    name: Annotated[str, Field(min_length=1, max_length=64)]
    kind: Literal["binary", "number"]
    mean: float
    deviation: float = Field(gt=0)


class Manifest(_Page):
    """model.json: what a bundle is, what it can do, and what every other file of it must be.

    Attributes:
        format_version: of the bundle's layout.
        name: what the library and the command line call it.
        title: what a person reads.
        family: the published system that it is of; for the person, never for a decision.
        networks: name to network.
        capabilities: what the interface offers with it.
        image: its pictures.
        latent: its style code, if it takes one.
        attributes: what its network "classifier" reads off a picture, column by column.
        metrics: measured quality.
        provenance: data, machine and settings that it came from.
        licence: of the weights.
        files: name to SHA-256 of every other file in the bundle.
    """

    format_version: Literal[1] = 1
    name: Slug
    title: Line
    family: Line
    networks: dict[NetworkName, NetworkSpec] = Field(min_length=1, max_length=16)
    capabilities: list[Capability] = Field(max_length=16)
    image: ImageSpec
    latent: LatentSpec | None = None
    attributes: Annotated[list[AttributeSpec], Field(max_length=256)] = []
    metrics: dict[Line, float] = {}
    provenance: dict[Line, str | int | float] = {}
    licence: Line
    files: dict[FileName, Digest] = Field(default={}, max_length=63)

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if self.latent is None and {"style", "encode_style"} & set(self.capabilities):
            raise ValueError("a model with styles must say how long its style code is")
        if self.attributes and "classifier" not in self.networks:
            raise ValueError("a model with attributes needs a network 'classifier' that reads them")
        graphs = [network.graph for network in self.networks.values() if network.graph is not None]
        if len(set(graphs)) != len(graphs):
            raise ValueError("two networks name the same graph")
        return self
