"""Files of directions as people have them: each does what it says, or is refused in one sentence."""

import itertools
import pickle
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.errors import BundleError
from engine.latent.directions import COUNT, as_axes, read_directions

SIZE, LAYERS = 16, 6
RNG = np.random.default_rng(0)
ROW = RNG.standard_normal(SIZE).astype("f4")
ROWS = RNG.standard_normal((LAYERS, SIZE)).astype("f4")
LIKE = np.repeat(ROW[None], LAYERS, axis=0)
SHAPES = {
    "one row": (ROW, ["w"]),
    "one row in a row": (ROW[None], ["w"]),
    "one row in two": (ROW[None, None], ["w"]),
    "equal rows": (LIKE, ["w"]),
    "equal rows in a row": (LIKE[None], ["w"]),
    "different rows": (ROWS, ["w+"]),
    "different rows in a row": (ROWS[None], ["w+"]),
    "three of one row": (ROWS[:3], ["w"] * 3),
    "three of one row each": (ROWS[:3, None], ["w"] * 3),
    "two of all layers": (np.stack([ROWS, LIKE]), ["w+", "w"]),
}


def as_npy(path: Path, array) -> Path:
    np.save(path.with_suffix(".npy"), array)
    return path.with_suffix(".npy")


def as_double(path: Path, array) -> Path:
    return as_npy(path, np.asfortranarray(array.astype("f8")))


def as_tensor(path: Path, array) -> Path:
    torch.save(torch.from_numpy(array.copy()), path.with_suffix(".pt"))
    return path.with_suffix(".pt")


def as_old_tensor(path: Path, array) -> Path:
    torch.save(torch.from_numpy(array.copy()), path.with_suffix(".pt"), _use_new_zipfile_serialization=False)
    return path.with_suffix(".pt")


def as_dictionary(path: Path, array) -> Path:
    torch.save({"age": torch.from_numpy(array.copy()), "step": 3}, path.with_suffix(".pt"))
    return path.with_suffix(".pt")


def as_pickle(path: Path, array) -> Path:
    path.with_suffix(".pkl").write_bytes(pickle.dumps({"age": array}))
    return path.with_suffix(".pkl")


def as_archive(path: Path, array) -> Path:
    np.savez(path.with_suffix(".npz"), age=array)
    return path.with_suffix(".npz")


WRITERS = [as_npy, as_double, as_tensor, as_old_tensor, as_dictionary, as_pickle, as_archive]


@pytest.mark.parametrize(("write", "shape"), list(itertools.product(WRITERS, SHAPES)))
def test_a_file_is_what_its_shape_says(tmp_path, write, shape):
    array, spaces = SHAPES[shape]
    path = write(tmp_path / "age", array)
    axes = as_axes(read_directions(path), np.eye(SIZE), LAYERS, "w").axes
    assert [axis.space for axis in axes] == spaces
    assert [axis.name for axis in axes] == (
        ["age"] if len(spaces) == 1 else [f"age {n}" for n in range(1, len(spaces) + 1)]
    )
    rows = array.reshape(-1, SIZE)
    for number, axis in enumerate(axes):
        whole = (
            rows[number * LAYERS : (number + 1) * LAYERS]
            if len(rows) >= LAYERS
            else rows[number : number + 1]
        )
        moved = axis.over(LAYERS)
        given = np.broadcast_to(whole, moved.shape)
        assert np.allclose(moved / np.linalg.norm(moved), given / np.linalg.norm(given), atol=1e-5)


def test_rows_of_another_models_layers_are_as_many_directions(tmp_path):
    """Of 18 layers, say, where this model has 6: not one direction that is cut off."""
    found = read_directions(as_npy(tmp_path / "age", RNG.standard_normal((18, SIZE)).astype("f4")))
    assert len(as_axes(found, np.eye(SIZE), LAYERS, "w").axes) == 18


def test_a_dozen_components_are_taken_by_default(tmp_path):
    path = tmp_path / "components.npz"
    np.savez(path, lat_comp=np.eye(16, SIZE, dtype="f4")[:, None], lat_stdev=np.arange(1, 17, dtype="f4"))
    assert len(read_directions(path)) == COUNT == 12
    assert [direction.deviation for direction in read_directions(path, 3)] == [1, 2, 3]
    assert len(read_directions(path, 40)) == 16


def test_ganspaces_edit_brings_its_name_space_and_deviation(tmp_path):
    edit = {
        "name": "smile",
        "lat_comp": ROW[None],
        "lat_stdev": np.float32(2.5),
        "latent_space": "W",
        "start": 0,
    }
    (tmp_path / "edit.pkl").write_bytes(pickle.dumps(edit))
    (found,) = read_directions(tmp_path / "edit.pkl")
    assert (found.name, found.space, found.deviation) == ("smile", "w", 2.5)
    assert np.array_equal(found.vector, ROW)


def test_eigenvectors_of_sefas_code_are_columns(tmp_path):
    torch.save({"ckpt": "faces.pt", "eigvec": torch.eye(SIZE)[:, :5] * 2}, tmp_path / "factor.pt")
    found = read_directions(tmp_path / "factor.pt", 3)
    assert [direction.name for direction in found] == ["closed form 1", "closed form 2", "closed form 3"]
    assert found[1].vector.tolist() == (torch.eye(SIZE)[1] * 2).tolist()


@pytest.mark.parametrize(
    ("name", "space"),
    [
        ("stylegan_ffhq_age_w_boundary", "w"),
        ("stylegan_ffhq_age_boundary", "z"),
        ("stylegan_celebahq_age_c_gender_boundary", "z"),
        ("pggan_celebahq_age_boundary", "z"),
        ("age", None),
    ],
)
def test_interfacegans_names_tell_the_space(tmp_path, name, space):
    (found,) = read_directions(as_npy(tmp_path / name, ROW[None]))
    assert (found.name, found.space) == ("age", space)


WRONG = {
    "of no numbers": lambda path: as_npy(path, np.zeros((0, SIZE), "f4")),
    "of zeros": lambda path: as_tensor(path, np.zeros(SIZE, "f4")),
    "of infinities": lambda path: as_tensor(path, np.full(SIZE, np.inf, "f4")),
    "of pictures": lambda path: as_npy(path, np.ones((2, 3, 4, 5), "f4")),
    "of integers": lambda path: as_npy(path, np.ones(SIZE, "i8")),
    "of nothing by name": lambda path: as_pickle(path, "young"),
    "of one number": lambda path: as_pickle(path, np.float32(3)),
    "of another size": lambda path: as_npy(path, np.ones(SIZE + 1, "f4")),
    "of rows without a length": lambda path: as_npy(
        path, np.concatenate([ROWS[:2], np.zeros((1, SIZE), "f4")])
    ),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_no_direction_is_refused_in_one_sentence(tmp_path, kind):
    path = WRONG[kind](tmp_path / "age")
    with pytest.raises(BundleError) as refusal:
        as_axes(read_directions(path), np.eye(SIZE), LAYERS, "w")
    assert "\n" not in str(refusal.value)
