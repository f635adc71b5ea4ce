"""Inversion: the codes of a photo, so that sliders can change it: encoder, descent, a tuned copy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.backends.backend import Backend
from engine.bundle.bundle import Bundle
from engine.errors import LatentError
from engine.faces.generator import Generator
from engine.faces.inversion_io import Closeness, Inversion, Stage, Stopped
from engine.images.letterbox import letterbox
from engine.types import Codes, Pixels

if TYPE_CHECKING:
    from torch import Tensor

    from engine.architectures.stylegan2 import SynthesisNetwork
    from engine.faces.inversion_optimiser import CodeSpread

# Called with the stage, the step, the steps in all, and the least error so far.
DescentProgress = Callable[[Stage, int, int, float], None]
_SAMPLES = 1000
# Alaluf et al. 2021, section 4: how often ReStyle looks at what it has drawn.
_REFINEMENTS = 5


@dataclass(frozen=True)
class InversionSettings:
    """How much work an inversion may be.

    Attributes:
        steps: of descent on codes and noise; 0 leaves it at the encoder's answer.
        tuning_steps: of pivotal tuning after that; 0 for none.
        rate: of the descent, in standard deviations of W.
        nearness: weight of the codes' distance from the encoder's answer; more keeps sliders better behaved,
            less comes nearer to the photo.
        tuning_rate: of the tuning.
        locality: weight of what tuning may change for other pictures.
        preview_every: steps from one preview to the next.
    """

    steps: int = 100
    tuning_steps: int = 0
    rate: float = 0.1
    nearness: float = 0.02
    tuning_rate: float = 1e-3
    locality: float = 0.1
    preview_every: int = 5

    def __post_init__(self) -> None:
        if not (0 <= self.steps <= 10_000 and 0 <= self.tuning_steps <= 10_000 and self.preview_every >= 1):
            raise LatentError("An inversion has from 0 to 10,000 steps of each kind.")


class Inverter:
    """Finds the codes of photos with a model that has the capability `invert`.

    Args:
        bundle: with the networks "mapping" and "synthesis", and an "encoder" unless the average must do.
        backend: runs the encoder; the descent itself runs in PyTorch, which is imported when it starts.
        device: of the descent: "auto", "cpu", "cuda" or "mps".

    Raises:
        LatentError: the model has no generator that could be inverted.
    """

    def __init__(self, bundle: Bundle, backend: Backend, *, device: str = "auto") -> None:
        if not {"mapping", "synthesis"} <= set(bundle.manifest.networks):
            raise LatentError(
                "The model '{name}' cannot take photos apart into codes.", name=bundle.manifest.name
            )
        self.bundle, self.backend, self._device = bundle, backend, device
        self._parts: tuple[SynthesisNetwork, CodeSpread] | None = None

    @property
    def size(self) -> int:
        """Side of the square, in pixels, that photos must have; others are brought to it."""
        return self.bundle.manifest.image.size

    def encode(self, photo: Pixels) -> Codes:
        """The encoder's answer for an aligned photo (H, W, 3), about square: (layers, w). No PyTorch needed.

        Raises:
            LatentError: the model has no encoder.
        """
        if "encoder" not in self.backend.networks:
            raise LatentError("The model '{name}' has no encoder for photos.", name=self.bundle.manifest.name)
        image = _to_network(photo, self.size)
        if self.bundle.manifest.networks["encoder"].architecture != "restyle_encoder":
            return np.asarray(self.backend.run("encoder", {"image": image})[0])
        generator = Generator(self.bundle, self.backend)
        codes = np.repeat(generator.average[None, None], generator.num_ws, axis=1)
        for _ in range(_REFINEMENTS):
            seen = {"image": image, "drawn": generator.drawn(codes), "codes": codes}
            codes = np.asarray(self.backend.run("encoder", seen), dtype=np.float32)
        refined: Codes = codes[0]
        return refined

    def invert(
        self,
        photo: Pixels,
        settings: InversionSettings = InversionSettings(),
        *,
        start: Codes | None = None,
        weight: NDArray[np.floating] | None = None,
        progress: DescentProgress = lambda stage, step, steps, error: None,
        preview: Callable[[Pixels], None] | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Inversion:
        """The codes of an aligned photo.

        Args:
            photo: (H, W, 3) uint8, about square; see engine.faces.alignment.
            settings: how much work.
            start: (layers, w) codes to start from, such as an earlier answer; the encoder's if left out.
            weight: (H, W) from 0 to 1, how much each pixel counts (0 outside the photo, say); None for all
                alike.
            progress: told after every step.
            preview: given a picture (S, S, 3) now and then while it works.
            cancelled: asked after every step; True ends the work with the best so far.

        Raises:
            LatentError: photo, weight or start do not fit the model.
            BundleError: the weights do not fit the networks.
        """
        import torch

        from engine.faces.inversion_optimiser import PictureDistance, find_codes, tune_generator

        synthesis, spread = self._networks()
        device = spread.mean.device
        target = torch.from_numpy(_to_network(photo, self.size)).to(device)
        distance = PictureDistance(target, self._weight(weight, photo, device))
        first = self._start(photo, start, synthesis, spread)
        ws = torch.from_numpy(first)[None].to(device)
        stored = [b for name, b in synthesis.named_buffers() if name.endswith("noise_const")]
        noises: tuple[Tensor, ...] = tuple(noise[None, None].clone() for noise in stored)
        with torch.inference_mode():
            picture = synthesis(ws, list(noises))
            closeness: dict[Stage, Closeness] = {"encode": _closeness(distance, picture)}
        tuning: dict[str, Tensor] = {}
        stopped: Stopped = "done"
        steps, changed = 0, False

        def reporter_of(stage: Stage, total: int) -> Callable[[int, float, Tensor], bool]:
            def reporter(step: int, error: float, best: Tensor) -> bool:
                progress(stage, step, total, error)
                if preview is not None and step % settings.preview_every == 0:
                    preview(_to_pixels(best))
                return cancelled()

            return reporter

        if settings.steps and not cancelled():
            best = find_codes(
                synthesis,
                distance,
                ws,
                noises,
                spread,
                steps=settings.steps,
                rate=settings.rate,
                nearness=settings.nearness,
                reporter=reporter_of("optimise", settings.steps),
            )
            (ws, noises), picture, changed = best.kept, best.picture, True
            steps, stopped = best.steps, best.stopped
            closeness["optimise"] = _closeness(distance, picture)
        if settings.tuning_steps and stopped != "cancelled" and not cancelled():
            tuned = tune_generator(
                synthesis,
                distance,
                ws,
                noises,
                spread,
                steps=settings.tuning_steps,
                rate=settings.tuning_rate,
                locality=settings.locality,
                reporter=reporter_of("tune", settings.tuning_steps),
            )
            tuning, picture = tuned.kept, tuned.picture
            steps, stopped = steps + tuned.steps, tuned.stopped
            closeness["tune"] = _closeness(distance, picture)
        if cancelled():
            stopped = "cancelled"
        return Inversion(
            ws=ws[0].cpu().numpy(),
            noises=tuple(noise[0, 0].cpu().numpy() for noise in noises) if changed else (),
            tuning={name: delta.cpu().numpy() for name, delta in tuning.items()},
            picture=_to_pixels(picture),
            start=first,
            closeness=closeness,
            steps=steps,
            stopped=stopped,
        )

    def _networks(self) -> tuple[SynthesisNetwork, CodeSpread]:
        """The generator in PyTorch, built at the first call, and the spread of its codes."""
        if self._parts is None:
            import torch

            from engine.architectures.stylegan2 import SynthesisNetwork
            from engine.backends.torch import load_module
            from engine.faces.inversion_optimiser import spread_of_codes

            device = _device(self._device)
            synthesis = load_module(self.bundle, "synthesis").requires_grad_(False)
            if not isinstance(synthesis, SynthesisNetwork):
                raise LatentError(
                    "The model '{name}' is none that can be inverted.", name=self.bundle.manifest.name
                )
            z = torch.randn(_SAMPLES, self._z_size(), generator=torch.Generator().manual_seed(0))
            mapping = load_module(self.bundle, "mapping").to(device)
            size = int(getattr(mapping, "label_size", 0))
            # Of all classes in turn: which one a photo is of nobody has said.
            labels = torch.eye(size, device=device)[torch.arange(_SAMPLES) % size] if size else None
            spread = spread_of_codes(mapping, z.to(device), labels)
            self._parts = synthesis.to(device), spread
        return self._parts

    def _z_size(self) -> int:
        latent = self.bundle.manifest.latent
        if latent is None:
            raise LatentError(
                "The model '{name}' does not say how long its codes are.", name=self.bundle.manifest.name
            )
        return latent.size

    def _start(
        self, photo: Pixels, start: Codes | None, synthesis: SynthesisNetwork, spread: CodeSpread
    ) -> Codes:
        shape = (synthesis.num_ws, len(spread.mean))
        if start is None and "encoder" in self.backend.networks:
            start = self.encode(photo)
        if start is None:
            return np.repeat(spread.mean.cpu().numpy()[None], shape[0], axis=0)
        if start.shape != shape:
            raise LatentError(
                "Codes of this model are of shape {shape}, not {given}.", shape=shape, given=start.shape
            )
        return np.array(start, dtype=np.float32)

    def _weight(self, weight: NDArray[np.floating] | None, photo: Pixels, device: Any) -> Tensor | None:
        if weight is None:
            return None
        import torch

        if weight.shape != photo.shape[:2] or not np.isfinite(weight).all() or weight.max(initial=0) <= 0:
            raise LatentError("The weight of the photo's pixels does not fit the photo.")
        grey = (np.clip(weight, 0, 1) * 255).astype(np.uint8)
        square = letterbox(grey, self.size, background=0)[0]
        return torch.from_numpy(square.astype(np.float32) / 255)[None, None].to(device)


def _device(wanted: str) -> str:
    import torch

    if wanted == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    return wanted


def _closeness(distance: Any, picture: Tensor) -> Closeness:
    import torch

    with torch.inference_mode():
        perceptual, pixels = distance(picture)
    return Closeness(float(perceptual), float(pixels))


def _to_network(photo: Pixels, size: int) -> NDArray[np.float32]:
    """(H, W, 3) uint8 to (1, 3, S, S) in [-1, 1]."""
    if photo.ndim != 3 or photo.shape[2] != 3 or photo.dtype != np.uint8:
        raise LatentError("A photo of shape {shape} is not a picture in colour.", shape=photo.shape)
    square = letterbox(photo, size)[0]
    return square.transpose(2, 0, 1)[None].astype(np.float32) / 127.5 - 1.0


def _to_pixels(picture: Tensor) -> Pixels:
    """(1, 3, S, S) in about [-1, 1] to (S, S, 3) uint8."""
    made = ((picture[0] + 1) * 127.5 + 0.5).clamp(0, 255).byte()
    return np.ascontiguousarray(made.permute(1, 2, 0).cpu().numpy())
