"""The manifest is whole, within Slack's limits, and asks for no more than is used."""

import json
import re
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from assistant.cli import app
from assistant.slack.manifest import SCOPES, HostRefused, read_host, write_manifest

URL = "https://chat.example.org/slack/events"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["slack-manifest", *arguments])


def printed(*arguments: str) -> dict[str, Any]:
    done = run(*arguments)
    assert (done.exit_code, done.stderr) == (0, "")
    manifest: dict[str, Any] = json.loads(done.stdout)
    return manifest


@pytest.mark.parametrize(
    "host", ["chat.example.org", "https://chat.example.org/", "CHAT.example.org"]
)
def test_over_http_everything_is_sent_to_one_address(host: str) -> None:
    manifest = printed("--host", host)
    settings = manifest["settings"]
    assert settings["event_subscriptions"]["request_url"] == URL
    assert settings["interactivity"] == {"is_enabled": True, "request_url": URL}
    assert [one["url"] for one in manifest["features"]["slash_commands"]] == [URL]
    assert settings["socket_mode_enabled"] is False


def test_by_socket_mode_no_address_is_needed_and_one_may_be_given() -> None:
    manifest = printed("--socket-mode")
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert "url" not in json.dumps(manifest)
    both = printed("--socket-mode", "--host", "chat.example.org")
    assert both["settings"]["event_subscriptions"]["request_url"] == URL


@pytest.mark.parametrize(
    "host",
    [
        "http://chat.example.org",
        "https://chat.example.org/slack/events",
        "https://me:secret@chat.example.org",
        "chat example.org",
        "localhost",
        "https://",
        "chat..org",
        "ftp://chat.example.org",
    ],
)
def test_a_host_that_slack_cannot_reach_is_one_sentence(host: str) -> None:
    done = run("--host", host)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr == (
        f"{host!r} is no host that Slack can send to: "
        "write chat.example.org or https://chat.example.org.\n"
    )


def test_neither_host_nor_socket_mode_is_misuse() -> None:
    assert run().exit_code == 2


def test_a_port_is_kept() -> None:
    assert read_host("chat.example.org:8443") == "https://chat.example.org:8443"
    with pytest.raises(HostRefused):
        read_host("chat.example.org:port")


def test_what_slack_limits_is_within_its_limits() -> None:
    """The limits of Slack's schema, major version 2."""
    manifest = printed("--host", "chat.example.org")
    shown, features = manifest["display_information"], manifest["features"]
    view, (command,) = features["agent_view"], features["slash_commands"]
    assert manifest["_metadata"]["major_version"] == 2
    assert 1 <= len(shown["name"]) <= 35
    assert 1 <= len(shown["description"]) <= 140
    assert 1 <= len(view["agent_description"]) <= 300
    assert 1 <= len(view["suggested_prompts"]) <= 4
    assert {tuple(prompt) for prompt in view["suggested_prompts"]} == {("title", "message")}
    assert re.fullmatch(r"/[a-z]{1,31}", command["command"])
    assert len(command["usage_hint"]) <= 1000
    assert set(command) <= {"command", "url", "description", "usage_hint", "should_escape"}


def test_it_is_an_agent_with_a_home_page_and_messages() -> None:
    features = printed("--socket-mode")["features"]
    assert "assistant_view" not in features
    assert features["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }


@pytest.mark.parametrize(
    ("event", "scopes"),
    [
        ("app_home_opened", set()),
        ("app_mention", {"app_mentions:read"}),
        ("member_joined_channel", {"channels:read", "groups:read"}),
        ("member_left_channel", {"channels:read", "groups:read"}),
        ("message.channels", {"channels:history"}),
        ("message.groups", {"groups:history"}),
        ("message.im", {"im:history"}),
    ],
)
def test_each_event_is_subscribed_to_with_the_scope_that_it_needs(
    event: str, scopes: set[str]
) -> None:
    manifest = write_manifest("", socket_mode=True)
    assert event in manifest["settings"]["event_subscriptions"]["bot_events"]
    assert scopes <= set(manifest["oauth_config"]["scopes"]["bot"])


def test_no_scope_is_asked_for_without_a_reason_and_none_for_users() -> None:
    asked = write_manifest("", socket_mode=True)["oauth_config"]["scopes"]
    assert asked == {"bot": list(SCOPES)}
    assert len(SCOPES) == 10
    assert all(SCOPES.values())


def test_tokens_do_not_rotate_for_nobody_would_keep_the_new_ones() -> None:
    settings = write_manifest("", socket_mode=True)["settings"]
    assert settings["token_rotation_enabled"] is False
    assert settings["org_deploy_enabled"] is False
