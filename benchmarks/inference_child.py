"""One side of the race in benchmarks.inference: eager PyTorch, or a bundle on the default backend."""

import sys
from pathlib import Path

import numpy as np

from benchmarks.turns import serve

SIZE, THREADS = 256, 2


def inputs() -> dict[str, np.ndarray]:
    """One picture and one code, the same for both sides."""
    image = np.random.default_rng(0).uniform(-1, 1, (1, 1, SIZE, SIZE)).astype(np.float32)
    code = np.random.default_rng(1).standard_normal((1, 8)).astype(np.float32)
    return {"image": image, "code": code}


def main() -> None:
    """Serve `eager`, or `ganvas PATH`."""
    fed = inputs()
    if sys.argv[1] == "ganvas":
        from engine.backends.backend import open_backend
        from engine.bundle.bundle import open_bundle

        backend = open_backend(open_bundle(Path(sys.argv[2])), device="cpu", threads=THREADS)
        serve(lambda: backend.run("generator", fed))
        return
    import torch

    from engine.architectures.bicyclegan import BicycleUNet

    torch.set_num_threads(THREADS)
    network = BicycleUNet().eval()

    def eager() -> np.ndarray:
        with torch.no_grad():
            return network(torch.from_numpy(fed["image"]), torch.from_numpy(fed["code"])).numpy()

    serve(eager)


if __name__ == "__main__":
    main()
