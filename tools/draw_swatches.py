"""Draws the swatches that come with the material brush: `python tools/draw_swatches.py [SHEET.png]`.

Each is made of noise, waves, cells or woven threads alone, by a seed that is its name, so that the pictures
come out the same every time and belong to nobody else. All of it is periodic: the swatches tile. With a name
of a file, a contact sheet is written there as well, each swatch three times as large.
"""

import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

FOLDER = Path(__file__).resolve().parents[1] / "resources" / "swatches"
SIDE = 64
OVERSAMPLING = 4
N = SIDE * OVERSAMPLING
V, U = np.mgrid[0:N, 0:N] / N

Field = NDArray[np.float64]
"""(N, N), one value a place, or (N, N, 3), red, green and blue in [0, 1]."""
Random = np.random.Generator


def rgb(code: str) -> Field:
    """A colour from its hexadecimal digits."""
    return np.array([int(code[k : k + 2], 16) for k in (0, 2, 4)]) / 255


def mix(a: Field, b: Field, share: Field) -> Field:
    """From colour or picture `a` to `b`, where `share` is 1."""
    weight = np.clip(share, 0, 1)[..., None]
    return a * (1 - weight) + b * weight


def step(field: Field, edge: float, width: float = 0.02) -> Field:
    """0 below `edge`, 1 above it, with a soft border."""
    return np.clip((field - edge) / width + 0.5, 0, 1)


def noise(random: Random, across: float, down: float | None = None) -> Field:
    """Periodic noise with features of so many pixels of the swatch; mean 0, deviation 1."""
    sigma = np.array([across if down is None else down, across]) * OVERSAMPLING / 2
    smooth = ndimage.gaussian_filter(random.normal(size=(N, N)), sigma, mode="wrap")
    return (smooth - smooth.mean()) / smooth.std()


def clouds(random: Random, size: float, octaves: int = 4) -> Field:
    """Noise of several sizes, each half as large and half as strong as the one before."""
    total = sum(noise(random, size / 2**k) / 1.6**k for k in range(octaves))
    return (total - total.mean()) / total.std()


def band(random: Random, period: float, angle: float, spread: float) -> Field:
    """Noise whose waves have one length (pixels of the swatch), running at `angle` give or take `spread`."""
    fy, fx = np.meshgrid(np.fft.fftfreq(N), np.fft.fftfreq(N), indexing="ij")
    wave = 1 / (period * OVERSAMPLING)
    along = np.abs(fx * np.cos(angle) + fy * np.sin(angle))
    beside = -fx * np.sin(angle) + fy * np.cos(angle)
    keep = np.exp(-(((along - wave) / (0.25 * wave)) ** 2) - (beside / (spread * wave)) ** 2)
    made = np.fft.ifft2(np.fft.fft2(random.normal(size=(N, N))) * keep).real
    return made / made.std()


def cells(points: Field, stretch: float = 1.0) -> tuple[Field, Field, NDArray[np.intp]]:
    """Distances to the nearest and the second of (K, 2) points (x, y in [0, 1)), and which is nearest."""
    first, second = np.full((N, N), 9.0), np.full((N, N), 9.0)
    which = np.zeros((N, N), np.intp)
    for number, (x, y) in enumerate(points):
        dx, dy = np.abs(U - x), np.abs(V - y)
        far = np.hypot(np.minimum(dx, 1 - dx), np.minimum(dy, 1 - dy) * stretch)
        nearer = far < first
        second = np.where(nearer, first, np.minimum(second, far))
        which = np.where(nearer, number, which)
        first = np.minimum(first, far)
    return first, second, which


def grid(columns: int, rows: int, random: Random | None = None, jitter: float = 0.0) -> Field:
    """(K, 2) points in rows, every other row half a step aside, each shaken by `jitter` of a step."""
    x, y = np.meshgrid(np.arange(columns), np.arange(rows))
    points = np.stack([(x + 0.5 * (y % 2) + 0.25).ravel(), (y + 0.5).ravel()], axis=1).astype(float)
    if random is not None:
        points += random.uniform(-jitter, jitter, points.shape)
    return points / (columns, rows) % 1


def lit(colour: Field, height: Field, strength: float) -> Field:
    """`colour` on a relief, with the light from the upper left."""
    slope = height - np.roll(height, (OVERSAMPLING, OVERSAMPLING), (0, 1))
    return np.clip(colour * (1 + strength * slope[..., None]), 0, 1)


def hairs(random: Random, angle: Field, length: int) -> Field:
    """White noise smeared along `angle` (radians), as hairs or fibres lie (Cabral and Leedom, 1993)."""
    white = noise(random, 0.7)
    total, y, x = white.copy(), V * N, U * N
    for _ in range(length):
        places = np.stack([y, x])
        at = ndimage.map_coordinates(angle, places, order=1, mode="grid-wrap")
        y, x = y + np.sin(at), x + np.cos(at)
        total += ndimage.map_coordinates(white, np.stack([y, x]), order=1, mode="grid-wrap")
    return total / total.std()


def weave(warp: Field, weft: Field, over: NDArray[np.bool_], relief: float = 0.45) -> Field:
    """Cloth of threads in the colours (n, 3); where `over[row, column]`, the upright thread is above."""
    n = len(warp)
    i, j = (U * n).astype(int), (V * n).astype(int)
    top = over[j, i]
    across, along = np.where(top, U * n % 1, V * n % 1), np.where(top, V * n % 1, U * n % 1)
    around = np.sin(np.pi * across) ** 0.7 * (0.75 + 0.25 * np.sin(np.pi * along))
    colour = np.where(top[..., None], warp[i], weft[j])
    return colour * (1 - relief + relief * around)[..., None]


def twill(n: int, above: int, of: int) -> NDArray[np.bool_]:
    """A binding whose ridges run up to the right."""
    j, i = np.mgrid[0:n, 0:n]
    return (i + j) % of < above


def threads(pattern: str, colours: dict[str, str]) -> Field:
    """(n, 3) colours of threads, from a letter a thread."""
    return np.stack([rgb(colours[letter]) for letter in pattern])


# Leathers and skins


def smooth_leather(random: Random) -> Field:
    """Smooth leather."""
    height = 0.35 * noise(random, 1.6) + 0.4 * noise(random, 0.9)
    sheen = 0.08 * np.cos(2 * np.pi * (U + V)) + 0.04 * noise(random, 20)
    return lit(rgb("8a4526") * (1.05 + sheen)[..., None], height, 0.12)


def pebbles(random: Random, columns: int, rows: int) -> tuple[Field, Field]:
    """The relief of grained leather, and how deep its folds are."""
    first, second, _ = cells(grid(columns, rows, random, 0.42))
    groove = np.clip((second - first) * columns * 2.2, 0, 1)
    return groove**0.6 * (1 - (first * columns) ** 2 * 0.5), groove


def grained_leather(random: Random) -> Field:
    """Grained leather."""
    height, groove = pebbles(random, 10, 11)
    colour = mix(rgb("3d1f12"), rgb("9c5a30"), 0.25 + 0.75 * groove)
    return lit(colour, height + 0.06 * noise(random, 1), 0.9)


def cracked_leather(random: Random) -> Field:
    """Cracked leather."""
    warp = 0.012 * noise(random, 6)
    points = grid(5, 5, random, 0.5)
    first, second, which = cells(points)
    crack = np.clip((second - first + warp * 0.6) * 16, 0, 1)
    fine_first, fine_second, _ = cells(grid(13, 13, random, 0.5))
    fine = np.clip((fine_second - fine_first) * 40, 0, 1)
    tone = random.uniform(0.93, 1.05, len(points))[which]
    colour = mix(rgb("2e221a"), rgb("b5926a"), crack**0.7) * (tone * (0.84 + 0.16 * fine))[..., None]
    return lit(colour, crack + 0.3 * fine, 0.35)


def patent_leather(random: Random) -> Field:
    """Patent leather."""
    gloss = band(random, 40, np.pi * 0.3, 0.8)
    colour = mix(rgb("0a0a0d"), rgb("34343c"), 0.5 + 0.4 * gloss)
    shine = step(gloss, 1.5, 1.3) ** 1.6
    return mix(colour, rgb("f2f4f8"), 0.95 * shine)


def suede(random: Random) -> Field:
    """Suede."""
    nap = hairs(random, 0.9 + 0.5 * noise(random, 20), 5)
    brushed = step(noise(random, 12, 18), 0.2, 1.6)
    colour = mix(rgb("a07c54"), rgb("bd9a70"), brushed) * (1 + 0.06 * nap)[..., None]
    return np.clip(colour, 0, 1)


def snakeskin(random: Random) -> Field:
    """Snakeskin."""
    a, b = U * 8 + V * 8, U * 8 - V * 8
    x, y = a % 1 - 0.5, b % 1 - 0.5
    far = np.maximum(np.abs(x), np.abs(y))
    dome = np.clip(1 - (far * 2) ** 3, 0, 1)
    u, v = ((np.floor(a) + np.floor(b) + 1) / 16) % 1, ((np.floor(a) - np.floor(b)) / 16) % 1
    blotch = np.cos(2 * np.pi * 1 * u) + np.cos(2 * np.pi * 1 * v)
    colour = mix(rgb("d9c9a0"), rgb("8c6f45"), step(blotch, 0.1, 0.2))
    colour = mix(colour, rgb("2c2118"), step(blotch, 0.1, 0.9) * step(-blotch, -1.25, 0.6))
    tone = 1 + 0.05 * noise(random, 3)
    return lit(colour * ((0.35 + 0.65 * dome**0.6) * tone)[..., None], dome, 0.35)


def crocodile(random: Random) -> Field:
    """Crocodile leather."""
    # Plates in rows, larger in one than in the next.
    rows = (4, 5, 3, 6)
    points = np.array([((x + 0.3 * y) / n % 1, (y + 0.5) / 4) for y, n in enumerate(rows) for x in range(n)])
    points = (points + random.uniform(-0.022, 0.022, points.shape)) % 1
    first, second, which = cells(points)
    groove = np.clip((second - first) * 13, 0, 1)
    tone = random.uniform(0.85, 1.15, len(points))[which]
    colour = mix(rgb("120c06"), rgb("5e4426"), 0.1 + 0.9 * groove) * tone[..., None]
    shine = np.clip(1 - first * 9, 0, 1) ** 1.5
    wrinkles = 0.05 * noise(random, 1.2, 2.4)
    return mix(lit(colour, groove**0.5 + wrinkles, 1.1), rgb("f0e2c8"), 0.45 * shine)


def leopard(random: Random) -> Field:
    """Leopard spots."""
    points = grid(4, 4, random, 0.2)
    first, _, which = cells(points)
    wobble = first + 0.014 * noise(random, 7)
    size = random.uniform(0.8, 1.08, 16)[which]
    ring = step(wobble, 0.05 * size, 0.015) * step(-wobble, -0.098 * size, 0.015)
    broken = step(noise(random, 8), -0.55, 0.3)
    fill = step(-wobble, -0.06, 0.02)
    hair = hairs(random, np.full((N, N), 1.2) + 0.2 * noise(random, 10), 18)
    colour = mix(rgb("d6a15c"), rgb("a86a2c"), 0.8 * fill + 0.1 * noise(random, 20))
    colour = mix(colour, rgb("1d120b"), ring * broken)
    return np.clip(colour * (1 + 0.06 * hair)[..., None], 0, 1)


def zebra(random: Random) -> Field:
    """Zebra stripes."""
    stripes = band(random, 15, np.pi * 0.42, 0.28)
    colour = mix(rgb("f1ece2"), rgb("17130f"), step(stripes, 0.0, 0.25))
    hair = hairs(random, np.full((N, N), 0.2), 16)
    return np.clip(colour + 0.025 * hair[..., None], 0, 1)


def fur(random: Random) -> Field:
    """Fur."""
    angle = 1.35 + 0.45 * noise(random, 18)
    strands, fine = hairs(random, angle, 46), hairs(random, angle, 22)
    tuft = 0.6 * strands + 0.4 * fine + 0.35 * noise(random, 12)
    colour = mix(rgb("35210f"), rgb("c39a68"), 0.48 + 0.26 * tuft)
    return mix(colour, rgb("f3e2c4"), step(tuft, 1.6, 1.4) * 0.8)


def shearling(random: Random) -> Field:
    """Shearling."""
    first, _, _ = cells(grid(9, 9, random, 0.5))
    curl = np.sin(first * 120 + 1.5 * noise(random, 4))
    lump = 1 - (first * 9) ** 1.5 + 0.18 * curl + 0.12 * noise(random, 1)
    colour = mix(rgb("a8916d"), rgb("f7efdf"), 0.35 + 0.65 * np.clip(lump, 0, 1))
    return lit(colour, lump, 0.35)


# Woven and knitted


def canvas(random: Random) -> Field:
    """Canvas."""
    n = 16
    tone = random.uniform(0.92, 1.04, (2, n, 1))
    cloth = weave(rgb("e0d6bf") * tone[0], rgb("d6cbb2") * tone[1], twill(n, 1, 2), 0.5)
    return np.clip(cloth * (1 + 0.05 * noise(random, 1.5))[..., None], 0, 1)


def denim(random: Random) -> Field:
    """Denim."""
    n = 32
    warp = rgb("3c5a8c") * random.uniform(0.72, 1.22, (n, 1))
    weft = np.tile(rgb("dfe4ea"), (n, 1)) * random.uniform(0.85, 1.0, (n, 1))
    cloth = weave(warp, weft, twill(n, 3, 4), 0.55)
    return np.clip(cloth * (1 + 0.1 * noise(random, 1.2, 4))[..., None], 0, 1)


def knit(random: Random) -> Field:
    """Knit."""
    columns, rows = 8, 8
    x = U * columns % 1
    y = (V * rows - np.abs(x - 0.5) * 1.5) % 1
    loop = np.sin(np.pi * (2 * x % 1)) ** 0.6 * np.sin(np.pi * y) ** 0.5
    strand = hairs(random, np.where(x < 0.5, 1.0, np.pi - 1.0), 8)
    colour = mix(rgb("3a0f16"), rgb("c0404c"), loop)
    return lit(np.clip(colour * (1 + 0.06 * strand)[..., None], 0, 1), loop, 0.3)


def mesh(random: Random) -> Field:
    """Mesh."""
    first, _, _ = cells(grid(7, 8))
    hole = step(-first * 7, -0.36, 0.08)
    colour = rgb("c9ced4") * (1 + 0.05 * noise(random, 1))[..., None]
    colour = lit(colour, np.clip(first * 7, 0, 0.6), 0.8)
    return mix(colour, rgb("1d2126"), hole)


def corduroy(random: Random) -> Field:
    """Corduroy."""
    ribs = np.abs(np.sin(np.pi * U * 8)) ** 0.8
    nap = noise(random, 0.9, 2.2)
    colour = mix(rgb("2a1a08"), rgb("a9762f"), ribs) * (1 + 0.09 * nap + 0.05 * noise(random, 9))[..., None]
    return np.clip(lit(colour, ribs, 0.35), 0, 1)


def felt(random: Random) -> Field:
    """Felt."""
    fibres = sum(hairs(random, 3.0 * noise(random, 9), 30) for _ in range(3)) / 3**0.5
    return np.clip(rgb("6f7a80") * (1 + 0.13 * fibres + 0.04 * clouds(random, 18))[..., None], 0, 1)


def tartan(random: Random) -> Field:
    """Tartan."""
    pattern = "rrrrrrggggkkkwkkkggggrrrrrryrrrr"
    yarn = threads(pattern, {"r": "b3202c", "g": "1d4d38", "k": "10161f", "w": "efe9dc", "y": "e2b93b"})
    return np.clip(weave(yarn, yarn, twill(32, 2, 4), 0.25) * 1.08, 0, 1)


def gingham(random: Random) -> Field:
    """Gingham."""
    yarn = threads("bbbbbbbbwwwwwwww" * 4, {"b": "2f64a8", "w": "fbfaf6"})
    return weave(yarn, yarn, twill(64, 1, 2), 0.12)


def houndstooth(random: Random) -> Field:
    """Houndstooth."""
    yarn = threads("kkkkwwww" * 2, {"k": "17171a", "w": "f0ede6"})
    return weave(yarn, yarn, twill(16, 2, 4), 0.14)


def herringbone(random: Random) -> Field:
    """Herringbone."""
    n = 32
    j, i = np.mgrid[0:n, 0:n]
    folded = np.where(i % 16 < 8, i, 15 - i)
    over = (folded + j) % 4 < 2
    warp = np.tile(rgb("d8d1c4"), (n, 1)) * random.uniform(0.94, 1.04, (n, 1))
    weft = np.tile(rgb("4a4038"), (n, 1)) * random.uniform(0.9, 1.1, (n, 1))
    return np.clip(weave(warp, weft, over, 0.3), 0, 1)


def wicker(random: Random) -> Field:
    """Wicker."""
    n = 8
    tone = random.uniform(0.88, 1.08, (2, n, 1))
    straw = weave(rgb("d8b070") * tone[0], rgb("c99d58") * tone[1], twill(n, 1, 2), 0.75)
    top = twill(n, 1, 2)[(V * n).astype(int), (U * n).astype(int)]
    fibre = np.where(top, noise(random, 0.6, 6), noise(random, 6, 0.6))
    return np.clip(straw * (1 + 0.09 * fibre)[..., None], 0, 1)


def brocade(random: Random) -> Field:
    """Brocade."""
    gold = np.zeros((N, N))
    for x, y in ((0.25, 0.25), (0.75, 0.75)):
        dx, dy = (U - x + 0.5) % 1 - 0.5, (V - y + 0.5) % 1 - 0.5
        far, angle = np.hypot(dx, dy), np.arctan2(dy, dx)
        petals = 0.115 + 0.05 * np.cos(6 * angle)
        flower = step(petals - far, 0, 0.01) * step(far - 0.55 * petals, 0, 0.01)
        gold = np.maximum(gold, np.maximum(flower, step(0.035 - far, 0, 0.01)))
        leaf = np.abs(np.abs(dx) - 0.13 - 0.09 * np.sin(np.abs(dy) * 13))
        gold = np.maximum(gold, step(0.016 - leaf, 0, 0.01) * step(0.25 - np.abs(dy), 0, 0.01))
    for x, y in ((0.25, 0.75), (0.75, 0.25)):
        dx, dy = (U - x + 0.5) % 1 - 0.5, (V - y + 0.5) % 1 - 0.5
        far = np.abs(dx) * 1.5 + np.abs(dy)
        gold = np.maximum(gold, step(0.13 - far, 0, 0.01) * step(far - 0.065, 0, 0.01))
    thread = np.where(gold > 0.5, np.sin(2 * np.pi * 32 * (U + V)), np.sin(2 * np.pi * 32 * V))
    colour = mix(rgb("5b1328"), rgb("d9ac4e"), gold)
    return np.clip(lit(colour * (1 + 0.09 * thread)[..., None], gold, 0.25), 0, 1)


def satin(random: Random) -> Field:
    """Satin."""
    folds = band(random, 34, 0.5, 0.45)
    shine = 0.5 + 0.36 * folds
    colour = mix(rgb("4a1a52"), rgb("b06ac0"), shine)
    return np.clip(
        mix(colour, rgb("fbe9ff"), step(folds, 1.7, 1.6)) + 0.012 * noise(random, 8, 0.5)[..., None], 0, 1
    )


# Printed, sewn and made


def stripes(random: Random) -> Field:
    """Stripes."""
    edge = np.abs((V * 4) % 1 - 0.5)
    return (
        mix(rgb("f4f1ea"), rgb("22335c"), step(edge, 0.25, 0.05)) * (1 + 0.02 * noise(random, 1))[..., None]
    )


def polka_dots(random: Random) -> Field:
    """Polka dots."""
    first, _, _ = cells(grid(4, 4))
    colour = mix(rgb("b8232f"), rgb("fbf7ef"), step(-first, -0.068, 0.012))
    return np.clip(colour * (1 + 0.02 * noise(random, 1))[..., None], 0, 1)


def camouflage(random: Random) -> Field:
    """Camouflage."""
    colour = np.broadcast_to(rgb("8d8459"), (N, N, 3))
    for code, level in (("4d5a34", 0.15), ("6b4a2e", 0.65), ("1d201a", 1.05)):
        shape = noise(random, 11) + 0.25 * noise(random, 4)
        colour = mix(colour, rgb(code), step(shape, level, 0.12))
    return np.clip(colour * (1 + 0.03 * noise(random, 1))[..., None], 0, 1)


def quilting(random: Random) -> Field:
    """Quilting."""
    a, b = U * 3 + V * 3, U * 3 - V * 3
    puff = (np.abs(np.sin(np.pi * a)) * np.abs(np.sin(np.pi * b))) ** 0.45
    seam = np.minimum(np.abs((a + 0.5) % 1 - 0.5), np.abs((b + 0.5) % 1 - 0.5))
    along = np.where(np.abs((a + 0.5) % 1 - 0.5) < np.abs((b + 0.5) % 1 - 0.5), b, a)
    stitch = step(-seam, -0.045, 0.03) * step(np.sin(2 * np.pi * 6 * along), 0.0, 0.5)
    colour = mix(rgb("2a2b33"), rgb("8d90a0"), puff)
    colour = lit(colour, puff * 1.6, 0.9)
    return mix(np.clip(colour + 0.012 * noise(random, 1)[..., None], 0, 1), rgb("e6e6ee"), 0.8 * stitch)


def rubber(random: Random) -> Field:
    """Rubber ribs."""
    rib = V * 8 % 1
    top = step(np.abs(rib - 0.5), 0.2, 0.1)
    height = 1 - top
    colour = mix(rgb("101113"), rgb("3b3d42"), height) * (1 + 0.05 * noise(random, 0.8))[..., None]
    return lit(colour, height * 1.2, 0.9)


def sequins(random: Random) -> Field:
    """Sequins."""
    colour = np.tile(rgb("0a2a3a"), (N, N, 1)).astype(float)
    columns, rows = 8, 16
    tones = random.uniform(size=(rows, columns))
    for row in range(-2, rows + 2):
        for column in range(columns):
            x, y = (column + 0.5 * (row % 2)) / columns, row / rows
            # Every row lies over the one above it, also where the swatch begins again.
            dx, dy = (U - x + 0.5) % 1 - 0.5, V - y
            far = np.hypot(dx, dy) * columns
            disc = step(-far, -0.58, 0.06)
            tone = tones[row % rows, column]
            shine = np.clip(0.5 - (dx + dy) * columns * 0.8, 0, 1)
            face = mix(rgb("0d5a70"), rgb("8ff0ff"), shine * (0.35 + 0.65 * tone))
            face = face * (1 - 0.55 * step(far, 0.5, 0.14))[..., None]
            colour = mix(colour, face, disc)
    return colour


def glitter(random: Random) -> Field:
    """Glitter."""
    points = random.uniform(size=(900, 2))
    first, second, which = cells(points)
    level = random.gamma(1.3, 0.3, 900)[which]
    hue = random.uniform(-0.1, 0.1, (900, 3))[which]
    colour = mix(rgb("4d1636"), rgb("f28bc0"), level) + hue * 0.8
    colour = mix(colour, rgb("fffdf2"), step(level, 0.95, 0.2))
    return np.clip(colour * (0.55 + 0.45 * np.clip((second - first) * 90, 0, 1))[..., None], 0, 1)


def cork(random: Random) -> Field:
    """Cork."""
    points = random.uniform(size=(420, 2))
    first, second, which = cells(points)
    tone = random.normal(1, 0.1, 420)[which]
    colour = rgb("c79a63") * (tone * (0.85 + 0.15 * np.clip((second - first) * 60, 0, 1)))[..., None]
    speck = step(noise(random, 2.2, 1.2), 1.75, 0.3)
    colour = mix(colour, rgb("5a3619"), 0.85 * speck)
    return np.clip(colour * (1 + 0.04 * noise(random, 1))[..., None], 0, 1)


def wood(random: Random) -> Field:
    """Wood."""
    bend = noise(random, 12, 40)
    rings = 0.5 + 0.5 * np.sin(2 * np.pi * (5 * U + 0.35 * bend))
    pores = step(noise(random, 0.6, 9), 1.3, 0.5)
    colour = mix(rgb("b4793f"), rgb("6f4019"), rings**1.8 * 0.85)
    colour = colour * (1 + 0.06 * noise(random, 0.7, 14))[..., None]
    return np.clip(mix(colour, rgb("45250d"), 0.6 * pores), 0, 1)


def brushed_metal(random: Random) -> Field:
    """Brushed metal."""
    scratches = 0.6 * noise(random, 26, 0.4) + 0.5 * noise(random, 9, 0.4)
    shine = np.cos(2 * np.pi * (V - 0.3))
    return np.clip(rgb("a9adb3") * (1 + 0.12 * scratches + 0.16 * shine)[..., None], 0, 1)


DRAWINGS: tuple[Callable[[Random], Field], ...] = (
    smooth_leather, grained_leather, cracked_leather, patent_leather, suede, snakeskin, crocodile, leopard,
    zebra, fur, shearling, canvas, denim, knit, mesh, corduroy, felt, tartan, gingham, houndstooth,
    herringbone, wicker, brocade, satin, stripes, polka_dots, camouflage, quilting, rubber, sequins, glitter,
    cork, wood, brushed_metal,
)  # fmt: skip


def swatch(drawing: Callable[[Random], Field]) -> NDArray[np.uint8]:
    """A drawing at (64, 64, 3)."""
    random = np.random.default_rng(zlib.crc32(drawing.__name__.encode()))
    large = np.broadcast_to(drawing(random), (N, N, 3)).reshape(SIDE, OVERSAMPLING, SIDE, OVERSAMPLING, 3)
    return np.clip(np.rint(large.mean(axis=(1, 3)) * 255), 0, 255).astype(np.uint8)


def main() -> None:
    """Write every swatch, and the contact sheet where one is asked for."""
    FOLDER.mkdir(exist_ok=True)
    made = {drawing.__name__: swatch(drawing) for drawing in DRAWINGS}
    for name, pixels in made.items():
        Image.fromarray(pixels).save(FOLDER / f"{name}.png", optimize=True)
    if len(sys.argv) > 1:
        scaled = [np.kron(pixels, np.ones((3, 3, 1), np.uint8)) for pixels in made.values()]
        scaled += [np.full_like(scaled[0], 255)] * (-len(scaled) % 7)
        padded = [np.pad(one, ((4, 4), (4, 4), (0, 0)), constant_values=255) for one in scaled]
        rows = [np.hstack(padded[k : k + 7]) for k in range(0, len(padded), 7)]
        Image.fromarray(np.vstack(rows)).save(sys.argv[1])


if __name__ == "__main__":
    main()
