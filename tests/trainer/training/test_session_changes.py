"""What a session of a run changes of the one before, also where the version changed in between."""

from __future__ import annotations

import json
from pathlib import Path

from accelerate import Accelerator
from helpers.two_domains import TINY, tiny_values

from trainer.settings.run_config import parse_config
from trainer.training.distributed import begin_session


def test_a_setting_that_came_with_a_newer_version_is_a_change_where_it_is_used(tmp_path: Path) -> None:
    accelerator = Accelerator(cpu=True)
    first = parse_config(tiny_values("munit", tmp_path))
    assert begin_session(first, tmp_path, accelerator) == {}
    kept = json.loads((tmp_path / "config.json").read_text())
    del kept["settings"]["lambda_details"]
    del kept["settings"]["lambda_style_prior"]
    (tmp_path / "config.json").write_text(json.dumps(kept))

    settings = {**TINY["munit"], "lambda_details": 2.0, "lambda_gan": 0.5}
    changes = begin_session(
        parse_config(tiny_values("munit", tmp_path, settings=settings)), tmp_path, accelerator
    )
    assert changes == {"settings.lambda_details": 2.0, "settings.lambda_gan": 0.5}


def test_a_configuration_of_another_version_is_compared_as_it_stands(tmp_path: Path) -> None:
    accelerator = Accelerator(cpu=True)
    begin_session(parse_config(tiny_values("munit", tmp_path)), tmp_path, accelerator)
    kept = json.loads((tmp_path / "config.json").read_text())
    (tmp_path / "config.json").write_text(json.dumps({**kept, "seed": 77, "of_a_newer_version": True}))
    changes = begin_session(parse_config(tiny_values("munit", tmp_path)), tmp_path, accelerator)
    assert list(changes) == ["seed"]
