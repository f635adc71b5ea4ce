"""Published directions are read as data and become axes of models of the same latent size."""

import pickle
import zipfile

import numpy as np
import pytest

from engine.errors import BundleError
from engine.latent.directions import as_axes, read_directions


def test_an_interfacegan_boundary_is_one_direction(tmp_path):
    boundary = np.random.default_rng(0).standard_normal((1, 16))
    path = tmp_path / "stylegan_ffhq_smile_w_boundary.npy"
    np.save(path, boundary)
    (found,) = read_directions(path)
    assert found.name == "smile"
    assert np.allclose(found.vector, boundary[0])


def test_ganspace_components_bring_their_deviations(tmp_path):
    vectors = np.eye(5, 16, dtype="f4")[:, None]
    path = tmp_path / "components.npz"
    np.savez_compressed(path, lat_comp=vectors, lat_stdev=np.arange(1, 6, dtype="f4"))
    found = read_directions(path)
    assert [direction.name for direction in found] == [f"component {n}" for n in range(1, 6)]
    axes = as_axes(found, np.eye(16), 6, "w")
    assert [axis.step for axis in axes.axes] == [1, 2, 3, 4, 5]
    assert axes.move({"component 2": 1.5}).tolist() == [[0, 3, *[0] * 14]] * 6


def test_a_tlgan_pickle_is_a_table_of_directions(tmp_path):
    table = np.random.default_rng(0).standard_normal((16, 3))
    path = tmp_path / "pg_gan_axes.pkl"
    path.write_bytes(pickle.dumps({"direction": table, "name": ["Male", "Smiling", "Young"]}))
    found = read_directions(path)
    assert [direction.name for direction in found] == ["Male", "Smiling", "Young"]
    assert np.allclose(found[1].vector, table[:, 1])
    axes = as_axes(found, np.eye(16), 1, "z")
    assert axes.of_z(axes.names) == axes.names
    assert all(axis.step == pytest.approx(1) for axis in axes.axes)


def test_a_step_is_one_deviation_of_the_codes(tmp_path):
    path = tmp_path / "age_boundary.npy"
    np.save(path, np.array([[0.0, 3.0]]))
    axes = as_axes(read_directions(path), np.diag([1.0, 25.0]), 4, "w")
    assert axes["age"].step == 5
    with pytest.raises(BundleError, match="has 2 numbers, the codes of this model 3"):
        as_axes(read_directions(path), np.eye(3), 4, "w")


def numpy_head(kind, shape):
    text = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}"
    return b"\x93NUMPY\x01\x00v\x00" + text.encode().ljust(117) + b"\n"


def wrong_files():
    good = pickle.dumps({"direction": np.ones((4, 1)), "name": ["a"]})
    return {
        "text.npy": b"hello",
        "empty.npy": b"",
        "lying.npy": numpy_head("<f8", "(1000000000000,)") + bytes(16),
        "objects.npy": numpy_head("|O", "(1,)") + good,
        "code.pkl": b"cos\nsystem\n(S'true'\ntR.",
        "names.pkl": pickle.dumps({"direction": np.ones((4, 2)), "name": ["a"]}),
        "twice.pkl": pickle.dumps({"direction": np.ones((4, 2)), "name": ["a", "a"]}),
        "zero.pkl": pickle.dumps({"direction": np.zeros((4, 1)), "name": ["a"]}),
        "nothing.pkl": pickle.dumps({"direction": 5, "name": 6}),
        "cut.npz": b"PK\3\4" + bytes(50),
    }


@pytest.mark.parametrize("name", wrong_files())
def test_other_files_are_refused_in_one_sentence(name, tmp_path):
    path = tmp_path / name
    path.write_bytes(wrong_files()[name])
    with pytest.raises(BundleError) as caught:
        read_directions(path)
    assert str(caught.value).startswith(name)
    assert "\n" not in str(caught.value)


def test_a_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "bomb.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("lat_comp.npy", bytes(80 * 2**20))
    with pytest.raises(BundleError, match="would unpack to more"):
        read_directions(path)
