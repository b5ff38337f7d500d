"""Fixtures that several test modules share; each lives in a module of its own noun."""

import pytest

from tests.databases import database_url, postgres_folder, postgres_url
from tests.encoders import encoder, encoder_folder
from tests.houses import database, house, writing_house
from tests.installations import fresh, ingested, installation, shipped
from tests.mail_server import certificate
from tests.redis_server import redis_url
from tests.shipped import desk

__all__ = [
    "certificate",
    "database",
    "database_url",
    "desk",
    "encoder",
    "encoder_folder",
    "fresh",
    "house",
    "ingested",
    "installation",
    "postgres_folder",
    "postgres_url",
    "redis_url",
    "shipped",
    "writing_house",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """How long the tests of faults go on; `make faults` lets them go on longer."""
    parser.addoption("--kills", default=5, type=int, help="how often a server is killed")
    parser.addoption("--reconnects", default=100, type=int, help="how often a visitor comes back")
    parser.addoption("--runs", default=20, type=int, help="how often a model is played through")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the encoder's weights as slow."""
    for item in items:
        if "encoder_folder" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
