"""People of the double press and fill in what stands before them, and nothing else."""

import pytest

from tests.slack_double.fields import Fields
from tests.slack_double.forms import Answers, fill_in, press


def options(*values: str) -> list[Fields]:
    return [{"text": {"type": "plain_text", "text": value}, "value": value} for value in values]


def field(type: str, *, optional: bool = False, **element: object) -> Fields:
    asked = {"type": type, "action_id": type, **element}
    return {"type": "input", "block_id": f"of {type}", "optional": optional, "element": asked}


FORM = [
    field("plain_text_input", initial_value="as before"),
    field("static_select", options=options("a", "b")),
    field("radio_buttons", options=options("c", "d"), initial_option=options("d")[0]),
    field("checkboxes", options=options("e", "f"), optional=True),
]


def told(answers: Answers) -> list[object]:
    values = fill_in(FORM, answers)
    chosen = [values[f"of {b['element']['type']}"][b["element"]["action_id"]] for b in FORM]
    return [list(value.values())[-1] for value in chosen]


def test_what_is_not_touched_keeps_what_stood_there() -> None:
    a, d = options("a")[0], options("d")[0]
    assert told({"static_select": "a"}) == ["as before", a, d, []]


def test_what_is_filled_in_is_told() -> None:
    answers = {"plain_text_input": "new", "static_select": "b", "checkboxes": ["e", "f"]}
    assert told(answers) == ["new", *options("b", "d"), options("e", "f")]


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"static_select": "z"},
        {"static_select": "a", "plain_text_input": ""},
        {"static_select": "a", "unknown": "x"},
    ],
)
def test_a_form_is_not_sent_in_wrong(answers: Answers) -> None:
    with pytest.raises(LookupError):
        fill_in(FORM, answers)


def test_one_of_several_buttons_and_an_option_of_a_menu_are_chosen() -> None:
    buttons = [{"type": "button", "action_id": "send", "value": value} for value in "12"]
    menu = {"type": "overflow", "action_id": "more", "options": options("note", "drop")}
    row = {"type": "actions", "block_id": "row", "elements": buttons}
    section = {"type": "section", "block_id": "text", "accessory": menu}
    assert press([row, section], "send")["value"] == "1"
    assert press([row, section], "send", "2")["value"] == "2"
    chosen = press([row, section], "more", "drop")
    assert (chosen["block_id"], chosen["selected_option"]["value"]) == ("text", "drop")
