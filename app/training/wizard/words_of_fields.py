"""What the settings form says where something typed does not fit; marked here for translation."""

from __future__ import annotations

from app.i18n import mark, tr
from app.training.wizard.recipe_info import FieldError

SENTENCES = (
    mark("Must be more than {bound}."),
    mark("Must be at least {bound}."),
    mark("Must be less than {bound}."),
    mark("Must be at most {bound}."),
    mark("Must be a multiple of {bound}."),
    mark("At least {count} are needed."),
    mark("At most {count} are possible."),
    mark("“{typed}” is no number."),
    mark("“{typed}” is no whole number."),
    mark("This is not of the form: name = value."),
)


def problem_words(error: FieldError) -> str:
    """The sentence of a field's problem, in the language of the window."""
    return tr(error.sentence, **error.fields)
