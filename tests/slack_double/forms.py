"""What a person can press or fill in, found in blocks; nobody presses what does not stand there."""

from collections.abc import Mapping, Sequence

from tests.slack_double.fields import Fields
from tests.slack_double.limits import elements

_SEVERAL = frozenset({"checkboxes", "multi_static_select"})
_ONE_OF = frozenset({"static_select", "radio_buttons", "overflow"})
Answers = Mapping[str, str | Sequence[str]]


def press(blocks: Sequence[Fields], action_id: str, value: str | None = None) -> Fields:
    """What Slack tells of pressing a button, or of choosing an option.

    Args:
        blocks: What the person sees.
        action_id: Of the button or menu.
        value: Of the button, if several bear this id, or of the option chosen.

    Raises:
        LookupError: There is none.
    """
    for block in blocks:
        for element in elements(block):
            if element.get("action_id") == action_id and value in {None, *_values(element)}:
                return {"block_id": block["block_id"], **_pressed(element, value)}
    raise LookupError(f"nothing to press is called {action_id!r} with the value {value!r}")


def fill_in(blocks: Sequence[Fields], answers: Answers) -> Fields:
    """The `state.values` of a modal.

    Args:
        blocks: The modal's.
        answers: By `action_id`: what is typed, or the value of what is chosen.

    Raises:
        LookupError: An answer has no input, or an input that must be filled in has no answer.
    """
    inputs = {b["element"]["action_id"]: b for b in blocks if b["type"] == "input"}
    if strange := answers.keys() - inputs.keys():
        raise LookupError(f"no input is called {sorted(strange)}")
    values: Fields = {}
    for action_id, block in inputs.items():
        answer = answers.get(action_id, _initial(block["element"]))
        if not answer and not block.get("optional"):
            raise LookupError(f"{action_id!r} must be filled in")
        values[block["block_id"]] = {action_id: _filled(block["element"], answer)}
    return values


def _pressed(element: Fields, value: str | None) -> Fields:
    told = ("type", "action_id", "text", "style")
    kept: Fields = {name: element[name] for name in told if name in element}
    if element["type"] in _ONE_OF:
        return {**kept, "selected_option": _option(element, value)}
    return kept | ({"value": element["value"]} if "value" in element else {})


def _filled(element: Fields, answer: str | Sequence[str]) -> Fields:
    kind = element["type"]
    if kind in _SEVERAL:
        return {"type": kind, "selected_options": [_option(element, value) for value in answer]}
    if kind in _ONE_OF:
        return {"type": kind, "selected_option": _option(element, str(answer)) if answer else None}
    return {"type": kind, "value": answer or None}


def _initial(element: Fields) -> str | list[str]:
    if options := element.get("initial_options"):
        return [option["value"] for option in options]
    if option := element.get("initial_option"):
        return str(option["value"])
    return str(element.get("initial_value", ""))


def _option(element: Fields, value: str | None) -> Fields:
    for option in element["options"]:
        if option["value"] == value:
            return dict(option)
    raise LookupError(f"{element['action_id']!r} offers no {value!r}")


def _values(element: Fields) -> list[str]:
    own = [element["value"]] if "value" in element else []
    return own + [option["value"] for option in element.get("options", [])]
