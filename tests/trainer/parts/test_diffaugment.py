"""What is done to one batch can be done to another, and to masks of it."""

from dataclasses import replace

import torch

from trainer.parts.diffaugment import Augmentation

SIDE = 32


def test_masks_move_with_their_pictures() -> None:
    torch.manual_seed(0)
    change = Augmentation.drawn(8, (SIDE, SIDE), torch.device("cpu"))
    mask = torch.zeros(8, 1, SIDE, SIDE)
    mask[:, :, 8:24, 10:20] = 1
    shown = change.moved(mask)
    plain = replace(change, brightness=change.brightness * 0 + 0.5, saturation=change.saturation * 0 + 0.5)
    plain = replace(plain, contrast=change.contrast * 0 + 0.5)
    torch.testing.assert_close(plain(mask.expand(-1, 3, -1, -1)), shown.expand(-1, 3, -1, -1))
    assert not torch.equal(shown, mask)


def test_translation_alone_keeps_light_and_everything_that_stays_within() -> None:
    torch.manual_seed(2)
    given = torch.zeros(6, 3, SIDE, SIDE)
    given[:, :, 10:20, 10:20] = torch.rand(6, 3, 10, 10)
    moved = Augmentation.translation(6, (SIDE, SIDE), torch.device("cpu"))(given)
    torch.testing.assert_close(moved.flatten(2).sort().values, given.flatten(2).sort().values)
    assert not torch.equal(moved, given)


def test_a_rolled_change_is_that_of_the_picture_before() -> None:
    torch.manual_seed(1)
    change = Augmentation.drawn(5, (SIDE, SIDE), torch.device("cpu"))
    given = torch.rand(5, 3, SIDE, SIDE)
    assert torch.equal(change.roll(1)(given.roll(1, 0)), change(given).roll(1, 0))
