"""Who there is: members, guests, strangers from another workspace, bots."""

from dataclasses import dataclass

from tests.slack_double.fields import Fields


@dataclass(eq=False)
class Person:
    """An account, as `users.info` describes it.

    Attributes:
        is_restricted: A guest of several channels.
        is_ultra_restricted: A guest of one channel; Slack sets both then.
        is_stranger: Of another workspace, met in a channel of Slack Connect.
        deleted: The account was closed.
    """

    id: str
    name: str
    real_name: str
    team_id: str
    tz: str = "America/New_York"
    is_bot: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    deleted: bool = False

    def as_slack(self) -> Fields:
        """The `user` of `users.info` (docs.slack.dev/reference/objects/user-object)."""
        profile = {"display_name": self.name, "real_name": self.real_name, "team": self.team_id}
        return {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "real_name": self.real_name,
            "deleted": self.deleted,
            "is_bot": self.is_bot,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "is_stranger": self.is_stranger,
            "tz": self.tz,
            "profile": profile,
        }
