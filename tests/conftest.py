"""Fixtures that several test modules share; each lives in a module of its own noun."""

import pytest

from tests.browsers import browser
from tests.databases import (
    database_url,
    migrated_url,
    postgres_folder,
    postgres_template,
    postgres_url,
    sqlite_template,
)
from tests.encoders import encoder, encoder_folder
from tests.houses import database, house, writing_house
from tests.installations import fresh, ingested, installation, shipped
from tests.mail_server import certificate
from tests.redis_server import redis_url
from tests.served import served, website
from tests.shipped import desk
from tests.slack_faults.scene import (
    bridge,
    fast_clock,
    fast_slack,
    messages,
    quiet_logs,
    seed,
)
from tests.slack_houses import slack_house
from tests.slack_scenes import ana, bolt_app, sender, slack, slack_client, staff

__all__ = [
    "ana",
    "bolt_app",
    "bridge",
    "browser",
    "certificate",
    "database",
    "database_url",
    "desk",
    "encoder",
    "encoder_folder",
    "fast_clock",
    "fast_slack",
    "fresh",
    "house",
    "ingested",
    "installation",
    "messages",
    "migrated_url",
    "postgres_folder",
    "postgres_template",
    "postgres_url",
    "quiet_logs",
    "redis_url",
    "seed",
    "sender",
    "served",
    "shipped",
    "slack",
    "slack_client",
    "slack_house",
    "sqlite_template",
    "staff",
    "website",
    "writing_house",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """How long the tests of faults go on; `make faults` lets them go on longer."""
    parser.addoption("--kills", default=5, type=int, help="how often a server is killed")
    parser.addoption("--reconnects", default=100, type=int, help="how often a visitor comes back")
    parser.addoption("--messages", default=20, type=int, help="how many are sent to and from Slack")
    parser.addoption("--seed", default=0, type=int, help="of what is left to chance; 0: any")
    parser.addoption("--runs", default=20, type=int, help="how often a model is played through")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the encoder's weights as slow."""
    for item in items:
        if "encoder_folder" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
