"""Adaptive augmentation does what its transformations say, and its probability follows overfitting."""

from __future__ import annotations

import math
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch

from trainer.parts import ada_geometry as geometry
from trainer.parts.ada import (
    PIPELINES,
    UPDATE_EVERY,
    AdaptiveAugmentation,
    Augmentation,
    colours,
    filter_bank,
    holed,
    recoloured,
)
from trainer.parts.diffaugment import diffaugment

ONE = torch.ones(2)


def pictures(size: int = 32) -> torch.Tensor:
    rng = torch.Generator().manual_seed(0)
    return torch.rand(2, 3, size, size, generator=rng) * 2 - 1


def smooth(size: int = 64) -> torch.Tensor:
    """Waves that a resampling must carry over unharmed."""
    places = torch.linspace(0, 2 * math.pi, size)
    rows, columns = torch.sin(places)[:, None], torch.cos(places + 1)[None]
    return (rows * columns).expand(2, 3, -1, -1).contiguous()


def inside(difference: torch.Tensor, margin: int) -> float:
    return float(difference[..., margin:-margin, margin:-margin].abs().max())


def test_the_wavelet_is_orthogonal_with_six_vanishing_moments() -> None:
    taps = np.array(geometry.SYM6)
    for shift in range(1, 6):
        assert abs(taps[2 * shift :] @ taps[: -2 * shift]) < 1e-10
    assert taps @ taps == pytest.approx(1, abs=1e-10)
    places = np.arange(len(taps))
    for moment in range(6):
        assert abs(((-1.0) ** places * places.astype(float) ** moment * taps).sum()) < 1e-7


def test_nothing_happens_at_p_zero() -> None:
    for pipeline in PIPELINES:
        given = pictures()
        torch.testing.assert_close(Augmentation(pipeline, 0.0)(given), given, atol=2e-6, rtol=0)


def test_resampling_with_the_identity_changes_nothing() -> None:
    eye = torch.eye(3).repeat(2, 1, 1)
    given = pictures()
    torch.testing.assert_close(geometry._resampled(given, eye), given, atol=2e-5, rtol=0)


def test_blits_copy_pixels() -> None:
    given = pictures()
    mirrored = geometry.blitted(given, geometry._scaling(-ONE, ONE))
    assert torch.equal(mirrored, given.flip(3))
    for quarters in range(4):
        turned = geometry.blitted(given, geometry._turning(ONE * quarters * math.pi / 2))
        assert torch.equal(turned, torch.rot90(given, quarters, (2, 3)))
    moved = geometry.blitted(given, geometry._shifting(torch.tensor([[3.0, -2.0]] * 2)))
    assert torch.equal(moved[:, :, 2:, :-3], given[:, :, :-2, 3:])
    # Beyond the border stands the mirror image, without the border pixel twice.
    assert torch.equal(moved[:, :, :2], moved[:, :, 2:5].flip(2)[:, :, :2])


def test_resampled_shifts_and_turns_agree_with_copies() -> None:
    given = smooth()
    quarter = geometry._turning(ONE * math.pi / 2)
    assert inside(geometry._resampled(given, quarter) - torch.rot90(given, 1, (2, 3)), 8) < 0.02
    shift = geometry._shifting(torch.tensor([[5.0, 0.0]] * 2))
    assert inside(geometry._resampled(given, shift) - given.roll(-5, 3), 8) < 1e-3


def test_scaling_by_two_halves_frequencies() -> None:
    given = smooth()
    half = torch.full((2,), 0.5)
    made = geometry._resampled(given, geometry._scaling(half, half))
    expected = torch.nn.functional.interpolate(
        given[:, :, 16:-16, 16:-16], scale_factor=2, mode="bicubic", align_corners=False
    )
    assert inside(made - expected, 8) < 0.01


def test_only_pictures_that_move_are_resampled() -> None:
    given = pictures()
    matrices = torch.stack([torch.eye(3), geometry._turning(torch.tensor([0.4]))[0]])
    made = geometry.transformed(given, matrices)
    assert torch.equal(made[0], given[0])
    torch.testing.assert_close(made[1], geometry._resampled(given[1:], matrices[1:])[0])


def test_every_transformation_passes_gradients() -> None:
    torch.manual_seed(0)
    given = pictures().requires_grad_()
    (Augmentation("bgcfnc", 1.0)(given) ** 2).sum().backward()
    assert given.grad is not None
    assert torch.isfinite(given.grad).all()
    assert (given.grad != 0).any(dim=1).float().mean() > 0.5


def test_colours_keep_grey_on_the_grey_axis() -> None:
    torch.manual_seed(1)
    matrices = colours(64, torch.tensor(1.0))
    grey = torch.linspace(-1, 1, 9).expand(64, 3, 1, -1).contiguous()
    made = recoloured(grey, matrices)
    # Hue and saturation leave grey; brightness, contrast and luma flip act on it.
    torch.testing.assert_close(made.amax(1), made.amin(1), atol=1e-5, rtol=0)
    level = made[:, 0, 0]
    steps = level.diff(dim=1)
    torch.testing.assert_close(steps, steps[:, :1].expand_as(steps), atol=1e-5, rtol=0)
    assert (steps[:, 0] < 0).any()
    assert (steps[:, 0] > 0).any()


def test_hue_turns_colours_without_changing_luma_or_strength() -> None:
    from trainer.parts.ada import _around_luma

    matrix = _around_luma(torch.tensor([2 * math.pi / 3]))
    red = torch.tensor([1.0, 0.0, 0.0]).reshape(1, 3, 1, 1)
    torch.testing.assert_close(
        recoloured(red, matrix).flatten(), torch.tensor([0.0, 1.0, 0.0]), atol=1e-6, rtol=0
    )


def test_the_bands_of_the_filter_sum_to_an_impulse() -> None:
    bank = filter_bank()
    total = bank.sum(axis=0)
    impulse = np.zeros_like(total)
    impulse[len(total) // 2] = 1
    np.testing.assert_allclose(total, impulse, atol=1e-9)
    spectrum = np.abs(np.fft.rfft(bank, 256))
    # The first band is the lowest, the last the highest.
    assert list(spectrum.argmax(axis=1)) == sorted(spectrum.argmax(axis=1))


def test_cutout_takes_a_quarter_of_the_picture() -> None:
    torch.manual_seed(0)
    made = holed(torch.ones(200, 1, 32, 32), torch.tensor(1.0))
    share = float((made == 0).float().mean(dim=(1, 2, 3)).max())
    assert share == pytest.approx(0.25, abs=0.02)


def test_p_rises_while_the_discriminator_overfits_and_falls_when_it_does_not() -> None:
    augmentation = AdaptiveAugmentation("bgc", 0.5, target=0.6, kimg=1.0)
    for _ in range(3):
        augmentation.observe(torch.ones(8, 1))
    assert float(augmentation.p) == 0.5, "p moves with every fourth batch only"
    augmentation.observe(torch.ones(8, 1))
    assert float(augmentation.p) == pytest.approx(0.5 + 32 / 1000)
    for _ in range(8):
        # A mean sign of 0.4 is below the target.
        augmentation.observe(torch.tensor([[1.0]] * 7 + [[-1.0]] * 3))
    assert float(augmentation.p) == pytest.approx(0.5 + 32 / 1000 - 80 / 1000)


def test_p_never_falls_below_zero_and_lies_in_the_state() -> None:
    augmentation = AdaptiveAugmentation("bgc", 0.0, kimg=0.001)
    for _ in range(4):
        augmentation.observe(-torch.ones(8, 1))
    assert float(augmentation.p) == 0
    assert set(augmentation.state_dict()) == {"p", "signs", "count", "calls"}


def test_several_processes_move_p_as_one_does_with_all_their_pictures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    barrier, shared = threading.Barrier(2), list[torch.Tensor]()

    def all_reduce(tensor: torch.Tensor) -> None:
        shared.append(tensor.clone())
        barrier.wait(20)
        total = torch.stack(shared).sum(dim=0)
        barrier.wait(20)
        shared.clear()
        tensor.copy_(total)

    scores = torch.randn(3 * UPDATE_EVERY + 2, 10, 1, generator=torch.Generator().manual_seed(1)) + 0.3
    one, *parts = (AdaptiveAugmentation("bgc", 0.4, target=0.1, kimg=1.0) for _ in range(3))
    for batch in scores:
        one.observe(batch)
    monkeypatch.setattr(torch.distributed, "is_initialized", lambda: True)
    monkeypatch.setattr(torch.distributed, "all_reduce", all_reduce)
    for batch in scores:
        with ThreadPoolExecutor(2) as processes:
            # Unlike halves: what a process sees alone would move p another way.
            ordered = batch.sort(dim=0).values
            list(processes.map(lambda part, own: part.observe(own), parts, (ordered[:5], ordered[5:])))
        # After every step buffers become the mean over processes; see trainer.training.state.
        for name, _ in parts[0].named_buffers():
            buffers = [part.get_buffer(name) for part in parts]
            mean = torch.stack(buffers).mean(dim=0)
            for buffer in buffers:
                buffer.copy_(mean)
    assert float(one.p) != pytest.approx(0.4)
    assert [float(part.p) for part in parts] == pytest.approx([float(one.p)] * 2)
    assert 2 * float(parts[0].signs) == pytest.approx(float(one.signs))


def test_diffaugment_is_differentiable_and_different_for_each_picture() -> None:
    torch.manual_seed(0)
    given = pictures()[:1].repeat(4, 1, 1, 1).requires_grad_()
    made = diffaugment(given)
    assert made.shape == given.shape
    assert not torch.equal(made[0], made[1])
    made.sum().backward()
    assert given.grad is not None
    assert torch.isfinite(given.grad).all()


def test_a_picture_that_is_judged_in_many_places_counts_once() -> None:
    by_picture, by_place = AdaptiveAugmentation("bgc", kimg=0.1), AdaptiveAugmentation("bgc", kimg=0.1)
    for _ in range(UPDATE_EVERY):
        by_picture.observe(torch.ones(2, 1))
        by_place.observe(torch.ones(2, 1, 16, 16), torch.ones(2, 1, 8, 8))
    assert float(by_place.p) == pytest.approx(float(by_picture.p)) == pytest.approx(0.08)


def test_signs_of_places_and_scales_are_averaged_for_each_picture() -> None:
    augmentation = AdaptiveAugmentation("bgc", kimg=0.1)
    certain, torn = torch.ones(2, 1, 2, 2), torch.tensor([1.0, -1.0, 1.0, -1.0]).reshape(1, 1, 2, 2)
    augmentation.observe(certain, torn.expand(2, -1, -1, -1))
    assert float(augmentation.signs) == pytest.approx(1.0)
    assert float(augmentation.count) == 2


@pytest.mark.parametrize("pipeline", ["bgc", "bgcfnc"])
def test_the_gradient_of_a_gradient_goes_through_every_augmentation(pipeline: str) -> None:
    weight = torch.randn(3, 32, 32, dtype=torch.float64, requires_grad=True)
    given = pictures(32).double().requires_grad_()

    def penalty(weight: torch.Tensor) -> torch.Tensor:
        torch.manual_seed(3)
        scores = (Augmentation(pipeline, 0.9)(given) * weight).square().sum()
        (gradient,) = torch.autograd.grad(scores, given, create_graph=True)
        return gradient.square().sum()

    (slope,) = torch.autograd.grad(penalty(weight), weight)
    step = 1e-4 * torch.randn_like(weight)
    change = penalty(weight + step) - penalty(weight - step)
    assert float(change.detach()) == pytest.approx(2 * float((slope * step).sum()), rel=1e-3)
