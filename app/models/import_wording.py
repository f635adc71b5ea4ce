"""The words of imports: what the process does, what it found, and what it asks, in the window's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.i18n import tr, tr_noop

# What the process says it does begins with one of these.
STEPS: dict[str, str] = {
    "fetching ": tr_noop("Fetching {name}"),
    "reading ": tr_noop("Reading {name}"),
    "recognising ": tr_noop("Looking what {name} is"),
    "hashing ": tr_noop("Checking {name}"),
    "graph of ": tr_noop("Preparing the network {name}"),
    "running one picture": tr_noop("Running one picture"),
    "writing the bundle": tr_noop("Writing the model"),
}
ROLES: dict[str, str] = {
    "generator": tr_noop("generator"),
    "encoder": tr_noop("encoder"),
    "instance_encoder": tr_noop("encoder of objects"),
    "content_encoder": tr_noop("content encoder"),
    "style_encoder": tr_noop("style encoder"),
    "synthesis": tr_noop("synthesis network"),
}
QUESTIONS: dict[str, tuple[str, str]] = {
    "family": (
        tr_noop("System"),
        tr_noop("Several systems share this layout of weights; choose whose they are."),
    ),
    "input": (tr_noop("The input shows"), tr_noop("What pictures the model was trained to take.")),
    "result": (tr_noop("The result shows"), tr_noop("What pictures the model was trained to make.")),
    "backwards": (
        tr_noop("Makes the result"),
        tr_noop("Which of the two networks goes forward; the other one goes back."),
    ),
    "edges": (
        tr_noop("Edges of objects"),
        tr_noop("Whether the label maps' last channel holds the edges between objects."),
    ),
    "doublings": (
        tr_noop("Doublings"),
        tr_noop(
            "How often the network doubles the size: 5 times in its normal form, 6 in the one called “more”."
        ),
    ),
    "code": (
        tr_noop("Numbers of a style"),
        tr_noop("Picture and style are one input of the network, which does not tell how long the style is."),
    ),
    "values": (
        tr_noop("Range of numbers"),
        tr_noop("Which numbers stand for black and white in what the graph takes and makes."),
    ),
    "padding": (
        tr_noop("Around pictures"),
        tr_noop("What the networks see beyond the edges (pad_type in the published settings)."),
    ),
    "activation": (
        tr_noop("Activation"),
        tr_noop("What stands behind the norms (activ in the published settings)."),
    ),
    "size": (tr_noop("Side in pixels"), tr_noop("Of the pictures that the model was trained on.")),
}
ANSWERS: dict[str, str] = {
    "photo": tr_noop("Photos"),
    "sketch": tr_noop("Sketches"),
    "labels": tr_noop("Label maps"),
    "reflect": tr_noop("Reflections"),
    "zero": tr_noop("Zeros"),
    "relu": tr_noop("ReLU"),
    "leaky": tr_noop("Leaky ReLU (lrelu)"),
    "yes": tr_noop("Yes"),
    "no": tr_noop("No"),
}


def step_words(what: str) -> str:
    """What the process does now."""
    for start, words in STEPS.items():
        if what.startswith(start):
            return tr(words, name=what[len(start) :])
    return what


def detection_words(found: Mapping[str, Any]) -> str:
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
