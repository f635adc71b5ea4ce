"""The words of imports: what the process does, what it found, and what it asks, in the window's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.i18n import mark, tr

# What the process says it does begins with one of these.
STEPS: dict[str, str] = {
    "fetching ": mark("Fetching {name}"),
    "reading ": mark("Reading {name}"),
    "recognising ": mark("Looking what {name} is"),
    "hashing ": mark("Checking {name}"),
    "graph of ": mark("Preparing the network {name}"),
    "running one picture": mark("Running one picture"),
    "writing the bundle": mark("Writing the model"),
}
ROLES: dict[str, str] = {
    "generator": mark("generator"),
    "encoder": mark("encoder"),
    "instance_encoder": mark("encoder of objects"),
    "content_encoder": mark("content encoder"),
    "style_encoder": mark("style encoder"),
    "synthesis": mark("synthesis network"),
}
QUESTIONS: dict[str, tuple[str, str]] = {
    "family": (mark("System"), mark("Several systems share this layout of weights; choose whose they are.")),
    "input": (mark("The input shows"), mark("What pictures the model was trained to take.")),
    "result": (mark("The result shows"), mark("What pictures the model was trained to make.")),
    "backwards": (
        mark("Makes the result"),
        mark("Which of the two networks goes forward; the other one goes back."),
    ),
    "edges": (
        mark("Edges of objects"),
        mark("Whether the label maps' last channel holds the edges between objects."),
    ),
    "doublings": (
        mark("Doublings"),
        mark(
            "How often the network doubles the size: 5 times in its normal form, 6 in the one called “more”."
        ),
    ),
    "size": (mark("Side in pixels"), mark("Of the pictures that the model was trained on.")),
}
ANSWERS: dict[str, str] = {
    "photo": mark("Photos"),
    "sketch": mark("Sketches"),
    "labels": mark("Label maps"),
    "yes": mark("Yes"),
    "no": mark("No"),
}


def step_words(what: str) -> str:
    """What the process does now."""
    for start, words in STEPS.items():
        if what.startswith(start):
            return tr(words, name=what[len(start) :])
    return what


def found_words(found: Mapping[str, Any]) -> str:
    """The sentence of what was found: the system, and its networks."""
    parts = []
    for part in found["parts"]:
        role = tr(ROLES[part["role"]]) if part["role"] in ROLES else str(part["role"]).replace("_", " ")
        place = part["place"] or (part["file"] if len(found["files"]) > 1 else "")
        parts.append(f"{role} ({place})" if place else role)
    files = ", ".join(str(file["name"]) for file in found["files"])
    text = tr("{files} holds {system}: {parts}.", files=files, system=found["title"], parts=", ".join(parts))
    if found["left_out"]:
        others = ", ".join(str(name) for name in found["left_out"])
        text += " " + tr("Not needed and left out: {others}.", others=others)
    return text


def question_words(key: str) -> tuple[str, str]:
    """A question, and what helps to answer it."""
    label, tip = QUESTIONS.get(key, (key, ""))
    return tr(label), tr(tip) if tip else ""


def answer_words(choices: Sequence[str]) -> list[str]:
    """The answers to choose from; names of files and systems stay as they are."""
    return [tr(ANSWERS[choice]) if choice in ANSWERS else choice for choice in choices]
