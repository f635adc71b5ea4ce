"""A run becomes a bundle: averaged weights in half precision, checked ONNX graphs, preview, card."""

from __future__ import annotations

import io
import json
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import onnx
import onnxruntime as ort
import torch
from numpy.typing import NDArray
from PIL import Image
from safetensors.torch import save
from torch import Tensor, nn

from engine.bundle import AXES, write_bundle
from engine.latent.axes import AxisSet
from engine.manifest import ImageSpec, LatentSpec, Manifest, NetworkSpec
from trainer.card import CardPart, card, commands, provenance
from trainer.checkpoint import checkpoints, load_checkpoint
from trainer.config import RunConfig
from trainer.errors import CheckpointError, ExportError
from trainer.joining import check_axes, check_joined, joined_capabilities, joined_licence
from trainer.recipes import make_recipe
from trainer.recipes.base import BundleContent, ExportedNetwork, Recipe
from trainer.runs import read_run
from trainer.sheets import tile

Fact = TypeVar("Fact")
PARITY = 1e-3
_OPSET = 18


@dataclass(frozen=True)
class TrainedRun:
    """A run read back for use: its averaged networks in evaluation mode."""

    folder: Path
    config: RunConfig
    recipe: Recipe
    networks: dict[str, nn.Module]
    seen: int


def open_run(folder: Path) -> TrainedRun:
    """The newest checkpoint of a run.

    Raises:
        CheckpointError: there is none, or it is broken.
    """
    config = read_run(folder)
    found = checkpoints(folder)
    if not found:
        raise CheckpointError(f"'{folder}' holds no checkpoint yet; let the run write one first.")
    state = load_checkpoint(found[-1])
    recipe = make_recipe(config.recipe, config.settings)
    source = "averages" if config.averaging.enabled else "networks"
    networks = {}
    for name in recipe.averaged:
        recipe.networks[name].load_state_dict(state[source][name])
        networks[name] = recipe.networks[name].eval().requires_grad_(False)
    return TrainedRun(folder, config, recipe, networks, int(state["seen"]))


def export_run(
    folder: Path,
    target: Path,
    *,
    size: int | None = None,
    join: Sequence[Path] = (),
    axes: AxisSet | None = None,
) -> Path:
    """Write a run's newest averaged weights as a bundle.

    Args:
        folder: of the run, which gives the bundle its name, title and preview.
        target: the `.gmodel` to write.
        size: side of pictures in pixels; by default the schedule's.
        join: folders of further runs, whose networks go into the same bundle.
        axes: of the generator.

    Raises:
        CheckpointError: a run holds no usable checkpoint.
        ExportError: a graph's result strays from PyTorch's, or the runs and axes do not fit each other.
    """
    run = open_run(folder)
    content = run.recipe.bundle(run.networks, size or run.config.schedule.size)
    runs, contents = [run], [content]
    for other in join:
        runs.append(open_run(other))
        contents.append(runs[-1].recipe.bundle(runs[-1].networks, content.image_size))
    check_joined(contents)
    latent = _latent(content)
    if axes is not None:
        check_axes(axes, latent)
    specs: dict[str, NetworkSpec] = {}
    files: dict[str, bytes] = {}
    tensors: dict[str, Tensor] = {}
    for network in [network for content in contents for network in content.networks]:
        round_to_half(network.module)
        files[f"{network.name}.onnx"] = export_graph(network)
        held = network.module.state_dict() if network.weights_of is None else {}
        state = {name: _stored(tensor) for name, tensor in held.items()}
        shapes = {name: tuple(tensor.shape) for name, tensor in state.items()}
        specs[network.name] = NetworkSpec(
            architecture=network.architecture,
            config=dict(network.config),
            graph=f"{network.name}.onnx",
            tensors=shapes,
            weights_of=network.weights_of,
        )
        tensors |= {f"{network.name}.{name}": tensor for name, tensor in state.items()}
    parts = [
        CardPart(
            config=one.config,
            content=own,
            commands=commands(one.folder, one.config),
            provenance=provenance(one.config, own, one.seen),
            metrics=_metrics(one.folder),
        )
        for one, own in zip(runs, contents, strict=True)
    ]
    title = run.config.title or run.config.name
    capabilities = joined_capabilities(contents, axes is not None)
    licence = joined_licence([part.config for part in parts])
    files["weights.safetensors"] = save(tensors)
    files["preview.png"] = _preview(run)
    files["CARD.md"] = card(title, parts, capabilities, licence).encode()
    if axes is not None:
        files[AXES] = axes.to_bytes()
    manifest = Manifest(
        name=run.config.name,
        title=title,
        family=content.family,
        networks=specs,
        capabilities=capabilities,
        image=ImageSpec(
            size=content.image_size,
            input_channels=content.input_channels,
            input_kind=content.input_kind,
            multiple=content.multiple,
        ),
        directions=dict(content.directions),
        latent=latent,
        attributes=[attribute for own in contents for attribute in own.attributes],
        metrics=_with_prefixes({part.config.recipe: part.metrics for part in parts}),
        provenance=_with_prefixes({part.config.recipe: part.provenance for part in parts}),
        licence=licence,
    )
    write_bundle(target, manifest, files)
    return target


def _latent(content: BundleContent) -> LatentSpec | None:
    if not content.latent_size:
        return None
    return LatentSpec(size=content.latent_size, w_size=content.w_size, layers=content.layers)


def round_to_half(module: nn.Module) -> None:
    """Give the weights the values that half precision can store, in place, kept as float32."""
    for tensor in (*module.parameters(), *module.buffers()):
        if tensor.is_floating_point():
            tensor.data = tensor.data.half().float()


def _stored(tensor: Tensor) -> Tensor:
    return tensor.detach().cpu().contiguous().half() if tensor.is_floating_point() else tensor.detach().cpu()


def export_graph(network: ExportedNetwork) -> bytes:
    """The network's structure as ONNX; tensors of its state are named `<network>.<tensor>` and left outside.

    Raises:
        ExportError: on random inputs the graph differs from PyTorch by more than 1e-3 of the largest output.
    """
    module = network.module.cpu().eval()
    batch = torch.export.Dim("batch", min=1, max=4096)
    height, width = torch.export.Dim("rows", min=2, max=4096), torch.export.Dim("columns", min=2, max=4096)
    examples = tuple(network.inputs.values())
    dimensions = torch.export.ShapesCollection()  # type: ignore[no-untyped-call]
    for name, example in network.inputs.items():
        step = network.sides.get(name)
        sides = {2: step * height, 3: step * width} if step else {}
        # One example alone says that there is always one, whatever the batch of the others.
        dimensions[example] = sides if len(example) == 1 else {0: batch, **sides}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            module,
            examples,
            dynamo=True,
            dynamic_shapes=dimensions.dynamic_shapes(module, examples),  # type: ignore[no-untyped-call]
            input_names=list(network.inputs),
            output_names=list(network.outputs),
            opset_version=_OPSET,
            verbose=False,
            optimize=False,
        )
    assert program is not None
    model: onnx.ModelProto = program.model_proto
    _leave_outside(model, {name: network.stored_name(name) for name in module.state_dict()})
    data: bytes = model.SerializeToString()
    difference = parity(network, data)
    if not difference <= PARITY:
        raise ExportError(
            f"The ONNX graph of '{network.name}' differs from PyTorch by {difference:.1e} "
            f"(allowed: {PARITY:.0e}); no bundle was written."
        )
    return data


def _leave_outside(model: onnx.ModelProto, stored: Mapping[str, str]) -> None:
    renamed = {}
    for tensor in model.graph.initializer:
        if tensor.name not in stored:
            continue
        renamed[tensor.name] = stored[tensor.name]
        tensor.name = renamed[tensor.name]
        for field in ("raw_data", "float_data", "int64_data"):
            tensor.ClearField(field)
        tensor.data_location = onnx.TensorProto.EXTERNAL
        entry = tensor.external_data.add()
        entry.key, entry.value = "location", "weights.safetensors"
    for node in model.graph.node:
        for index, name in enumerate(node.input):
            node.input[index] = renamed.get(name, name)
        del node.metadata_props[:]
        node.doc_string = ""
    del model.graph.value_info[:]
    del model.graph.metadata_props[:]
    del model.metadata_props[:]


def parity(network: ExportedNetwork, graph: bytes) -> float:
    """Largest difference between graph and module on random inputs, relative to the largest output."""
    generator = torch.Generator().manual_seed(0)
    inputs = {name: torch.rand(t.shape, generator=generator) * 2 - 1 for name, t in network.inputs.items()}
    state = {network.stored_name(k): v.float().numpy() for k, v in network.module.state_dict().items()}
    used = {t.name for t in onnx.load_from_string(graph).graph.initializer}
    kept = {name: np.array(array, order="C") for name, array in state.items() if name in used}
    options = ort.SessionOptions()
    options.log_severity_level = 3
    values = [ort.OrtValue.ortvalue_from_numpy(array) for array in kept.values()]
    options.add_external_initializers(list(kept), values)
    session = ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    results = session.run(None, {name: tensor.numpy() for name, tensor in inputs.items()})
    with torch.inference_mode():
        expected = network.module(*inputs.values())
    pairs = zip(results, expected if isinstance(expected, tuple) else (expected,), strict=True)
    worst = 0.0
    for result, tensor in pairs:
        error = np.abs(result - tensor.numpy()).max() / max(float(tensor.abs().max()), 1e-12)
        worst = max(worst, float(error)) if np.isfinite(error) else float("inf")
    return worst


def _preview(run: TrainedRun) -> bytes:
    """Four rows of the newest sample sheet, or a blank where the run has shown none."""
    sheets = sorted((run.folder / "samples").glob("*.png"))
    size = run.config.schedule.size
    if sheets:
        with Image.open(sheets[-1]) as sheet:
            picture = sheet.convert("RGB").crop((0, 0, sheet.width, min(sheet.height, 4 * size)))
    else:
        blank: NDArray[np.uint8] = tile(torch.ones(1, 1, 3, size, size))
        picture = Image.fromarray(blank)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _metrics(folder: Path) -> dict[str, float]:
    path = folder / "metrics.json"
    if not path.exists():
        return {}
    values: dict[str, float] = json.loads(path.read_text("utf-8"))
    return values


def _with_prefixes(facts: Mapping[str, Mapping[str, Fact]]) -> dict[str, Fact]:
    """The facts of all runs: those of the first under their own names, the others' after their recipe's."""
    named: dict[str, Fact] = {}
    for index, (recipe, own) in enumerate(facts.items()):
        named |= {(f"{recipe} {name}" if index else name): value for name, value in own.items()}
    return named
