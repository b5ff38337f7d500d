"""Every setting is described once, read strictly, and refused in words that keep its secrets."""

from datetime import date
from pathlib import Path

import pytest

from assistant.seams import SettingsRefused
from assistant.settings import (
    Settings,
    read_settings,
    settings_file,
    settings_table,
    unknown_variables,
    variable,
)

REPOSITORY = Path(__file__).parents[1]
SECRET = "sk-hidden-0123456789"
UNSET = {name: field.get_default() for name, field in Settings.model_fields.items()}


@pytest.fixture(autouse=True)
def _bare_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A folder without `.env` and an environment without a variable of ours."""
    monkeypatch.chdir(tmp_path)
    for name in [*map(variable, Settings.model_fields), *unknown_variables()]:
        monkeypatch.delenv(name, raising=False)


def refusal(monkeypatch: pytest.MonkeyPatch, **values: str) -> str:
    """What is said about values that cannot be used."""
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsRefused) as caught:
        read_settings()
    return str(caught.value)


# ---- Descriptions


def test_the_readme_has_the_table_of_every_setting() -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    table = readme.partition("\n## Settings\n")[2].partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("|")]
    assert rows == settings_table().splitlines()


def test_the_example_file_names_every_setting_with_its_default() -> None:
    example = (REPOSITORY / ".env.example").read_text(encoding="utf-8")
    assert example.strip() == settings_file().strip()


def test_every_setting_has_one_sentence_of_meaning() -> None:
    for name, field in Settings.model_fields.items():
        assert str(field.description).endswith("."), name


def test_the_example_file_uncommented_sets_what_holds_anyway() -> None:
    lines = settings_file().splitlines()
    Path(".env").write_text("\n".join(line.removeprefix("# ") for line in lines if "=" in line))
    assert read_settings() == Settings()
    assert read_settings().model_dump() == UNSET


# ---- Reading


def test_without_any_variable_the_defaults_hold() -> None:
    assert read_settings().model_dump() == UNSET


@pytest.mark.parametrize("name", Settings.model_fields)
def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(variable(name), "")
    assert read_settings().model_dump() == UNSET


def test_a_variable_outranks_the_file_and_the_command_line_outranks_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path(".env").write_text("ASSISTANT_PORT=7001\nASSISTANT_HOST=0.0.0.0\n", encoding="utf-8")
    monkeypatch.setenv("ASSISTANT_PORT", "7002")
    assert (read_settings().port, read_settings().host) == (7002, "0.0.0.0")
    assert read_settings(port=7003).port == 7003


def test_a_file_that_is_no_utf8_is_one_sentence() -> None:
    Path(".env").write_bytes("ASSISTANT_HOST=caf\xe9\n".encode("latin-1"))
    with pytest.raises(SettingsRefused, match=r"\.env cannot be read: save it as UTF-8"):
        read_settings()


def test_lists_are_split_by_commas_and_lose_blanks_and_last_slashes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ASSISTANT_ALLOWED_ORIGINS", " https://a.example/ ,, https://b.example,")
    monkeypatch.setenv("ASSISTANT_ALLOWED_HOSTS", "a.example")
    settings = read_settings()
    assert settings.allowed_origins == ("https://a.example", "https://b.example")
    assert settings.allowed_hosts == ("a.example",)


def test_values_are_brought_to_one_form(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_LOG_LEVEL", "debug")
    monkeypatch.setenv("ASSISTANT_PUBLIC_URL", "https://ask.example.org/")
    monkeypatch.setenv("ASSISTANT_TODAY", "2027-02-01")
    monkeypatch.setenv("ASSISTANT_DATA_DIR", "~/data")
    monkeypatch.setenv("HOME", "/home/rivers")
    settings = read_settings()
    assert settings.log_level == "DEBUG"
    assert settings.public_url == "https://ask.example.org"
    assert settings.today == date(2027, 2, 1)
    assert settings.data_dir == Path("/home/rivers/data")


def test_the_database_is_a_file_of_the_data_folder_unless_an_address_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert read_settings().database == "sqlite+aiosqlite:///var/assistant.db"
    monkeypatch.setenv("ASSISTANT_DATA_DIR", "/srv/data")
    assert read_settings().database == "sqlite+aiosqlite:////srv/data/assistant.db"
    monkeypatch.setenv("ASSISTANT_DATABASE_URL", "postgresql+psycopg://db.example/desk")
    assert read_settings().database == "postgresql+psycopg://db.example/desk"


# ---- Refusals


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ASSISTANT_SHIPPED_DOCUMENTS", "perhaps"),
        ("ASSISTANT_WATCH_SECONDS", "-1"),
        ("ASSISTANT_WATCH_SECONDS", "nan"),
        ("ASSISTANT_WATCH_SECONDS", "3601"),
        ("ASSISTANT_REINGEST", "2"),
        ("ASSISTANT_TODAY", "1 June"),
        ("ASSISTANT_TIME_ZONE", "Mars/Olympus"),
        ("ASSISTANT_TIME_ZONE", "../etc"),
        ("ASSISTANT_CHAT_MODEL", "gpt-5-mini"),
        ("ASSISTANT_CHAT_MODEL", "openai:"),
        ("ASSISTANT_CHAT_MODEL_SECONDS", "0"),
        ("ASSISTANT_CHAT_MODEL_SECONDS", "inf"),
        ("ASSISTANT_PORT", "65536"),
        ("ASSISTANT_PORT", "http"),
        ("ASSISTANT_PUBLIC_URL", "ask.example.org"),
        ("ASSISTANT_PUBLIC_URL", "https://"),
        ("ASSISTANT_LOG_LEVEL", "LOUD"),
        ("ASSISTANT_MAIL_FROM", "Office <office@example.org>"),
        ("ASSISTANT_MAIL_FROM", "office"),
    ],
)
def test_a_refused_value_names_its_variable_the_value_and_the_meaning(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    told = refusal(monkeypatch, **{name: value})
    assert told.startswith(f"{name}={value!r} cannot be used: it ")
    assert told.count("\n") == 0
    field = Settings.model_fields[name.removeprefix("ASSISTANT_").lower()]
    assert told.endswith(f"Its meaning: {field.description}")


def test_several_refused_values_get_a_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    told = refusal(monkeypatch, ASSISTANT_PORT="x", ASSISTANT_LOG_LEVEL="y", ASSISTANT_TODAY="z")
    assert sorted(line.partition("=")[0] for line in told.splitlines()) == [
        "ASSISTANT_LOG_LEVEL",
        "ASSISTANT_PORT",
        "ASSISTANT_TODAY",
    ]


def test_a_refusal_never_shows_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    refused = refusal(monkeypatch, ASSISTANT_CHAT_MODEL_KEY=SECRET)
    assert "needs ASSISTANT_CHAT_MODEL" in refused
    assert SECRET not in refused
    monkeypatch.delenv("ASSISTANT_CHAT_MODEL_KEY")
    monkeypatch.setenv("ASSISTANT_METRICS_TOKEN", SECRET)
    assert SECRET not in refusal(monkeypatch, ASSISTANT_PORT="none")
    monkeypatch.delenv("ASSISTANT_PORT")
    with pytest.raises(SettingsRefused) as caught:
        read_settings(metrics_token=[SECRET])
    assert str(caught.value).startswith("ASSISTANT_METRICS_TOKEN cannot be used: it ")
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None


def test_mails_need_a_sender_and_a_server_and_no_refusal_shows_the_password(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = f"smtp://me:{SECRET}@mail.example.org"
    told = refusal(monkeypatch, ASSISTANT_SMTP_URL=url)
    assert told.startswith("ASSISTANT_SMTP_URL cannot be used: it needs ASSISTANT_MAIL_FROM beside")
    assert SECRET not in told
    monkeypatch.setenv("ASSISTANT_MAIL_FROM", "office@example.org")
    assert read_settings().smtp_url.get_secret_value() == url
    told = refusal(monkeypatch, ASSISTANT_SMTP_URL=f"smtp://me:{SECRET}/x@mail.example.org")
    assert told.startswith("ASSISTANT_SMTP_URL cannot be used: it must read smtp://")
    assert SECRET not in told
    assert told.count("\n") == 0


def test_staff_are_written_to_where_there_is_a_sender_and_a_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told = refusal(monkeypatch, ASSISTANT_STAFF_EMAIL="ana@example.org")
    assert "it needs ASSISTANT_MAIL_FROM beside it" in told
    told = refusal(monkeypatch, ASSISTANT_MAIL_FROM="office@example.org")
    assert "it needs ASSISTANT_SMTP_URL beside it" in told
    monkeypatch.setenv("ASSISTANT_SMTP_URL", "smtp://localhost:25")
    monkeypatch.setenv("ASSISTANT_STAFF_EMAIL", "ana@example.org, bo@example.org")
    assert read_settings().staff_email == ("ana@example.org", "bo@example.org")
    told = refusal(monkeypatch, ASSISTANT_STAFF_EMAIL="ana@example.org,bo")
    assert told.startswith("ASSISTANT_STAFF_EMAIL='ana@example.org,bo' cannot be used: it must be")
    told = refusal(monkeypatch, ASSISTANT_MAIL_FROM="office", ASSISTANT_STAFF_EMAIL="a@example.org")
    assert told.startswith("ASSISTANT_MAIL_FROM='office' cannot be used")
    assert told.count("\n") == 0


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (
            {"SLACK_BOT_TOKEN": "xoxb-1", "ASSISTANT_SLACK_STAFF_CHANNEL": "C0123456789"},
            ["SLACK_SIGNING_SECRET cannot be used: it or SLACK_APP_TOKEN must be given beside SLA"],
        ),
        (
            {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"},
            ["ASSISTANT_SLACK_STAFF_CHANNEL='' cannot be used: it must be the id of a channel"],
        ),
        (
            {
                "SLACK_BOT_TOKEN": "xoxb-1",
                "SLACK_SIGNING_SECRET": "s",
                "ASSISTANT_SLACK_STAFF_CHANNEL": "#membership-desk",
            },
            ["ASSISTANT_SLACK_STAFF_CHANNEL='#membership-desk' cannot be used: it must be the id"],
        ),
        (
            {"SLACK_APP_TOKEN": "xapp-1", "SLACK_SIGNING_SECRET": "s"},
            [
                "SLACK_APP_TOKEN cannot be used: it needs SLACK_BOT_TOKEN beside it",
                "SLACK_SIGNING_SECRET cannot be used: it needs SLACK_BOT_TOKEN beside it",
            ],
        ),
        (
            {"ASSISTANT_SLACK_STAFF_CHANNEL": "C0123456789"},
            ["ASSISTANT_SLACK_STAFF_CHANNEL='C0123456789' cannot be used: it needs SLACK_BOT_TOKE"],
        ),
        (
            {"SLACK_BOT_TOKEN": "xoxp-1", "SLACK_APP_TOKEN": "xoxb-1"},
            [
                "SLACK_BOT_TOKEN cannot be used: it must begin with xoxb-",
                "SLACK_APP_TOKEN cannot be used: it must begin with xapp-",
            ],
        ),
        (
            {"ASSISTANT_SLACK_SEND": "at once"},
            ["ASSISTANT_SLACK_SEND='at once' cannot be used: it should be 'held' or 'asked'"],
        ),
        (
            {"ASSISTANT_SLACK_API_URL": "slack.com"},
            ["ASSISTANT_SLACK_API_URL='slack.com' cannot be used: it must be a web address"],
        ),
    ],
)
def test_slack_is_set_up_wholly_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], told: list[str]
) -> None:
    lines = refusal(monkeypatch, **values).splitlines()
    assert len(lines) == len(told)
    for line, beginning in zip(lines, told, strict=True):
        assert line.startswith(beginning)


@pytest.mark.parametrize("way_in", ["SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"])
def test_slack_needs_one_way_in_and_keeps_its_secrets(
    monkeypatch: pytest.MonkeyPatch, way_in: str
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", f"xoxb-{SECRET}")
    monkeypatch.setenv(way_in, f"xapp-{SECRET}")
    monkeypatch.setenv("ASSISTANT_SLACK_STAFF_CHANNEL", "C0123456789")
    monkeypatch.setenv("ASSISTANT_SLACK_API_URL", "http://127.0.0.1:8080/api")
    settings = read_settings()
    assert settings.slack_bot_token.get_secret_value() == f"xoxb-{SECRET}"
    assert settings.slack_api_url == "http://127.0.0.1:8080/api/"
    assert SECRET not in f"{settings!r} {settings.model_dump()}"
    assert SECRET not in refusal(monkeypatch, ASSISTANT_SLACK_STAFF_CHANNEL="desk")


def test_settings_do_not_show_their_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSISTANT_CHAT_MODEL", "openai:some-model")
    monkeypatch.setenv("ASSISTANT_CHAT_MODEL_KEY", SECRET)
    settings = read_settings()
    assert SECRET not in f"{settings!r} {settings} {settings.model_dump()}"
    assert settings.chat_model_key.get_secret_value() == SECRET


def test_a_long_refused_value_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "9" * 81 not in refusal(monkeypatch, ASSISTANT_PORT="9" * 500)


def test_misspelt_variables_are_found_and_others_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ASSISTANT_PRT", "1")
    monkeypatch.setenv("ASSISTANT_CHATMODEL", "1")
    monkeypatch.setenv("ASSISTANT_PORT", "1")
    monkeypatch.setenv("OTHER_PORT", "1")
    assert unknown_variables() == ["ASSISTANT_CHATMODEL", "ASSISTANT_PRT"]
