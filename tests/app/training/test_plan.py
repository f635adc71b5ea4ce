"""The dialog's plan and form: values that suit, bounds that hold, nothing written that was not changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from app.training.wizard.form import Field, FieldError, RecipeForm, read_recipes
from app.training.wizard.plan import Plan, free_folder
from app.training.wizard.settings import FieldEditor
from app.training.wizard.start import TrialStep
from trainer.settings.run_config import laptop_config, parse_config

REPORTED: dict[str, Any] = {
    "name": "invented",
    "title": "Invented (2031)",
    "goal": "Do what nobody has thought of.",
    "data": "Any pictures.",
    "enough": 10,
    "data_kinds": ["photos", "unpaired"],
    "kinds": [
        {"name": "photos", "label": "Photos", "help": "One heap."},
        {"name": "unpaired", "label": "Two", "help": "Two sets."},
    ],
    "by_kind": {"unpaired": {"settings.channels": 3}},
    "by_size": {"64": {"settings.widths": [8, 8]}},
    "capabilities": ["translate"],
    "fields": [
        {"key": "name", "label": "Name", "type": "text", "required": True},
        {"key": "data.sources", "label": "Pictures", "type": "list", "items": "text", "required": True},
        {"key": "settings.channels", "label": "Channels", "type": "choice", "choices": [1, 3], "default": 1},
        {
            "key": "settings.widths",
            "label": "Widths",
            "type": "list",
            "items": "integer",
            "default": [64, 128],
            "shortest": 2,
        },
        {"key": "settings.resolution", "label": "Side", "type": "integer", "default": 256, "minimum": 8},
        {"key": "settings.parts", "label": "Parts", "type": "table", "required": True, "shortest": 1},
        {
            "key": "schedule.size",
            "label": "Size",
            "type": "integer",
            "default": 256,
            "minimum": 16,
            "maximum": 512,
        },
        {
            "key": "optimiser.learning_rate",
            "label": "Rate",
            "type": "number",
            "default": 2e-4,
            "minimum": 0,
            "excluded": ["minimum"],
        },
        {"key": "optimiser.other", "label": "Other", "type": "number", "default": None, "optional": True},
    ],
}


@pytest.fixture
def plan() -> Plan:
    made = Plan(sources=["/photos"], title="My Cats & Dogs", folder=Path("/runs/cats"))
    made.choose(RecipeForm.read(REPORTED))
    return made


def info(key: str) -> Field:
    field = RecipeForm.read(REPORTED).field(key)
    assert field is not None
    return field


def test_only_what_was_changed_is_written(plan: Plan) -> None:
    assert plan.values() == {
        "recipe": "invented",
        "name": "my-cats-dogs",
        "title": "My Cats & Dogs",
        "folder": "/runs/cats",
        "licence": "unknown",
        "data": {"sources": ["/photos"], "kind": "photos"},
    }
    plan.set("optimiser.learning_rate", 1e-4)
    plan.set("schedule.size", 128)
    plan.set("schedule.size", 256)
    assert plan.values()["optimiser"] == {"learning_rate": 1e-4}
    assert "schedule" not in plan.values()


def test_values_follow_the_kind_of_pictures_and_their_size(plan: Plan) -> None:
    assert plan.value_of("settings.channels") == 1
    plan.kind, plan.second = "unpaired", ["/others"]
    assert plan.value_of("settings.channels") == 3
    assert plan.values()["data"] == {"sources": ["/photos"], "kind": "unpaired", "sources_b": ["/others"]}
    plan.set("schedule.size", 64)
    assert plan.value_of("settings.widths") == [8, 8]
    assert plan.value_of("settings.resolution") == 64
    plan.set("settings.widths", [4, 4])
    assert plan.value_of("settings.widths") == [4, 4]


def test_what_the_doctor_suggests_is_written_until_a_person_knows_better(plan: Plan) -> None:
    plan.suggested = {"settings.channels": 3, "settings.parts": {"smile": {"label": "smiling"}}}
    assert plan.missing == []
    assert plan.values()["settings"] == {"channels": 3, "parts": {"smile": {"label": "smiling"}}}
    plan.set("settings.channels", 1)
    assert plan.values()["settings"]["channels"] == 1
    plan.set("settings.channels", 3)
    assert "settings.channels" not in plan.changes


def test_another_recipe_forgets_the_settings_and_keeps_the_pictures(plan: Plan) -> None:
    plan.set("schedule.size", 64)
    plan.choose(RecipeForm.read({**REPORTED, "name": "other", "data_kinds": ["photos"], "kinds": None}))
    assert plan.changes == {}
    assert plan.sources == ["/photos"]
    assert plan.kind == "photos"


def test_what_is_needed_and_missing_is_known(plan: Plan) -> None:
    assert [field.key for field in plan.missing] == ["settings.parts"]
    plan.set("settings.parts", {"smile": {"label": "smiling"}})
    assert plan.missing == []


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("settings.widths", "8, 16,24", [8, 16, 24]),
        ("settings.widths", "[8, 16]", [8, 16]),
        ("settings.parts", 'smile = { label = "smiling" }', {"smile": {"label": "smiling"}}),
        ("optimiser.learning_rate", "1e-4", 1e-4),
        ("optimiser.other", "", None),
        ("data.sources", "a, b", ["a", "b"]),
    ],
)
def test_what_is_typed_becomes_a_value_and_is_shown_as_it_is_typed(
    key: str, text: str, value: object
) -> None:
    field = info(key)
    assert field.read_text(text) == value
    assert field.read_text(field.shown(value)) == value


@pytest.mark.parametrize(
    ("key", "text", "sentence"),
    [
        ("settings.widths", "8", "At least {count} are needed."),
        ("settings.widths", "8, wide", "“{typed}” is no whole number."),
        ("settings.parts", "smile", "This is not of the form: name = value."),
        ("optimiser.learning_rate", "0", "Must be more than {bound}."),
        ("optimiser.learning_rate", "nan", "“{typed}” is no number."),
        ("optimiser.learning_rate", "fast", "“{typed}” is no number."),
        ("schedule.size", "8", "Must be at least {bound}."),
        ("schedule.size", "1024", "Must be at most {bound}."),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(key: str, text: str, sentence: str) -> None:
    with pytest.raises(FieldError) as caught:
        info(key).read_text(text)
    assert caught.value.sentence == sentence


def test_an_editor_keeps_its_bounds_and_says_why(qtbot: QtBot) -> None:
    editor = FieldEditor(info("optimiser.learning_rate"))
    qtbot.addWidget(editor)
    editor.show()
    editor.show_value(2e-4)
    heard: list[tuple[str, object]] = []
    editor.changed.connect(lambda key, value: heard.append((key, value)))
    assert isinstance(editor.editor, QLineEdit)
    editor.editor.selectAll()
    QTest.keyClicks(editor.editor, "-1")
    assert editor.problem
    assert editor.trouble.isVisible()
    assert editor.editor.accessibleDescription() == editor.problem
    editor.editor.selectAll()
    QTest.keyClicks(editor.editor, "0.5")
    assert not editor.problem
    assert heard[-1] == ("optimiser.learning_rate", 0.5)
    size = FieldEditor(info("schedule.size"))
    qtbot.addWidget(size)
    assert isinstance(size.editor, QSpinBox)
    assert (size.editor.minimum(), size.editor.maximum()) == (16, 512)


def test_names_of_folders_are_free(tmp_path: Path) -> None:
    (tmp_path / "cats").mkdir()
    assert free_folder(tmp_path, "cats").name == "cats-2"
    assert free_folder(tmp_path, "dogs").name == "dogs"


@pytest.mark.parametrize(("title", "name"), [("", "model"), ("鞋子", "model"), ("  Äpfel 7 ", "pfel-7")])
def test_any_title_gives_a_name_that_files_may_have(title: str, name: str) -> None:
    assert Plan(title=title).name == name


def test_every_recipe_fits_the_form(ganvas_home: Path, qtbot: QtBot) -> None:
    recipes = read_recipes()
    assert {"pix2pix", "stylegan2"} <= {recipe.name for recipe in recipes}
    for recipe in recipes:
        plan = Plan()
        plan.choose(recipe)
        assert recipe.goal
        for field in plan.fields:
            editor = FieldEditor(field)
            qtbot.addWidget(editor)
            value = plan.value_of(field.key)
            editor.show_value(value)
            assert field.help, (recipe.name, field.key)
            if value is not None:
                field.check(value)
                json.dumps(value)


RESULT: dict[str, Any] = {
    "event": "trial_result",
    "seconds_to_finish": 40 * 86_400,
    "pictures_per_second": 0.05,
    "batch_size": 1,
    "suggested_batch_size": 1,
    "sentence": "A step takes 20 s.",
}


def test_a_run_too_long_for_the_machine_waits_for_a_preset_or_a_word(
    ganvas_home: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = Plan(sources=["/pictures"], title="Long")
    plan.choose(next(recipe for recipe in read_recipes() if recipe.name == "cyclegan"))
    step = TrialStep(plan)
    qtbot.addWidget(step)
    tried: list[dict[str, Any]] = []
    monkeypatch.setattr(step.line, "run", lambda make: tried.append(plan.values()))
    step._event({**RESULT, "too_long": False, "preset": "", "preset_seconds": 0})
    assert step.complete
    assert step.anyway.isHidden()
    assert step.laptop.isHidden()
    step._event({**RESULT, "too_long": True, "preset": "laptop", "preset_seconds": 7200})
    assert not step.complete
    assert not step.anyway.isHidden()
    assert "2" in step.laptop.text()
    step.anyway.setChecked(True)
    assert step.complete
    QTest.mouseClick(step.laptop, Qt.MouseButton.LeftButton)
    assert not step.complete, "what was chosen is tried again"
    assert not step.anyway.isChecked()
    config = parse_config(tried[-1])
    assert config == laptop_config(parse_config({**plan.values(), "schedule": {}, "settings": {}}))
    assert (config.schedule.size, config.schedule.pictures) == (64, 50_000)
    assert plan.value_of("settings.generator_width") == 32
