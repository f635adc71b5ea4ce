"""`ganvas axes import`: directions that others have published become sliders of a model."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from app.axis_commands import axis_commands
from app.choices import AsJson

_SAMPLES = 4000


@axis_commands.command("import")
def import_directions(
    model: Annotated[str, typer.Argument(help="A model that samples.", show_default=False)],
    file: Annotated[
        Path,
        typer.Argument(
            help="InterFaceGAN's .npy, GANSpace's .npz or a pickle of TL-GAN's.", show_default=False
        ),
    ],
    of_z: Annotated[bool, typer.Option("--z", help="The directions are of z; of w by default.")] = False,
    as_json: AsJson = False,
) -> None:
    """Add published directions of the same latent size to a model; nothing in the file is ever run."""
    answer = add_directions(model, file, "z" if of_z else "w")
    if as_json:
        import json

        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        typer.echo(f"Added {len(answer['axes'])} to {answer['model']}: {', '.join(answer['axes'])}.")


def add_directions(model: str, file: Path, space: Literal["w", "z"]) -> dict[str, Any]:
    """Read the file and keep its axes among the person's own; returns what `--json` prints.

    Raises:
        GanvasError: the file or the model cannot be used, or they do not fit each other.
    """
    import numpy as np

    from app.generating import open_generator
    from engine.latent.axis_store import AxisStore
    from engine.latent.published import as_axes, read_directions
    from engine.latent.tlgan import shrunk_covariance

    found = read_directions(file)
    generator = open_generator(model).generator
    if space == "w":
        codes = generator.map(generator.sample_z(_SAMPLES, 0))[:, 0]
        axes = as_axes(found, shrunk_covariance(codes), generator.num_ws, "w")
    else:
        axes = as_axes(found, np.eye(generator.z_size), 1, "z")
    AxisStore().add(generator.bundle, axes)
    return {"model": generator.bundle.manifest.name, "axes": list(axes.names), "space": space}
