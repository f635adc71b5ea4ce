"""One side of the race in benchmarks.synthesis: as published, our module, or the default backend."""

import sys
from pathlib import Path

import numpy as np

from benchmarks.turns import serve

THREADS = 2


def codes(path: Path, count: int = 1) -> np.ndarray:
    """Codes for one picture of that bundle, the same for all sides."""
    from engine.bundle.bundle import open_bundle

    latent = open_bundle(path).manifest.latent
    assert latent is not None
    rng = np.random.default_rng(1)
    return rng.standard_normal((count, latent.layers or 0, latent.w_size or 0)).astype(np.float32)


def main() -> None:
    """Serve `published PATH`, `module PATH` or `ganvas PATH`."""
    side, path = sys.argv[1], Path(sys.argv[2])
    ws = codes(path)
    if side == "ganvas":
        from engine.backends.backend import open_backend
        from engine.bundle.bundle import open_bundle
        from engine.faces.generator import Generator

        bundle = open_bundle(path)
        generator = Generator(bundle, open_backend(bundle, device="cpu", threads=THREADS))
        serve(lambda: generator.synthesise(ws))
        return
    import torch

    from benchmarks.synthesis import eager_side

    torch.set_num_threads(THREADS)
    action = eager_side(side, path)
    serve(lambda: action(ws))


if __name__ == "__main__":
    main()
