"""Real, small, untrained systems of two domains as bundles, exported as training exports them."""

from __future__ import annotations

from pathlib import Path

from helpers.two_domains import tiny_values


def make_bundle(recipe: str, path: Path, **sections: object) -> Path:
    """Write a bundle of 32-pixel pictures."""
    import torch
    from accelerate import Accelerator

    from trainer.bundling.export import export_run
    from trainer.settings.run_config import parse_config, write_config
    from trainer.training.checkpoints import save_checkpoint
    from trainer.training.state import Run

    folder = path.parent / f".{path.stem}-run"
    folder.mkdir(parents=True, exist_ok=True)
    config = parse_config(tiny_values(recipe, folder, **sections))
    run = Run(config, Accelerator(cpu=True))
    with torch.no_grad():
        for network in (*run.shown().values(), *run.recipe.networks.values()):
            for name, parameter in network.named_parameters():
                # At the published gain of 0.02 untrained networks give the same grey for any picture.
                if parameter.dim() == 4:
                    torch.nn.init.kaiming_normal_(parameter)
                # Styles of an untrained network hardly differ; amplify what the code does.
                elif name.startswith("mlp.model.2.fc"):
                    parameter.mul_(4)
    save_checkpoint(folder, 0, run.state(), 1)
    write_config(config, folder)
    return export_run(folder, path)
