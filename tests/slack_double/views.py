"""Modals and app homes, and the methods `views.*`."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.slack_double.calls import Call, Method
from tests.slack_double.content import name_parts
from tests.slack_double.fields import Fields, Refused
from tests.slack_double.limits import BLOCKS_IN_VIEW, check_blocks
from tests.slack_double.triggers import Triggers
from tests.slack_double.workspace import APP, BOT, TEAM, Workspace

# docs.slack.dev/reference/views/modal-views
_TITLE, _PRIVATE_METADATA = 24, 3_000


@dataclass(eq=False)
class View:
    """What one person sees beside the conversations.

    Attributes:
        body: As the app gave it.
        hash: Changes with each update.
        is_open: Whether a modal has neither been sent in nor closed.
        errors: What the app found wrong when it was last sent in, by `block_id`.
    """

    id: str
    person: str
    body: Fields
    hash: str
    is_open: bool = True
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Fields]:
        """Its blocks, each with a `block_id`."""
        blocks: list[Fields] = self.body["blocks"]
        return blocks

    def as_slack(self, values: Fields | None = None) -> Fields:
        """The view in Slack's words (docs.slack.dev/reference/objects/view-object).

        Args:
            values: What stands in its inputs.
        """
        blank = {"callback_id": "", "external_id": "", "private_metadata": ""}
        own = {"id": self.id, "hash": self.hash, "root_view_id": self.id, "previous_view_id": None}
        of_app = {"team_id": TEAM, "app_installed_team_id": TEAM, "app_id": APP, "bot_id": BOT}
        return {**blank, **self.body, **own, **of_app, "state": {"values": values or {}}}


class Views:
    """As below docs.slack.dev/reference/methods/views.open, .update and .publish.

    Attributes:
        modals: Every modal that was opened, by its id.
        homes: The app's home as it was last published, by the id of who sees it.
    """

    def __init__(self, workspace: Workspace, triggers: Triggers) -> None:
        self.modals: dict[str, View] = {}
        self.homes: dict[str, View] = {}
        self._workspace = workspace
        self._triggers = triggers

    def methods(self) -> Mapping[str, Method]:
        """What can be called."""
        return {
            "views.open": self.open,
            "views.update": self.update,
            "views.publish": self.publish,
        }

    def open(self, call: Call) -> Fields:
        """Open a modal for who has just done something."""
        body = _read_view(call, "modal")
        person = self._triggers.spend(call.required("trigger_id"))
        view = View(_id(), person, body, _hash())
        self.modals[view.id] = view
        return {"view": view.as_slack()}

    def update(self, call: Call) -> Fields:
        """Put something else into a modal that is open."""
        view = self._opened(call)
        if call.text("hash") not in {"", view.hash}:
            raise Refused("hash_conflict")
        self.change(view, _read_view(call, "modal"))
        return {"view": view.as_slack()}

    def publish(self, call: Call) -> Fields:
        """Put something into somebody's home of the app."""
        person, body = self._workspace.person(call.required("user_id")), _read_view(call, "home")
        before = self.homes.get(person.id)
        if before and call.text("hash") not in {"", before.hash}:
            raise Refused("hash_conflict")
        view = self.homes[person.id] = View(
            before.id if before else _id(), person.id, body, _hash()
        )
        return {"view": view.as_slack()}

    def change(self, view: View, body: Fields) -> None:
        """Let a view show something else."""
        view.body, view.hash, view.errors = body, _hash(), {}

    def _opened(self, call: Call) -> View:
        external_id = call.text("external_id")
        for view in self.modals.values():
            is_meant = external_id and view.body.get("external_id") == external_id
            if view.is_open and (is_meant or view.id == call.text("view_id")):
                return view
        raise Refused("not_found")


def read_view(view: object, type: str) -> Fields:
    """A view, if Slack would take it, with a `block_id` for each block.

    Raises:
        Refused: `invalid_blocks` or `invalid_arguments`.
    """
    if not isinstance(view, dict) or view.get("type") != type:
        raise Refused("invalid_arguments", f"[ERROR] view is no {type}")
    blocks = name_parts(check_blocks(view.get("blocks"), BLOCKS_IN_VIEW))
    if type == "modal":
        _check_modal(view, blocks)
    if len(view.get("private_metadata", "")) > _PRIVATE_METADATA:
        raise Refused("invalid_arguments", "[ERROR] private_metadata is too long")
    return {**view, "blocks": blocks}


def _check_modal(view: Fields, blocks: list[Fields]) -> None:
    title = view.get("title", {}).get("text", "")
    if not 0 < len(title) <= _TITLE:
        raise Refused("invalid_arguments", f"[ERROR] title must have 1 to {_TITLE} characters")
    if any(block["type"] == "input" for block in blocks) and "submit" not in view:
        raise Refused("invalid_arguments", "[ERROR] a modal with inputs needs submit")


def _read_view(call: Call, type: str) -> Fields:
    return read_view(call.structure("view"), type)


def _id() -> str:
    return f"V{secrets.token_hex(5).upper()}"


def _hash() -> str:
    return secrets.token_hex(6)
