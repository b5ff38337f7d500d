"""Tokens and accounts: who calls, and the methods that tell about the app and about people."""

from collections.abc import Mapping

from tests.slack_double.calls import Call, Method
from tests.slack_double.fields import Fields, Refused
from tests.slack_double.workspace import APP, BOT, TEAM, Workspace

TOKEN, APP_TOKEN = "xoxb-double", "xapp-double"


class Accounts:
    """As below docs.slack.dev/reference/methods/auth.test and /users.info.

    Attributes:
        error: With what every token is refused (`token_revoked`, `account_inactive`); empty: taken.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.error = ""
        self._workspace = workspace

    def methods(self) -> Mapping[str, Method]:
        """What can be called."""
        return {"auth.test": self.test, "users.info": self.info}

    def check_token(self, call: Call) -> None:
        """Let nobody in without a token.

        Raises:
            Refused: `not_authed`, `invalid_auth`, `not_allowed_token_type` or what `error` says.
        """
        if not call.token:
            raise Refused("not_authed")
        if call.token not in {TOKEN, APP_TOKEN}:
            raise Refused("invalid_auth")
        if self.error:
            raise Refused(self.error)
        if (call.token == APP_TOKEN) != call.method.startswith("apps."):
            raise Refused("not_allowed_token_type")

    def test(self, _call: Call) -> Fields:
        """Who the token is; Bolt asks this first."""
        return {
            "url": "https://double.slack.com/",
            "team": self._workspace.name,
            "user": self._workspace.bot.name,
            "team_id": TEAM,
            "user_id": self._workspace.bot.id,
            "bot_id": BOT,
            "app_id": APP,
            "is_enterprise_install": False,
        }

    def info(self, call: Call) -> Fields:
        """A person."""
        return {"user": self._workspace.person(call.required("user")).as_slack()}
