"""What would stop a run before its first step, found without starting it and without PyTorch."""

from __future__ import annotations

from pathlib import Path

from engine.errors import ConfigurationError, DatasetError
from trainer.data.sources import open_sources
from trainer.runs.folder import checkpoints
from trainer.settings.run_config import RunConfig, read_config


def problems(path: Path) -> list[str]:
    """One sentence for everything that is wrong with a configuration; empty when a run can start.

    Args:
        path: the TOML; its sources are looked for, their pictures are not read (the doctor does that).
    """
    try:
        config = read_config(path)
    except ConfigurationError as error:
        return str(error).splitlines()
    return [*_data(config), *_files(config)]


def _data(config: RunConfig) -> list[str]:
    sentences = []
    for source in (*config.data.sources, *config.data.sources_b, *config.data.backgrounds):
        try:
            open_sources([source])
        except DatasetError as error:
            sentences.append(str(error))
    if config.data.kind == "face_scenes" and not config.data.backgrounds:
        sentences.append("data.backgrounds names no pictures; faces are put onto some: name a folder or zip.")
    if config.data.kind == "photos" and getattr(config.settings, "condition_channels", 1) != 1:
        sentences.append('data.kind = "photos" makes grey sketches: set settings.condition_channels = 1.')
    return sentences


def _files(config: RunConfig) -> list[str]:
    sentences = []
    if checkpoints(Path(config.folder)):
        sentences.append(
            f"folder: '{config.folder}' already holds a run; name another folder, or continue that run."
        )
    if config.start and not Path(config.start).expanduser().exists():
        sentences.append(f"start: '{config.start}' does not exist; check the path, or start from scratch.")
    generator = getattr(config.settings, "generator", "")
    if generator and not Path(generator).expanduser().exists():
        sentences.append(
            f"settings.generator: '{generator}' does not exist; name a bundle or a run's folder."
        )
    return sentences
