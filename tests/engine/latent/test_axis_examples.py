"""An axis from pictures with and without a feature; what is known of samples is kept and made only once."""

from pathlib import Path

import numpy as np
import pytest

from engine.backends.backend import open_backend
from engine.bundle.bundle import AXES, ImageSpec, LatentSpec, Manifest, NetworkSpec, open_bundle, write_bundle
from engine.bundle.safetensors import tensor_file
from engine.errors import ImageError, LatentError
from engine.faces.generator import Generator
from engine.images.codec import write_image
from engine.latent.axes import Axis, AxisSet
from engine.latent.axis_examples import SampleCache, add_axis, axis_from_examples, example_squares
from engine.latent.axis_store import AxisStore

W, SIDE, LAYERS = 10, 12, 4
rng = np.random.default_rng(6)
TURN = np.linalg.qr(rng.standard_normal((W, W)))[0]


class Scenes:
    """A generator of squares whose colour, and whose bar at the bottom, follow two directions of w."""

    num_ws = LAYERS

    def __init__(self):
        self.made = 0

    def sample_z(self, count, seed):
        return np.random.default_rng(seed).standard_normal((count, W)).astype(np.float32)

    def map(self, z):
        return np.repeat((z @ TURN.T)[:, None].astype(np.float32), LAYERS, axis=1)

    def sample_ws(self, count, seed):
        return self.map(self.sample_z(count, seed))

    def synthesise(self, ws):
        self.made += len(ws)
        found = ws.mean(axis=1) @ TURN
        pictures = np.full((len(ws), SIDE, SIDE, 3), 128.0)
        pictures[..., 0] += 30 * found[:, 0, None, None]
        pictures[:, 8:, 2:10, 1] += 30 * found[:, 1, None, None]
        pictures[..., 2] += 5 * found[:, 2, None, None]
        return np.clip(pictures, 0, 255).astype(np.uint8)


class Colours:
    name = "colours"

    def __call__(self, pictures):
        small = pictures.reshape(len(pictures), 3, 4, 3, 4, 3).mean(axis=(2, 4))
        return (small.reshape(len(pictures), -1) / 64 - 2).astype(np.float32)


def scenes(count, direction, sign, seed):
    """Pictures on one side of a direction, clearly."""
    generator = Scenes()
    ws = generator.map(generator.sample_z(count * 8, seed))
    value = sign * (ws[:, 0] @ TURN)[:, direction]
    return generator.synthesise(ws[np.argsort(-value)[:count]])


@pytest.fixture(scope="module")
def sampled(tmp_path_factory):
    return SampleCache(tmp_path_factory.mktemp("cache"), 800).get("ab", Scenes(), Colours())


@pytest.mark.parametrize("direction", [0, 1])
def test_an_axis_is_found_from_a_dozen_examples(sampled, direction):
    axes = axis_from_examples(
        "mine",
        scenes(12, direction, 1, 50),
        scenes(12, direction, -1, 51),
        sampled,
        Scenes(),
        Colours(),
    )
    axis = axes["mine"]
    assert axis.direction @ TURN[:, direction] > 0.9
    assert axis.low <= -1
    assert axis.high >= 1
    before, after = (
        Scenes().synthesise(codes[None])[0] for codes in (np.zeros((LAYERS, W)), axes.move({"mine": 1}))
    )
    place = (slice(8, None), slice(2, 10), 1) if direction else (slice(0, 7), slice(None), 0)
    assert after[place].mean() - before[place].mean() > 10


def test_too_few_examples_are_refused(sampled):
    many, one = scenes(5, 0, 1, 1), scenes(1, 0, -1, 2)
    for positive, negative in ((many, one), (one, many), (many, many[:0])):
        with pytest.raises(LatentError, match="at least 2"):
            axis_from_examples("x", positive, negative, sampled, Scenes(), Colours())


def test_an_axis_whose_search_was_ended_is_not_kept(drawn_faces: Path, tmp_path: Path, ganvas_home: Path):
    bundle = open_bundle(drawn_faces)
    generator = Generator(bundle, open_backend(bundle, device="cpu"))
    for name, seed in (("more", 1), ("less", 2)):
        (tmp_path / name).mkdir()
        codes = generator.map(generator.sample_z(2, seed))
        for number, picture in enumerate(generator.pictures(codes)):
            write_image(tmp_path / name / f"{number}.png", picture)
    folders = [tmp_path / "more"], [tmp_path / "less"]

    class EndedError(Exception):
        pass

    def end(stage: str, done: int, total: int) -> None:
        assert (stage, total) == ("samples", 100)
        if done > 50:
            raise EndedError

    with pytest.raises(EndedError):
        add_axis(generator, "mine", *folders, samples=100, progress=end)
    assert AxisStore().of(bundle) is None
    assert not list(ganvas_home.rglob("*.safetensors"))


def test_a_name_that_is_taken_is_refused_before_any_work(
    drawn_faces: Path, tmp_path: Path, ganvas_home: Path
):
    bundle = open_bundle(drawn_faces)
    generator = Generator(bundle, open_backend(bundle, device="cpu"))
    line = np.zeros(generator.w_size, np.float32)
    line[0] = 1
    AxisStore().add(bundle, AxisSet([Axis("mine", "w", line, 1.0)], np.eye(len(line)), generator.num_ws))
    with pytest.raises(LatentError, match="an axis 'mine' already"):
        add_axis(generator, "mine", [tmp_path / "none"], [tmp_path / "none"], samples=100)
    with pytest.raises(ImageError):
        add_axis(generator, "mine", [tmp_path / "none"], [tmp_path / "none"], samples=100, replace=True)


def test_examples_are_cut_square_about_their_middle(tmp_path: Path):
    wide = np.zeros((20, 60, 3), np.uint8)
    wide[:, 20:40] = 200
    write_image(tmp_path / "wide.png", wide)
    (squares,) = example_squares([tmp_path], 10)
    assert squares.shape == (10, 10, 3)
    assert (squares == 200).all()
    (tmp_path / "none").mkdir()
    with pytest.raises(ImageError, match="no picture in"):
        example_squares([tmp_path / "none"], 10)


def test_samples_are_made_once_and_again_when_their_file_is_damaged(tmp_path: Path):
    cache, generator = SampleCache(tmp_path, 64), Scenes()
    info = []
    first = cache.get("model", generator, Colours(), lambda done, total: info.append((done, total)))
    assert info == [(0, 64), (32, 64), (64, 64)]
    again = cache.get("model", generator, Colours())
    assert generator.made == 64
    np.testing.assert_array_equal(first.codes, again.codes)
    np.testing.assert_array_equal(first.features, again.features)
    path = cache.path("model", Colours())
    whole = path.read_bytes()
    codes = np.zeros((64, W), np.float32)
    for damaged in (
        whole[:-9],
        b"",
        tensor_file({"codes": codes, "features": codes[:5]}, {"ganvas_samples": "1"}),
        tensor_file({"codes": codes, "features": codes}, {}),
        tensor_file({"codes": codes}, {"ganvas_samples": "1"}),
    ):
        path.write_bytes(damaged)
        np.testing.assert_array_equal(cache.get("model", generator, Colours()).codes, first.codes)
        assert path.read_bytes() == whole
    cache.get("other", generator, Colours())
    assert len(list(tmp_path.iterdir())) == 2


def test_stopped_sampling_keeps_nothing(tmp_path: Path):
    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        SampleCache(tmp_path, 64).get("model", Scenes(), Colours(), stop)
    assert list(tmp_path.iterdir()) == []


def test_samples_lie_in_the_cache_folder(ganvas_home: Path):
    SampleCache(count=32).get("model", Scenes(), Colours())
    assert [file.name for file in (ganvas_home / "cache" / "samples").iterdir()] == [
        "model-colours-32.safetensors"
    ]


def axes_named(*names):
    rows = np.eye(W, dtype=np.float32)
    return AxisSet([Axis(name, "w", rows[n], 1.0) for n, name in enumerate(names)], np.eye(W), LAYERS)


def bundle_with(path: Path, axes: AxisSet | None):
    weights = {"mapping.x": np.zeros(3, np.float32)}
    files = {"weights.safetensors": tensor_file(weights, {})}
    if axes is not None:
        files[AXES] = axes.to_bytes()
    manifest = Manifest(
        name="scenes",
        title="Scenes",
        family="none",
        networks={
            "mapping": NetworkSpec(architecture="stylegan2_mapping", tensors={"x": (3,)}),
            "synthesis": NetworkSpec(architecture="stylegan2_synthesis"),
        },
        capabilities=["sample"] if axes is None else ["sample", "axes"],
        image=ImageSpec(size=SIDE, input_channels=3, input_kind="photo"),
        latent=LatentSpec(size=W, w_size=W, layers=LAYERS),
        licence="CC0-1.0",
    )
    return write_bundle(path, manifest, files)


def test_own_axes_are_kept_by_model_and_come_after_the_bundles(tmp_path: Path):
    store = AxisStore(tmp_path / "axes")
    bundle = bundle_with(tmp_path / "a.gmodel", axes_named("smile", "age"))
    plain = bundle_with(tmp_path / "b.gmodel", None)
    assert store.of(plain) is None
    assert store.of(bundle).names == ("smile", "age")
    assert store.add(bundle, axes_named("mine")).names == ("smile", "age", "mine")
    for names in (["more", "age"], ["mine"]):
        with pytest.raises(LatentError, match=f"an axis '{names[-1]}' already, and it was kept.*--replace"):
            store.add(bundle, axes_named(*names))
    assert store.of(bundle).names == ("smile", "age", "mine")
    assert store.replace(bundle, axes_named("more", "age")).names == ("smile", "mine", "more", "age")
    assert AxisStore(tmp_path / "axes").of(open_bundle(bundle.path)).names == ("smile", "mine", "more", "age")
    assert store.of(plain) is None
    store.remove(bundle, "age")
    assert store.of(bundle).names == ("smile", "age", "mine", "more"), "the bundle's own is back"
    for name in ("smile", "unknown"):
        with pytest.raises(LatentError, match="none of the axes that you have added"):
            store.remove(bundle, name)
    store.remove(bundle, "mine")
    store.remove(bundle, "more")
    assert store.own(bundle) is None


def test_axes_of_another_model_or_a_damaged_file_are_refused(tmp_path: Path):
    store = AxisStore(tmp_path / "axes")
    bundle = bundle_with(tmp_path / "a.gmodel", axes_named("smile"))
    other = AxisSet([Axis("x", "w", np.eye(3, dtype=np.float32)[0], 1.0)], np.eye(3), LAYERS)
    with pytest.raises(LatentError, match="another model"):
        store.add(bundle, other)
    assert store.own(bundle) is None
    store.add(bundle, axes_named("mine"))
    (file,) = (tmp_path / "axes").iterdir()
    file.write_bytes(b"damaged")
    with pytest.raises(LatentError, match="damaged"):
        store.of(bundle)


@pytest.mark.slow
def test_real_features_tell_where_things_are():
    from engine.faces.attributes import PictureFeatures

    pictures = np.full((2, 64, 64, 3), 200, np.uint8)
    pictures[0, 40:56, 8:24] = pictures[1, 8:24, 40:56] = (200, 20, 20)
    found = PictureFeatures()(pictures)
    assert found.shape == (2, 3712)
    assert np.isfinite(found).all()
    assert np.abs(found[0] - found[1])[1280:].max() > 0.5
