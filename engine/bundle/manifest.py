"""The schema of model.json, the first page of a model bundle."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from engine.errors import RequestError

FORMAT_VERSION = 1

Capability = Literal["translate", "style", "encode_style", "sample", "invert", "axes", "segment", "guide"]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}\z")]
NetworkName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}\z")]
FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}\z")]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}\z")]
Line = Annotated[str, Field(max_length=300)]
Shape = Annotated[tuple[Annotated[int, Field(ge=1, lt=2**31)], ...], Field(max_length=8)]
Place = tuple[Annotated[float, Field(ge=0, le=1)], Annotated[float, Field(ge=0, le=1)]]
PictureKind = Literal["sketch", "photo", "labels"]
Framing = Literal["eyes", "centre"]
DomainDirection = Literal["forward", "backward"]
Setting = int | float | str | bool | list[int]


class _Page(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class NetworkSpec(_Page):
    """One network of a model.

    Attributes:
        architecture: the name of its module in engine.architectures.registry, e.g. "bicyclegan_unet".
        config: that module's arguments.
        graph: the file of its ONNX graph, or None where it only runs in PyTorch.
        tensors: name to shape of all its tensors; in weights.safetensors they are called "<network>.<name>".
        weights_of: the network whose tensors it uses in place of its own; it holds that network as `inner`.
    """

    architecture: Line
    config: dict[str, Setting] = {}
    graph: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}\.onnx\z")] | None = None
    tensors: dict[str, Shape] = {}
    weights_of: NetworkName | None = None


class ImageSpec(_Page):
    """The pictures that a model takes and gives.

    Attributes:
        size: the side of its square, in pixels.
        input_channels: 1 (grey) or 3 (RGB).
        output_channels: 3.
        input_kind: what the input shows.
        multiple: networks take any picture whose sides are multiples of this; None: the square alone.
        eyes: where the eyes of a face lie in its pictures, the one on the picture's left first, (x, y) as
            fractions of the side; None for the squares of the bundled face model (`EYES` of alignment.py).
        framing: which part of a photo is inverted: the face by its eyes, or, where networks may show
            anything, the photo's middle square.
    """

    size: int = Field(ge=1, le=8192)
    input_channels: Literal[1, 3]
    output_channels: Literal[3] = 3
    input_kind: PictureKind
    multiple: int | None = Field(None, ge=1, le=1024)
    eyes: tuple[Place, Place] | None = None
    framing: Framing = "eyes"


class DirectionSpec(_Page):
    """One way of a model that translates, by the networks that take part in it.

    A picture goes through `generator`, or through `content_encoder` and then `decoder`, so that its content
    is encoded once for many styles.

    Attributes:
        input_kind: what the input shows.
        output_kind: what the result shows.
        generator: picture, and a style code where there are styles, to picture.
        content_encoder: picture to content.
        decoder: content, and a style code where there are styles, to picture.
        style_encoder: picture of the result's kind to style code.
    """

    input_kind: PictureKind
    output_kind: PictureKind
    generator: NetworkName | None = None
    content_encoder: NetworkName | None = None
    decoder: NetworkName | None = None
    style_encoder: NetworkName | None = None

    @model_validator(mode="after")
    def _is_a_direction(self) -> Self:
        if (self.content_encoder is None) != (self.decoder is None):
            raise ValueError("a content encoder and a decoder belong together")
        if (self.generator is None) == (self.decoder is None):
            raise ValueError("a direction has either a generator, or a content encoder and a decoder")
        return self

    def networks(self) -> list[str]:
        """The networks that it names."""
        names = (self.generator, self.content_encoder, self.decoder, self.style_encoder)
        return [name for name in names if name is not None]


class LatentSpec(_Page):
    """A model's style code.

    Attributes:
        size: how many numbers it is.
        prior: the distribution that they are drawn from; `stored`: the rows of the tensor "styles" of the
            network "encoder", which are codes of photos, 0 to 255 for -1 to 1.
        w_size: length of a code in W, for models that map codes before they use them.
        layers: codes in W that one picture takes.
        classes: what the labels of a conditional model mean, one name for each; empty where nobody has said.
    """

    size: int = Field(ge=1, le=65_536)
    prior: Literal["normal", "stored"] = "normal"
    w_size: int | None = Field(None, ge=1, le=65_536)
    layers: int | None = Field(None, ge=1, le=64)
    classes: list[Annotated[str, Field(min_length=1, max_length=64)]] = Field([], max_length=65_536)


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
        directions: the ways in which it translates; empty for one way, by networks "generator" and "encoder".
        latent: its style code, if it takes one.
        attributes: what its network "classifier" reads off a picture, column by column.
        metrics: measured quality.
        provenance: data, machine and settings that it came from.
        licence: of the weights.
        files: name to SHA-256 of every other file in the bundle.
        replaces: older models that it stands in for where they are gone, by name or by their bundle's digest.
    """

    format_version: Literal[1] = 1
    name: Slug
    title: Line
    family: Line
    networks: dict[NetworkName, NetworkSpec] = Field(min_length=1, max_length=16)
    capabilities: list[Capability] = Field(max_length=16)
    image: ImageSpec
    directions: dict[DomainDirection, DirectionSpec] = {}
    latent: LatentSpec | None = None
    attributes: Annotated[list[AttributeSpec], Field(max_length=256)] = []
    metrics: dict[Line, float] = {}
    provenance: dict[Line, str | int | float] = {}
    licence: Line
    files: dict[FileName, Digest] = Field(default={}, max_length=63)
    replaces: Annotated[list[Slug], Field(max_length=16)] = []

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if self.latent is None and {"style", "encode_style"} & set(self.capabilities):
            raise ValueError("a model with styles must say how long its style code is")
        if self.latent is not None and self.latent.prior == "stored":
            encoder = self.networks.get("encoder")
            shape = () if encoder is None else encoder.tensors.get("styles", ())
            if len(shape) != 2 or shape[1] != self.latent.size:
                raise ValueError("a model whose styles are stored needs them in its network 'encoder'")
        if "guide" in self.capabilities and (
            "translate" not in self.capabilities or self.image.input_channels != 1
        ):
            raise ValueError("only a model that translates drawings takes a guide")
        if "sample" in self.capabilities:
            if self.latent is None or self.latent.w_size is None or self.latent.layers is None:
                raise ValueError("a model that samples must describe its codes: size, w_size and layers")
            if not {"mapping", "synthesis"} <= self.networks.keys():
                raise ValueError("a model that samples needs the networks 'mapping' and 'synthesis'")
        if self.replaces and "translate" not in self.capabilities:
            raise ValueError("only a model that translates replaces another one")
        if self.name in self.replaces or len(set(self.replaces)) != len(self.replaces):
            raise ValueError("a model replaces others, each once")
        if "axes" in self.capabilities and "sample" not in self.capabilities:
            raise ValueError("only a model that samples has axes")
        if self.attributes and "classifier" not in self.networks:
            raise ValueError("a model with attributes needs a network 'classifier' that reads them")
        graphs = [network.graph for network in self.networks.values() if network.graph is not None]
        if len(set(graphs)) != len(graphs):
            raise ValueError("two networks name the same graph")
        for name, network in self.networks.items():
            owner = network.weights_of
            if owner is not None and (owner not in self.networks or network.tensors or owner == name):
                raise ValueError(f"the network '{name}' cannot use the weights of '{owner}'")
        if self.directions and "forward" not in self.directions:
            raise ValueError("a model that translates goes forward, whatever else it does")
        for direction in self.directions.values():
            unknown = set(direction.networks()) - set(self.networks)
            if unknown:
                raise ValueError(f"a direction names a network '{min(unknown)}' that is not there")
        return self


# Which networks take part when a model translates, in each of the ways that it goes.


# A to B, B to A, and with systems that separate content from style within B and within A.
Direction = Literal["forward", "backward", "restyle_output", "restyle_input"]
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
# What becomes of the results' kind of picture on its way back.
RETURNING: Mapping[Direction, DomainDirection] = {"forward": "backward", "backward": "forward"}


def directions_of(manifest: Manifest) -> Mapping[Direction, DirectionSpec]:
    """The ways of a model that translates; one, by its networks' usual names, where it names none.

    Where content and style of both domains are separate, a picture also keeps its domain and takes another
    style: encoded as a picture of that domain, decoded into it again (Huang et al. 2018, section 3: within
    a domain an auto-encoder, whose style may be any).
    """
    if not manifest.directions:
        encoder = "encoder" if "encode_style" in manifest.capabilities else None
        kind = manifest.image.input_kind
        return {
            "forward": DirectionSpec(
                input_kind=kind, output_kind="photo", generator="generator", style_encoder=encoder
            )
        }
    directions: dict[Direction, DirectionSpec] = dict(manifest.directions.items())
    there, back = directions.get("forward"), directions.get("backward")
    if there is not None and back is not None:
        for name, source, target in (("restyle_output", back, there), ("restyle_input", there, back)):
            if source.content_encoder and target.decoder and target.style_encoder:
                directions[checked_direction(name)] = DirectionSpec(
                    input_kind=target.output_kind,
                    output_kind=target.output_kind,
                    content_encoder=source.content_encoder,
                    decoder=target.decoder,
                    style_encoder=target.style_encoder,
                )
    return directions


def checked_direction(name: object) -> Direction:
    """A way by its name.

    Raises:
        RequestError: there is no such way.
    """
    for direction in DIRECTIONS:
        if name == direction:
            return direction
    raise RequestError(
        "There is no way called {name}; ways are: {directions}.",
        name=repr(str(name)[:40]),
        directions=", ".join(DIRECTIONS),
    )
