"""Checkpoints of older versions are brought up to this one, or refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from helpers.tiny_recipes import BATCH, STEPS, tiny_values

from engine.errors import CheckpointError
from trainer.settings.run_config import parse_config
from trainer.training.checkpoints import FORMAT_VERSION, checkpoints, load_checkpoint
from trainer.training.session import run_training


@pytest.mark.parametrize("version", [1, None])
def test_a_run_of_an_older_version_goes_on(tmp_path: Path, version: int | None) -> None:
    torch.set_num_threads(1)
    config = parse_config(tiny_values("pix2pix", tmp_path))
    run_training(config, resume=False, echo=False, until=3 * BATCH)
    (path,) = checkpoints(Path(config.folder))
    state = torch.load(path, weights_only=True)
    assert state["format_version"] == FORMAT_VERSION
    old = {key: state[key] for key in ("config", "seen", "networks", "averages", "optimisers")}
    torch.save({**old, **({} if version is None else {"format_version": version})}, path)
    assert load_checkpoint(path)["rate_factor"] == 1.0
    run_training(config, resume=True, echo=False)
    assert load_checkpoint(checkpoints(Path(config.folder))[-1])["seen"] == STEPS * BATCH


@pytest.mark.parametrize("version", [FORMAT_VERSION + 1, 0, "newest"])
def test_a_version_that_is_not_known_is_refused_in_one_sentence(tmp_path: Path, version: object) -> None:
    path = tmp_path / "checkpoint-000000001.pt"
    torch.save({"format_version": version, "seen": 1}, path)
    with pytest.raises(
        CheckpointError, match=f"format version {version} and this Ganvas reads 1 to"
    ) as failure:
        load_checkpoint(path)
    assert len(str(failure.value).splitlines()) == 1


@pytest.mark.parametrize("content", [b"", b"half a checkp", None])
def test_what_is_no_checkpoint_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "checkpoint-000000001.pt"
    if content is None:
        torch.save([1, 2], path)
    else:
        path.write_bytes(content)
    with pytest.raises(CheckpointError, match="use an"):
        load_checkpoint(path)
