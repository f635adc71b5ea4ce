"""Changes tried for a session stay when it gets anywhere, and are as if never made when it does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch
from accelerate import Accelerator
from helpers.tiny_recipes import BATCH, tiny_values
from typer.testing import CliRunner

from engine.errors import CheckpointError, TrainingError
from trainer.__main__ import app
from trainer.runs.folder import RunFolder
from trainer.settings.run_config import changed_config, parse_config, read_run
from trainer.training.session import run_training
from trainer.training.state import Run
from trainer.training.trial import in_events


def invoke(folder: str, *arguments: str) -> int:
    return CliRunner().invoke(app, ["resume", folder, "--quiet", *arguments]).exit_code


def test_changes_of_a_session_that_came_to_nothing_are_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.set_num_threads(1)
    config = parse_config(tiny_values("pix2pix", tmp_path))
    folder = Path(config.folder)
    run_training(config, resume=False, echo=False, until=3 * BATCH)
    before = (folder / "config.json").read_bytes()
    step, fails_at = Run.step, [3 * BATCH]

    def failing(run: Run, *arguments: Any, **options: Any) -> dict[str, torch.Tensor]:
        if run.seen in fails_at:
            raise RuntimeError("no")
        return step(run, *arguments, **options)

    # Other networks than the checkpoint's; a step that fails; one that fails before a checkpoint.
    with monkeypatch.context() as patch:
        patch.setattr(Run, "step", failing)
        assert invoke(config.folder, "--set", "settings.generator_widths=[4, 4, 4]") == 1
        assert (folder / "config.json").read_bytes() == before
        for place in (3 * BATCH, 5 * BATCH):
            fails_at[:] = [place]
            assert invoke(config.folder, "--set", "optimiser.learning_rate=0.001") == 1
            assert (folder / "config.json").read_bytes() == before
        # Behind a checkpoint of its own, what it was trained with is the run's.
        fails_at[:] = [7 * BATCH]
        assert invoke(config.folder, "--set", "optimiser.learning_rate=0.001") == 1
    assert read_run(folder).optimiser.learning_rate == 0.001
    assert invoke(config.folder) == 0
    assert RunFolder(folder).state == "finished"


def test_weights_that_do_not_fit_are_told_by_the_setting_that_differs(tmp_path: Path) -> None:
    config = parse_config(tiny_values("pix2pix", tmp_path))
    state = Run(config, Accelerator(cpu=True)).state()
    other = changed_config(config, ["settings.generator_widths=[4, 4, 4]", "optimiser.beta1=0.4"])
    with pytest.raises(CheckpointError) as failure:
        Run(other, Accelerator(cpu=True)).restore(state)
    assert (
        "settings.generator_widths is [4, 4, 4] here and was [8, 12, 16] there; the checkpoint is intact"
        in str(failure.value)
    )
    assert "beta1" not in str(failure.value)
    assert "size mismatch" not in str(failure.value)
    # Where no setting differs, something else is wrong, and PyTorch's own words say what.
    del state["networks"]["generator"]
    with pytest.raises(CheckpointError, match="belongs to another configuration"):
        Run(config, Accelerator(cpu=True)).restore(state)


@pytest.mark.parametrize("before", ["off", "diffaugment", "fixed", "ada"])
def test_the_remedy_of_adaptive_augmentation_is_gone_on_with(before: str, tmp_path: Path) -> None:
    torch.set_num_threads(1)
    values = tiny_values("stylegan2", tmp_path)
    values["settings"]["augment"] = before
    config = parse_config(values)
    run_training(config, resume=False, echo=False, until=3 * BATCH)
    for augment in ("ada", before):
        result = CliRunner().invoke(
            app,
            ["resume", config.folder, "--set", f"settings.augment={augment}", "--until", str(5 * BATCH)],
        )
        assert result.exit_code == 0, result.exception


@pytest.mark.parametrize("error", [MemoryError(), torch.OutOfMemoryError("CUDA out of memory.")])
def test_memory_that_runs_out_says_what_to_go_on_with_and_that_works(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.set_num_threads(1)
    config = parse_config(tiny_values("pix2pix", tmp_path))
    step = Run.step

    def full(run: Run, *arguments: Any, **options: Any) -> dict[str, torch.Tensor]:
        if run.seen == 4 * BATCH and run.config.schedule.batch_size == BATCH:
            raise error
        return step(run, *arguments, **options)

    monkeypatch.setattr(Run, "step", full)
    with pytest.raises(TrainingError, match="Memory ran out") as failure:
        run_training(config, resume=False, echo=False)
    words = str(failure.value).replace(",", " ").split()
    advice = [part for at, word in enumerate(words) if word == "--set" for part in words[at : at + 2]]
    assert invoke(config.folder, *advice) == 0
    assert RunFolder(Path(config.folder)).state == "finished"


def test_a_trial_that_fails_does_so_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(run: Run, *_: Any, **__: Any) -> dict[str, torch.Tensor]:
        raise ValueError("this\nand that")

    monkeypatch.setattr(Run, "step", failing)
    config = parse_config(tiny_values("pix2pix", tmp_path))
    with pytest.raises(TrainingError, match=r"ValueError: this.*nothing was begun") as failure:
        in_events(config, 2, lambda _: None)
    assert len(str(failure.value).splitlines()) == 1
