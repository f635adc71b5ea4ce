"""The library lists, installs, removes and gives away models, and a broken one harms no other."""

import os
import shutil
import zipfile
from pathlib import Path

import pytest
from helpers import small_bundle

from engine.bundle.bundle import open_bundle, write_bundle
from engine.bundle.library import Library
from engine.errors import BundleError, LibraryError


def made(path, **changes):
    """A valid bundle at `path` with fields of its description replaced."""
    content = small_bundle.files()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(small_bundle.packed(content, small_bundle.manifest(content, **changes)))
    return path


@pytest.fixture
def library(tmp_path):
    made(tmp_path / "bundled" / "shoes.gmodel", name="shoes", title="Shoes")
    return Library(tmp_path / "bundled", tmp_path / "installed")


def names(library):
    return [entry.name for entry in library.entries()]


def test_a_bundled_model_is_listed_with_what_a_person_wants_to_know(library, tmp_path):
    (entry,) = library.entries()
    assert (entry.name, entry.title, entry.origin, entry.licence) == ("shoes", "Shoes", "bundled", "CC0-1.0")
    assert entry.path == tmp_path / "bundled" / "shoes.gmodel"
    assert entry.capabilities == ("translate", "style")
    assert entry.problem == ""


def test_without_folders_the_library_is_empty(tmp_path):
    library = Library(tmp_path / "no", tmp_path / "none")
    assert library.entries() == []
    with pytest.raises(LibraryError, match="the library has: none"):
        library.open("shoes")


def test_models_are_opened_by_name_and_by_path(library, tmp_path):
    assert library.open("shoes").manifest.title == "Shoes"
    other = made(tmp_path / "elsewhere" / "other.gmodel", name="other")
    assert library.open(other).manifest.name == "other"
    assert library.open(str(other)).manifest.name == "other"
    with pytest.raises(LibraryError, match="no model 'handbags'; the library has: shoes"):
        library.open("handbags")


def test_a_name_that_differs_from_its_file_is_found_by_the_name(library, tmp_path):
    made(tmp_path / "installed" / "download (1).gmodel", name="bags")
    assert library.open("bags").manifest.name == "bags"
    library.remove("bags")
    assert not (tmp_path / "installed" / "download (1).gmodel").exists()


def test_installing_copies_a_model_and_removing_deletes_it(library, tmp_path):
    source = made(tmp_path / "download.gmodel", name="bags", title="Bags")
    entry = library.install(source)
    assert (entry.name, entry.origin) == ("bags", "installed")
    assert entry.path == tmp_path / "installed" / "bags.gmodel"
    source.unlink()
    assert names(library) == ["bags", "shoes"]
    assert library.open("bags").manifest.title == "Bags"
    library.remove("bags")
    assert names(library) == ["shoes"]
    assert list((tmp_path / "installed").iterdir()) == []


def test_a_folder_is_installed_as_one_file(library, tmp_path):
    content = small_bundle.files()
    folder = small_bundle.write_folder(
        tmp_path / "unpacked", content, small_bundle.manifest(content, name="bags")
    )
    (folder / ".DS_Store").touch()
    entry = library.install(folder)
    assert entry.path.is_file()
    assert open_bundle(entry.path).weights("generator").keys() == {"conv.weight", "conv.bias"}


def test_a_folder_in_the_library_is_a_model_and_can_be_removed(library, tmp_path):
    content = small_bundle.files()
    folder = small_bundle.write_folder(
        tmp_path / "installed" / "bags", content, small_bundle.manifest(content, name="bags")
    )
    assert library.open("bags").manifest.name == "bags"
    library.remove("bags")
    assert not folder.exists()


def test_another_model_of_the_same_name_needs_the_first_to_go(library, tmp_path):
    first = made(tmp_path / "first.gmodel", name="bags", title="First")
    second = made(tmp_path / "second.gmodel", name="bags", title="Second")
    library.install(first)
    assert library.install(first).title == "First"
    with pytest.raises(LibraryError, match="remove that one first"):
        library.install(second)
    assert library.open("bags").manifest.title == "First"
    assert library.install(second, replace=True).title == "Second"
    assert library.open("bags").manifest.title == "Second"


def test_an_installed_model_takes_the_place_of_a_bundled_one(library, tmp_path):
    library.install(made(tmp_path / "mine.gmodel", name="shoes", title="My shoes"))
    assert [(entry.title, entry.origin) for entry in library.entries()] == [("My shoes", "installed")]
    assert library.open("shoes").manifest.title == "My shoes"
    library.remove("shoes")
    assert library.open("shoes").manifest.title == "Shoes"


def test_bundled_and_unknown_models_cannot_be_removed(library):
    with pytest.raises(LibraryError, match="comes with Ganvas"):
        library.remove("shoes")
    with pytest.raises(LibraryError, match="no model 'bags'"):
        library.remove("bags")
    assert names(library) == ["shoes"]


def test_a_broken_model_is_listed_with_its_problem(library, tmp_path):
    (tmp_path / "installed").mkdir()
    (tmp_path / "installed" / "broken.gmodel").write_bytes(b"no zip")
    (tmp_path / "installed" / ".half.gmodel.tmp").write_bytes(b"left by a crash")
    (tmp_path / "installed" / "readme.txt").write_text("hello")
    broken, shoes = library.entries()
    assert (broken.name, broken.capabilities) == ("broken", ())
    assert "broken.gmodel is not a model bundle" in broken.problem
    assert shoes.problem == ""
    with pytest.raises(BundleError):
        library.open("broken")
    library.remove("broken")
    assert names(library) == ["shoes"]


def test_a_broken_copy_hides_no_model_that_works_and_can_be_replaced(library, tmp_path):
    (tmp_path / "installed").mkdir()
    (tmp_path / "installed" / "shoes.gmodel").write_bytes(b"no zip")
    assert library.open("shoes").manifest.title == "Shoes"
    library.install(made(tmp_path / "mine.gmodel", name="shoes", title="My shoes"))
    assert library.open("shoes").manifest.title == "My shoes"


def test_a_broken_model_is_not_installed(library, tmp_path):
    source = tmp_path / "broken.gmodel"
    source.write_bytes(small_bundle.packed(small_bundle.files())[:-30])
    with pytest.raises(BundleError, match=r"broken\.gmodel"):
        library.install(source)
    assert not (tmp_path / "installed").exists()


def test_a_model_that_breaks_while_the_library_is_open_is_noticed(library, tmp_path):
    assert library.entries()[0].problem == ""
    path = tmp_path / "bundled" / "shoes.gmodel"
    path.write_bytes(path.read_bytes()[:-50])
    assert library.entries()[0].problem != ""


def test_exporting_writes_the_same_model(library, tmp_path):
    target = library.export("shoes", tmp_path / "copy.gmodel")
    assert target == tmp_path / "copy.gmodel"
    assert open_bundle(target).digest == library.open("shoes").digest
    (tmp_path / "out").mkdir()
    assert library.export("shoes", tmp_path / "out") == tmp_path / "out" / "shoes.gmodel"
    with pytest.raises(LibraryError, match="could not be written"):
        library.export("shoes", tmp_path / "nowhere" / "copy.gmodel")
    with pytest.raises(LibraryError, match="no model"):
        library.export("bags", tmp_path)


def test_a_library_that_cannot_be_written_says_so(library, tmp_path):
    (tmp_path / "installed").write_text("a file where the folder should be")
    with pytest.raises(LibraryError, match="could not be installed"):
        library.install(made(tmp_path / "bags.gmodel", name="bags"))


def test_the_default_library_keeps_models_where_the_person_says(ganvas_home):
    library = Library.default()
    assert library.installed == ganvas_home / "models"
    assert library.bundled == Path(__file__).resolve().parents[3] / "resources" / "models"
    source = made(ganvas_home.parent / "bags.gmodel", name="bags")
    assert library.install(source).path.parent == ganvas_home / "models"
    shutil.rmtree(ganvas_home)


def test_without_it_they_go_to_the_users_data_folder(monkeypatch, tmp_path):
    monkeypatch.delenv("GANVAS_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    installed = Library.default().installed
    assert installed.parts[-2:] == ("ganvas", "models")
    if os.name == "posix" and Path("/usr").exists() and not Path("/Applications").exists():
        assert installed == tmp_path / "ganvas" / "models"


# Models that replace others


def test_a_model_that_is_gone_is_named_with_the_one_that_replaces_it(library, tmp_path):
    made(tmp_path / "bundled" / "boots.gmodel", name="boots", replaces=["slippers", "a" * 64])
    assert library.replacement_of("slippers").name == "boots"
    assert library.replacement_of("another-name", "a" * 64).name == "boots"
    assert library.replacement_of("handbags") is None
    with pytest.raises(LibraryError, match="'slippers' is not in the library; 'boots' replaces it"):
        library.open("slippers")
    with pytest.raises(LibraryError, match="'boots' replaces it"):
        library.open("another-name", digest="a" * 64)


def test_a_model_that_is_there_is_replaced_by_none(library, tmp_path):
    made(tmp_path / "bundled" / "boots.gmodel", name="boots", replaces=["shoes"])
    assert library.replacement_of("shoes") is None
    assert library.open("shoes").manifest.name == "shoes"


def test_who_names_the_digest_goes_before_who_has_the_name(library, tmp_path):
    made(tmp_path / "bundled" / "a.gmodel", name="a", replaces=["slippers"])
    made(tmp_path / "bundled" / "b.gmodel", name="b", replaces=["b" * 64])
    assert library.replacement_of("slippers", "b" * 64).name == "b"
    assert library.replacement_of("slippers", "c" * 64).name == "a"


@pytest.mark.parametrize(
    "changes",
    [
        {"replaces": ["small"]},
        {"replaces": ["old", "old"]},
        {"replaces": ["Not a name"]},
        {"replaces": "old"},
        {"replaces": ["old"], "capabilities": []},
    ],
)
def test_a_bundle_replaces_other_models_each_once(tmp_path, changes):
    with pytest.raises(BundleError):
        open_bundle(made(tmp_path / "a.gmodel", **changes))


def test_a_bundle_that_replaces_nothing_says_nothing_of_it(tmp_path):
    bundle = open_bundle(made(tmp_path / "a.gmodel"))
    files = {name: bundle.read(name) for name in bundle.manifest.files}
    for replaces in ([], ["old"]):
        manifest = bundle.manifest.model_copy(update={"replaces": replaces})
        again = write_bundle(tmp_path / "b.gmodel", manifest, files)
        assert again.manifest.replaces == replaces
        with zipfile.ZipFile(again.path) as archive:
            assert (b"replaces" in archive.read("model.json")) == bool(replaces)
