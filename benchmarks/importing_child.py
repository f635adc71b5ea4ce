"""One family of benchmarks.importing, in a process of its own: its file, the import, and the bare reading.

`snapshot SIDE` imports a snapshot of StyleGAN2-ADA whole instead: graphs, checks and the one picture too.
"""

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from engine.architectures.registry import build
from engine.architectures.stylegan2_rosinality import rosinality_names
from engine.bundle.bundle import open_bundle, write_bundle
from engine.bundle.safetensors import TensorStream
from engine.checkpoints.scan import ScannedCheckpoint
from trainer.bundling.graphs import BundleParts
from trainer.bundling.import_files import gather, import_files, write_model
from trainer.recipes.base import BundleContent

ROUNDS = 3
MB = 2**20


def stylegan2(path: Path) -> None:
    """A generator of 1024 pixels in rosinality's layout."""
    network = build("stylegan2_generator", {"resolution": 1024, "channel_base": 32768})
    parts = [network.get_submodule(part).state_dict() for part in ("mapping", "synthesis")]
    state = rosinality_names(*parts)
    average = state.pop("latent_avg")
    torch.save({"g_ema": state, "latent_avg": average}, path)


def bicyclegan(path: Path) -> None:
    """The generator of 256 pixels for sketches."""
    torch.save(build("bicyclegan_unet", {}).state_dict(), path)


def spade(path: Path) -> None:
    """COCO-Stuff's generator, its spectral norms not yet folded."""
    made: dict[str, Tensor] = {}
    for name, tensor in build("spade_generator", {"labels": 184, "width": 64}).state_dict().items():
        if name.endswith(".weight") and name.split(".")[-2] in ("conv_0", "conv_1", "conv_s"):
            matrix = tensor.flatten(1)
            right = torch.nn.functional.normalize(torch.randn(matrix.shape[1]), dim=0)
            left = torch.nn.functional.normalize(matrix @ right, dim=0)
            made |= {f"{name}_orig": tensor, f"{name}_u": left, f"{name}_v": right}
        else:
            made[name] = tensor
    torch.save(made, path)


FAMILIES: dict[str, Callable[[Path], None]] = {
    "stylegan2": stylegan2,
    "bicyclegan": bicyclegan,
    "spade": spade,
}


def peak() -> int:
    """Bytes of this process's memory at its largest, the mapped file's pages among them."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def now() -> int:
    """Bytes of this process's memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def bring_in(source: Path, target: Path) -> tuple[ScannedCheckpoint, BundleContent, BundleParts]:
    """An import without its graphs and its picture, which run the network."""
    scanned, content = gather([source])
    packed = BundleParts(half=False)
    for network in content.networks:
        packed.hold(network)
    write_model(target, scanned, content, packed, title=None, licence="none", addresses={})
    return scanned, content, packed


def bare(source: Path, target: Path, example: Path, tensors: TensorStream) -> None:
    """The file's bytes are read, and a bundle of the same content is written."""
    len(source.read_bytes())
    bundle = open_bundle(example)
    kept = {name: bundle.read(name) for name in bundle.manifest.files if name != "weights.safetensors"}
    write_bundle(target, bundle.manifest, {**kept, "weights.safetensors": tensors})


def plain(source: Path, target: Path) -> None:
    """The file's bytes are read, written and synced, and nothing else."""
    content = source.read_bytes()
    with target.open("wb") as file:
        file.write(content)
        os.fsync(file.fileno())


def timed(action: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock, and seconds of this process."""
    wall, own = time.perf_counter(), time.process_time()
    action()
    return time.perf_counter() - wall, time.process_time() - own


def write_file(write: Callable[[Path], object], source: Path) -> None:
    """Write a file in a process of its own, whose memory does not count."""
    child = os.fork()
    if not child:
        torch.manual_seed(0)
        write(source)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        raise SystemExit(f"{source.name} could not be written")


def write_snapshot(side: int, path: Path) -> None:
    """G, D, G_ema and what else NVIDIA's training pickles, of the published widths."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    from helpers.published_files import snapshot, write_persistent

    write_persistent(path, snapshot({"resolution": side, "channel_base": 32768}, clamp=256, half=4))


def measure_snapshot(side: int) -> dict[str, Any]:
    """Everything that `ganvas import` does with such a file: its time and its largest memory."""
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "network-snapshot-025000.pkl"
        write_file(lambda path: write_snapshot(side, path), source)
        wall, own = timed(lambda: import_files([source], Path(folder) / "made.gmodel"))
        return {"file": source.stat().st_size, "wall": wall, "own": own, "memory": peak()}


def measure(family: str) -> dict[str, Any]:
    """Import and bare work take turns; memory is that of the first import, before anything else ran."""
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / f"{family}.pth", Path(folder) / "made.gmodel"
        write_file(FAMILIES[family], source)
        before = now()
        _, _, packed = bring_in(source, target)
        used = peak() - before
        held = sum(tensor.nbytes for tensor in packed.tensors.values())
        copies = {name: tensor.clone().numpy() for name, tensor in packed.tensors.items()}
        del packed
        tensors, other = TensorStream(copies), Path(folder) / "other.gmodel"
        times: dict[str, list[tuple[float, float]]] = {"import": [], "bare": [], "plain": []}
        for _ in range(ROUNDS):
            times["import"].append(timed(lambda: bring_in(source, target)))
            times["bare"].append(timed(lambda: bare(source, other, target, tensors)))
            times["plain"].append(timed(lambda: plain(source, Path(folder) / "copy")))
        size = source.stat().st_size
    return {"file": size, "tensors": held, "memory": used, "times": times}


if __name__ == "__main__":
    if sys.argv[1] == "snapshot":
        print(json.dumps(measure_snapshot(int(sys.argv[2]))))
    else:
        print(json.dumps(measure(sys.argv[1])))
