"""Snapshots as StyleGAN2-ADA pickles them: as large, as mixed, and with the source of classes inside."""

import os
import shutil
from pathlib import Path

import pytest
import torch
from helpers.programs import run_python
from helpers.published_files import EasyDict, Persistent, module_of, snapshot, write_persistent
from helpers.published_stylegan3 import SMALL_R, stylegan3_snapshot
from torch import nn

from engine.checkpoints.reader import open_checkpoint
from engine.checkpoints.scan import scan
from engine.errors import BundleError

NARROW = {"channel_base": 512, "channel_max": 16, "mapping_depth": 2}
PUBLISHED = {"resolution": 256, "channel_base": 32768}
MB, GB = 2**20, 2**30


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)


@pytest.mark.parametrize("architecture", ["orig", "resnet", "skip"])
@pytest.mark.parametrize(("resolution", "labels"), [(32, 10), (64, 0), (256, 3)])
def test_the_average_of_a_snapshot_is_found_whatever_its_shape(tmp_path, resolution, architecture, labels):
    """The mapping's megabytes come first, then strengths of noise: 4 bytes each, in a storage of its own."""
    config = NARROW | {"resolution": resolution, "architecture": architecture, "label_size": labels}
    value = snapshot(config)
    state = expected(value["G_ema"])
    found = scan([write_persistent(tmp_path / "network-snapshot-000000.pkl", value)])
    (part,) = found.parts
    assert (found.family, part.place) == ("stylegan2", "G_ema")
    assert found.left_out == ("stylegan2 discriminator (D)",)
    for name in ("resolution", "architecture", "label_size", "mapping_depth"):
        assert part.imported.config[name] == config[name]
    held = part.imported.network.state_dict()
    assert held.keys() == state.keys()
    assert all(torch.equal(held[name], state[name]) for name in state)


def expected(record, prefix=""):
    """Tensors of a module that is to be pickled, by their names."""
    held = {**record.state["_parameters"], **record.state["_buffers"]}
    found = {f"{prefix}{name}": tensor.detach() for name, tensor in held.items()}
    for name, part in record.state["_modules"].items():
        found |= expected(part, f"{prefix}{name}.")
    return found


@pytest.mark.parametrize(("clamp", "half"), [(256, 4), (None, 0), (64.0, 2), (256, 5)])
def test_bound_and_half_precision_are_read_off_the_layers(tmp_path, clamp, half):
    """The constructor's defaults stand in no argument, and have changed between NVIDIA's two repositories."""
    value = snapshot(NARROW | {"resolution": 64}, clamp=clamp, half=half)
    (part,) = scan([write_persistent(tmp_path / "n.pkl", value)]).parts
    assert part.imported.config.get("clamp") == clamp
    assert part.imported.config["half_resolutions"] == half


def test_layers_that_do_something_else_are_refused(tmp_path):
    value = snapshot(NARROW | {"resolution": 32}, clamp=256)
    block = value["G_ema"].state["_modules"]["synthesis"].state["_modules"]["b8"]
    block.state["_modules"]["conv0"].state["activation"] = "swish"
    with pytest.raises(BundleError, match="differ") as refusal:
        scan([write_persistent(tmp_path / "n.pkl", value)])
    assert "\n" not in str(refusal.value)


def pickle_of_storage() -> bytes:
    """What torch stores a storage of 2^18 zeros as, inside a pickle."""
    held = torch.zeros(2**18).untyped_storage()
    storage = torch.storage.TypedStorage(wrap_storage=held, dtype=torch.float32, _internal=True)
    content: bytes = storage.__reduce__()[1][0]
    return content


class Runs:
    """Makes a folder when it is unpickled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self):
        return os.mkdir, (str(self.folder),)


class Stored:
    """A storage of a mebibyte; of all of them the file holds the same bytes, once."""

    content: bytes = pickle_of_storage()

    def __reduce__(self):
        return torch.storage._load_from_bytes, (Stored.content,)


class View:
    """A tensor of a whole storage."""

    def __init__(self, storage: Stored) -> None:
        self.storage = storage

    def __reduce__(self):
        return torch._utils._rebuild_tensor_v2, (self.storage, 0, (2**18,), (1,), False, {})


def views(storages: list[Stored]) -> Persistent:
    """A network whose tensors are views of these."""
    module = module_of({}, "Generator")
    module.state["_buffers"] = {f"layer{n}": View(storage) for n, storage in enumerate(storages)}
    return module


def nested(depth: int, width: int) -> Persistent:
    """Modules that hold the next one many times: few in the file, endlessly many when each is looked at."""
    module = module_of({"weight": torch.zeros(4)}, "Layer")
    for _ in range(depth):
        outer = module_of({}, "Layer")
        outer.state["_modules"] = {f"part{n}": module for n in range(width)}
        module = outer
    return module


HOSTILE = {
    "a thousand views of one storage": lambda: {"G_ema": views([Stored()] * 1000)},
    "one storage's bytes a thousand times": lambda: {"G_ema": views([Stored() for _ in range(1000)])},
    "modules in modules": lambda: {"G_ema": nested(15, 10)},
    "dictionaries in dictionaries": lambda: {"G_ema": dictionaries(3, 300)},
}


def dictionaries(depth: int, width: int):
    value: object = {"a.weight": 1}
    for _ in range(depth):
        value = {f"part{n}": value for n in range(width)}
    return value


SNAPSHOTS = {
    "stylegan2": lambda: snapshot(NARROW | {"resolution": 32}),
    "stylegan3": lambda: stylegan3_snapshot(SMALL_R),
}


@pytest.mark.parametrize("system", SNAPSHOTS)
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_snapshot_that_would_fill_memory_or_take_for_ever_is_refused(tmp_path, kind, system):
    value = SNAPSHOTS[system]() | HOSTILE[kind]()
    refused(write_persistent(tmp_path / "n.pkl", value))


@pytest.mark.parametrize("system", SNAPSHOTS)
@pytest.mark.parametrize("place", ["value", "state", "buffer", "keyword", "source"])
def test_a_snapshot_that_asks_for_code_is_refused_unrun(tmp_path, place, system):
    folder = tmp_path / "made"
    value = SNAPSHOTS[system]()
    module = value["G_ema"]
    homes = {
        "value": value,
        "state": module.state,
        "buffer": module.state["_buffers"],
        "keyword": module.state["_init_kwargs"],
        "source": EasyDict(),
    }
    homes[place]["more"] = Runs(folder)
    if place == "source":
        value["augment_pipe"] = homes[place]
    refused(write_persistent(tmp_path / "n.pkl", value))
    assert not folder.exists()


@pytest.mark.parametrize("claimed", [2**18 + 1, 2**30, 2**60])
def test_a_storage_that_claims_more_than_it_has_is_refused(tmp_path, claimed):
    """The count stands in the name of a storage and before its numbers; one is changed, or both."""
    content = write_persistent(tmp_path / "n.pkl", {"G_ema": views([Stored()])}).read_bytes()
    count, named = (2**18).to_bytes(8, "little"), b"J" + (2**18).to_bytes(4, "little")
    assert content.count(count) == 1
    more = claimed.to_bytes(8, "little")
    first = tmp_path / "count.pkl"
    first.write_bytes(content.replace(count, more))
    refused(first)
    second = tmp_path / "both.pkl"
    in_name = b"J" + min(claimed, 2**31 - 1).to_bytes(4, "little")
    second.write_bytes(content.replace(count, more).replace(named, in_name))
    refused(second)


def refused(path):
    """In one sentence."""
    with pytest.raises(BundleError) as refusal:
        scan([path])
    assert "was refused: " in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_parameter_and_its_view_share_a_storage(tmp_path):
    """What real files share is read: the limit is for what none needs."""
    weight = nn.Parameter(torch.rand(512, 512))
    value = {
        "a.weight": weight,
        "a.tied": weight,
        "a.part": weight.detach()[:2],
        "a.turned": weight.detach().t(),
    }
    read = open_checkpoint(write_persistent(tmp_path / "n.pkl", value)).data
    assert torch.equal(read["a.turned"].tensor(), weight.detach().t())


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A snapshot as wide as the published ones, and its file."""
    torch.manual_seed(0)
    value = snapshot(PUBLISHED, clamp=256, half=4)
    path = write_persistent(tmp_path_factory.mktemp("published") / "network-snapshot-025000.pkl", value)
    assert path.stat().st_size > 200 * MB
    yield value, path
    path.unlink()


IMPORT = """
import sys
from pathlib import Path
from trainer.bundling.import_files import import_files
made = import_files([Path(sys.argv[1])], Path(sys.argv[2]))
(peak,) = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
print(made.family, *made.capabilities, peak.split()[1])
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read as Linux tells it")
def test_a_published_snapshot_is_imported_in_little_memory(tmp_path, published):
    """Graphs, checks and the one picture included; how long it takes is shown by benchmarks.importing."""
    _, path = published
    made = run_python("-c", IMPORT, str(path), str(tmp_path / "faces.gmodel"), home=tmp_path)
    family, ability, peak = made.split()
    assert (family, ability) == ("stylegan2", "sample")
    assert int(peak) * 1024 <= 1.8 * GB


@pytest.mark.slow
@pytest.mark.parametrize("kind", [*HOSTILE, "code", "a larger storage", "half a file"])
def test_hostile_twins_of_a_published_snapshot_are_refused(tmp_path, published, kind):
    value, path = published
    twin, folder = tmp_path / path.name, tmp_path / "made"
    if kind in HOSTILE:
        write_persistent(twin, value | HOSTILE[kind]())
    elif kind == "code":
        write_persistent(twin, value | {"augment_pipe": EasyDict(more=Runs(folder))})
    else:
        shutil.copy(path, twin)
        with twin.open("r+b") as file:
            if kind == "half a file":
                file.truncate(path.stat().st_size // 2)
            else:
                # Of the largest convolutions: 512 x 512 x 3 x 3, the count before the numbers.
                count = (512 * 512 * 9).to_bytes(8, "little")
                file.seek(path.read_bytes().index(count))
                file.write((512 * 512 * 9 + 1).to_bytes(8, "little"))
    refused(twin)
    assert not folder.exists()
    twin.unlink()
