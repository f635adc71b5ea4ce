"""The material brush: a U-Net whose colours, stuff and surface are inputs.

A style, as `engine.architectures.stuff` measures it, is stretched over the inside of a drawing, and a person
may lay others over it. Decoder: modulated convolutions and noise at every scale (Karras et al. 2020), a skip
of colours per scale; what is asked for conditions it as hints do (Zhang et al. 2017). Convolutions start at
half of the side: four pixels go in and come out together (Shi et al. 2016, "Real-Time Single Image and Video
Super-Resolution").
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.architectures.layers import without_autocast
from engine.architectures.stuff import (
    COARSE,
    CODE_SIZE,
    COLOUR_CELLS,
    DETAIL_CHANNELS,
    STUFF_CELLS,
    STUFF_CHANNELS,
    TYPICAL_COARSE,
    Style,
    alternating,
    binomial,
    mean_within,
    part_means,
    pasted,
    style_of,
    tiled,
)

GUIDE_CHANNELS = 3 + 1 + STUFF_CHANNELS + DETAIL_CHANNELS + 1
"""Of a guide: colours in [-1, 1] and how far they hold; stuff, what is fine of a surface, how far both do."""
STUFF_OF_GUIDE = slice(4, 4 + STUFF_CHANNELS)
NOISE_SIDE = 256
_MAPPED_CELLS = 4


class MaterialEncoder(nn.Module):
    """Reads the style of a photo: its colours, its stuff and a swatch. Nothing in it is trained.

    Args:
        kept: how many codes of photos are kept.
        centred: as of `engine.architectures.stuff.colours_of`.

    Attributes:
        styles: (kept, 648) uint8, codes of photos to draw styles from, 0 to 255 for -1 to 1; training fills
            them, a row of zeros is empty. Whole numbers, as each of several processes keeps its own.
    """

    styles: Tensor

    def __init__(self, kept: int = 2048, centred: bool = False) -> None:
        super().__init__()
        self.centred = centred
        self.register_buffer("styles", torch.zeros(kept, CODE_SIZE, dtype=torch.uint8))

    def forward(self, image: Tensor, inside: Tensor) -> Tensor:
        """Codes (N, 648) of photos (N, 3, S, S) whose object lies where `inside` (N, 1, S, S) is 1."""
        return style_of(image, inside, self.centred).code()


class _Modulated(nn.Module):
    """A 3x3 convolution under a style, demodulated (Karras et al. 2020, equations 1 and 3)."""

    def __init__(self, inputs: int, outputs: int, style: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(outputs, inputs, 3, 3) / math.sqrt(inputs * 9))
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.scale = nn.Linear(style, inputs)
        nn.init.zeros_(self.scale.weight)
        nn.init.ones_(self.scale.bias)

    def forward(self, maps: Tensor, style: Tensor) -> Tensor:
        scale = self.scale(style)
        return self._convolved(maps * scale[:, :, None, None], scale)

    def _convolved(self, scaled: Tensor, scale: Tensor) -> Tensor:
        # The activation's gain of 1.4 is in the norm: a leaky ReLU lets factors through.
        norm = 1.4 * torch.rsqrt(scale.square() @ self.weight.square().sum((2, 3)).t() + 1e-6)
        maps = F.conv2d(scaled, self.weight, padding=1)
        bias, norm = self.bias[None, :, None, None].to(maps.dtype), norm[:, :, None, None].to(maps.dtype)
        return F.leaky_relu(torch.addcmul(bias, maps, norm), 0.2)


class _Joined(_Modulated):
    """The same of coarser maps, enlarged, a skip and noise of a style's strength, joined."""

    def __init__(self, coarse: int, fine: int, style: int) -> None:
        super().__init__(coarse + fine + 1, fine, style)
        self.split = [coarse, fine, 1]

    def forward(self, maps: Tensor, style: Tensor, skip: Tensor, noise: Tensor) -> Tensor:  # type: ignore[override]
        scale = self.scale(style)
        coarse, fine, strength = (each[:, :, None, None] for each in scale.split(self.split, 1))
        # Scaled while they are small: enlarging lets factors through.
        grown = F.interpolate(maps * coarse, scale_factor=2.0, mode="bilinear", align_corners=False)
        return self._convolved(torch.cat([grown, skip * fine, (noise * strength).to(grown.dtype)], 1), scale)


class _ToRGB(nn.Module):
    """Colours of maps, of each place or of `side` x `side` pixels in it, without demodulation."""

    def __init__(self, inputs: int, style: int, side: int = 1) -> None:
        super().__init__()
        self.side = side
        self.weight = nn.Parameter(torch.randn(3 * side**2, inputs) / math.sqrt(inputs) * 0.5)
        self.scale = nn.Linear(style, inputs)
        nn.init.normal_(self.scale.weight, 0, 0.1)
        nn.init.ones_(self.scale.bias)

    def forward(self, maps: Tensor, style: Tensor) -> Tensor:
        # A product of matrices would want the maps in another layout than convolutions have them in.
        rgb = F.conv2d(maps * self.scale(style)[:, :, None, None], self.weight[:, :, None, None])
        return F.pixel_shuffle(rgb, self.side) if self.side > 1 else rgb


class _FullSize(nn.Module):
    """Two convolutions at the full side, what they add to the picture begins as nothing.

    They see every pixel alike, which layers at half of the side cannot.
    """

    def __init__(self, coarse: int, sharp: int, width: int) -> None:
        super().__init__()
        self.fewer = nn.Conv2d(coarse, width, 1)
        self.first = nn.Conv2d(width + sharp, width, 3, padding=1)
        self.last = nn.Conv2d(width, 3, 3, padding=1)
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)  # type: ignore[arg-type]

    def forward(self, maps: Tensor, sharp: Tensor) -> Tensor:
        grown = F.interpolate(self.fewer(maps), scale_factor=2.0, mode="bilinear", align_corners=False)
        added: Tensor = self.last(F.leaky_relu(self.first(torch.cat([grown, sharp], 1)), 0.2))
        return added


def colours_matched(picture: Tensor, laid: Tensor, parts: Tensor) -> Tensor:
    """A picture whose mean colours are what is laid: of each part where it is painted, and of all else.

    One step of colour for each, so that light, folds and texture stay as they are.

    Args:
        picture: (N, 3, S, S) float32, -1 to 1.
        laid: (N, 4, S, S), colours for every place inside, and how far they are painted ones.
        parts: (N, 1, S, S), as `parts_of` numbers them.

    Returns:
        (N, 3, S, S); outside of all parts it is the picture as it was.
    """
    with without_autocast(picture.device):
        painted = laid[:, 3:4]
        free = (parts > 0.5).float() * (1 - painted)
        off = laid[:, :3] - picture
        return picture + part_means(off, parts, painted) * painted + mean_within(off, free) * free


class MaterialUNet(nn.Module):
    """Lines, parts, a style and a guide to a picture.

    Takes lines (N, 1, S, S) in [-1, 1] with 1 for paper, style codes (N, 648), parts (N, 1, S, S) as
    `parts_of` numbers them, and guides (N, 16, S, S), which hold where their fourth and last channels are 1;
    gives pictures (N, 3, S, S) in [-1, 1], white outside the drawing. S is a multiple of 2 ** len(widths).

    Args:
        widths: channels at S / 2, S / 4, ...; multiples of 8.
        style_size: length of what modulates the decoder.
        part_share: how far a part takes the mean of a style's colours in it, 0 to 1.
        full_width: channels at the full side. Four pixels that come out of one place make a mesh (Odena et
            al. 2016, "Deconvolution and Checkerboard Artifacts"): with these layers they are smoothed, and
            what is as fine as a pixel is made by the layers. Without, 0, four pixels stay as they come out.
        alternates: whether a picture may have what photos hardly have, checkerboards of single pixels;
            without, they are filtered off.
        matched: whether mean colours are those asked for, exactly: a style's are those of its photo whatever
            the drawing's shape (its encoder is to be `centred`), and a picture's those of what is laid.
        coarse_stuff: whether a style says how much is coarse; without, that is as in most photos, and only a
            guide says it.
    """

    noise: Tensor

    def __init__(
        self,
        widths: Sequence[int] = (64, 112, 176, 208, 208),
        style_size: int = 96,
        part_share: float = 0.5,
        full_width: int = 0,
        alternates: bool = True,
        matched: bool = False,
        coarse_stuff: bool = True,
    ) -> None:
        super().__init__()
        self.coarse_stuff = coarse_stuff
        self.alternates = alternates
        self.part_share = part_share
        self.matched = matched
        self.mapping = nn.Sequential(
            nn.Linear(3 * _MAPPED_CELLS**2 + STUFF_CHANNELS * STUFF_CELLS**2, style_size),
            nn.LeakyReLU(0.2),
            nn.Linear(style_size, style_size),
            nn.LeakyReLU(0.2),
        )
        # What is sharp: lines, inside, colours and how far they hold, detail, noise.
        sharp = 2 + 4 + DETAIL_CHANNELS + 1
        self.stem = nn.Conv2d(4 * sharp + STUFF_CHANNELS + 1, widths[0], 3, padding=1)
        steps = list(pairwise(widths))
        self.down = nn.ModuleList(
            nn.Sequential(nn.Conv2d(fine, coarse, 4, 2, 1), nn.GroupNorm(8, coarse), nn.LeakyReLU(0.2))
            for fine, coarse in steps
        )
        self.middle = _Modulated(widths[-1], widths[-1], style_size)
        upwards = list(reversed(steps))
        self.joined = nn.ModuleList(_Joined(coarse, fine, style_size) for fine, coarse in upwards)
        self.refined = nn.ModuleList(_Modulated(fine, fine, style_size) for fine, _ in upwards)
        sides = [1] * (len(upwards) - 1) + [2]
        self.to_rgb = nn.ModuleList(
            _ToRGB(fine, style_size, side) for (fine, _), side in zip(upwards, sides, strict=True)
        )
        self.full_size = _FullSize(widths[0], sharp, full_width) if full_width else None
        self.register_buffer("noise", torch.randn(1, 1, NOISE_SIDE, NOISE_SIDE))

    def forward(self, image: Tensor, code: Tensor, parts: Tensor, guide: Tensor) -> Tensor:
        """The picture; a style's colours lie in each part by `part_share`."""
        inside = (parts > 0.5).to(image.dtype)
        laid = self.laid(parts, code, guide, self.part_share)
        return self.painted(image, parts, self.surroundings(inside), code, laid)

    @staticmethod
    def surroundings(inside: Tensor) -> Tensor:
        """Where anything is drawn at all (N, 1, S, S): inside, and about two pixels of 64 around it."""
        reach = max(1, inside.shape[2] // 32)
        column = F.max_pool2d(inside, (2 * reach + 1, 1), 1, (reach, 0))
        return F.max_pool2d(column, (1, 2 * reach + 1), 1, (0, reach))

    def laid(self, parts: Tensor, code: Tensor, guide: Tensor, part_share: float | Tensor) -> Tensor:
        """A guide (N, 16, S, S) for every place inside: the given one, or the style's where none holds.

        `part_share` is a number or (N, 1, 1, 1).
        """
        inside = (parts > 0.5).to(code.dtype)
        style = self._style(code)
        under = pasted(style.colours, inside)
        under = under + part_share * (part_means(under, parts) - under)
        if self.matched:
            # Another shape has more of some cells and less of others.
            under = under + style.colours.mean((2, 3), keepdim=True) - mean_within(under, inside)
        holds, stuff_holds = guide[:, 3:4] * inside, guide[:, -1:] * inside
        colour = guide[:, :3] * holds + under * (1 - holds)
        surface = torch.cat([pasted(style.stuff, inside), tiled(style.swatch, inside.shape[2]) * inside], 1)
        surface = guide[:, 4:-1] * stuff_holds + surface * (1 - stuff_holds)
        return torch.cat([colour, holds, surface, stuff_holds], 1)

    def painted(self, image: Tensor, parts: Tensor, near: Tensor, code: Tensor, guide: Tensor) -> Tensor:
        """The picture of lines under a guide for every place.

        Args:
            image: lines (N, 1, S, S), or windows of them, as all maps here.
            parts: (N, 1, S, S), as `parts_of` numbers them.
            near: (N, 1, S, S), see `surroundings`: white is beyond.
            code: (N, 648).
            guide: (N, 16, S, S), see `laid`.
        """
        given, inside = self._style(code), (parts > 0.5).to(image.dtype)
        colours = F.avg_pool2d(given.colours, COLOUR_CELLS // _MAPPED_CELLS)
        style = self.mapping(torch.cat([colours.flatten(1), given.stuff.flatten(1)], 1))
        side = image.shape[2]
        noise = self._noise(image.shape[0], side, image)
        parted = torch.split(guide, [4, STUFF_CHANNELS, DETAIL_CHANNELS, 1], 1)
        laid, stuff, detail, stuff_holds = parted
        sharp = torch.cat([image, inside, laid, detail, noise * inside], 1)
        smooth = F.avg_pool2d(torch.cat([stuff, stuff_holds], 1), 2)
        maps = F.leaky_relu(self.stem(torch.cat([F.pixel_unshuffle(sharp, 2), smooth], 1)), 0.2)
        skips = [maps]
        for down in self.down:
            skips.append(down(skips[-1]))
        maps = self.middle(skips.pop(), style)
        picture = None
        for level, (joined, refined, to_rgb) in enumerate(
            zip(self.joined, self.refined, self.to_rgb, strict=True)
        ):
            noise = self._noise(image.shape[0], side >> (len(self.down) - level), image)
            maps = refined(joined(maps, style, skips.pop(), noise), style)
            rgb = to_rgb(maps, style)
            if picture is not None:
                size = rgb.shape[2:]
                rgb = rgb + F.interpolate(picture, size=size, mode="bilinear", align_corners=False)
            picture = rgb
        assert picture is not None
        if self.full_size is not None:
            picture = binomial(picture.float()) + self.full_size(maps, sharp)
        picture = picture.float()
        if not self.alternates:
            with without_autocast(picture.device):
                picture = picture - alternating(picture)
        if self.matched:
            picture = colours_matched(picture, laid, parts)
        result: Tensor = picture * near + (1 - near)
        return result

    def _style(self, code: Tensor) -> Style:
        """The style of a code, as far as it is listened to."""
        style = Style.of(code)
        if self.coarse_stuff:
            return style
        finer, coarse, rest = torch.split(style.stuff, [COARSE, 1, STUFF_CHANNELS - COARSE - 1], 1)
        return style._replace(stuff=torch.cat([finer, torch.full_like(coarse, TYPICAL_COARSE), rest], 1))

    def _noise(self, count: int, side: int, like: Tensor) -> Tensor:
        """Fresh in training; afterwards always the same, so that a picture can be made again."""
        if self.training:
            # Channels last: one that is not would take what it is joined to along.
            return torch.randn(count, side, side, 1, device=like.device).permute(0, 3, 1, 2)
        return self.noise[:, :, :side, :side].expand(count, -1, -1, -1)
