"""Every setting of the product; the only module that reads the environment."""

import os
import re
from collections.abc import Iterator
from datetime import date, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from assistant.mail import is_email
from assistant.mailing.server import read_smtp_url
from assistant.seams import SettingsRefused

PREFIX: Final = "ASSISTANT_"
SHOWN_LETTERS: Final = 80  # of a value that cannot be used
LEAST_TOKEN_LETTERS: Final = 16
_CHANNEL: Final = re.compile(r"[CG][A-Z0-9]{7,20}")

Folder = Annotated[Path, AfterValidator(lambda path: Path(os.path.expanduser(path)))]


class Settings(BaseSettings):
    """Read from variables with the prefix ASSISTANT_, or from lines of the same form in `.env`.

    Each has a default that works; an empty variable is as good as none. Slack's tokens have the
    names that Slack's own tools read.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_ignore_empty=True, extra="ignore"
    )

    data_dir: Folder = Field(
        default=Path("var"),
        description="Folder for the database, the index builds and the encoder.",
    )
    knowledge_dir: Folder = Field(
        default=Path("knowledge"), description="Folder with the documents."
    )
    own_dir: Folder | None = Field(
        default=None,
        description="Folder with the operator's own documents when it lies outside the knowledge "
        "folder (a synced share, say).",
    )
    directory_dir: Folder | None = Field(
        default=None,
        description="Folder with the member directory when it is not `directory` in the knowledge "
        "folder.",
    )
    shipped_documents: bool = Field(
        default=True,
        description="Whether the shipped documents are used beside the operator's own.",
    )
    database_url: str = Field(
        default="",
        description="`sqlite+aiosqlite:///FILE` or `postgresql+psycopg://...`; empty: "
        "`assistant.db` in the data folder.",
    )
    bus_url: str = Field(
        default="",
        description="How processes wake each other: `memory://`, `postgresql://...` or "
        "`redis://...`; empty: memory on SQLite, else the PostgreSQL database itself.",
    )
    encoder_model: str = Field(
        default="", description="Folder of a sentence-transformers model; empty: the packaged one."
    )
    demo: bool = Field(
        default=False,
        description="Whether sample rates are told to everybody, not only on this machine: for "
        "demonstrations.",
    )
    watch_seconds: float = Field(
        default=0.5,
        ge=0,
        le=3600,
        allow_inf_nan=False,
        description="Seconds between two looks for a newer build and for changed documents; "
        "0: never look.",
    )
    reingest: bool = Field(
        default=True, description="Whether a running server ingests the documents when they change."
    )
    today: date | None = Field(
        default=None, description="Fixes today's date (`YYYY-MM-DD`), for tests and demonstrations."
    )
    time_zone: str = Field(
        default="America/New_York", description="Time zone that decides what today is."
    )
    chat_model: str = Field(
        default="",
        description="`provider:model` of a chat model that words the answers; empty: answers are "
        "copied from the documents.",
    )
    chat_model_url: str = Field(
        default="", description="Address of an OpenAI-compatible server; empty: the provider's own."
    )
    chat_model_key: SecretStr = Field(
        default=SecretStr(""),
        description="Key for the chat model; empty: the provider's own variable.",
    )
    chat_model_seconds: float = Field(
        default=20.0,
        gt=0,
        le=600,
        allow_inf_nan=False,
        description="Seconds after which the copied answer goes out instead.",
    )
    staffed: bool = Field(
        default=False,
        description="Whether staff look at `assistant handoffs`: without that, a staff token or a "
        "staff address no visitor is told that a person was asked for, but how to reach one.",
    )
    staff_token: SecretStr = Field(
        default=SecretStr(""),
        description="Opens the staff page `/staff`, 16 letters at least; empty: there is no such "
        "page.",
    )
    claim_minutes: int = Field(
        default=10,
        ge=1,
        le=10_080,
        description="Minutes of office time after which staff are reminded of a visitor whom "
        "nobody has claimed, and the visitor is told.",
    )
    reply_minutes: int = Field(
        default=10,
        ge=1,
        le=10_080,
        description="Minutes of office time after which whoever claimed a visitor is reminded; "
        "after twice as many everybody is, and the visitor is told.",
    )
    mail_from: str = Field(
        default="", description="E-mail address that the assistant's mails come from."
    )
    smtp_url: SecretStr = Field(
        default=SecretStr(""),
        description="Mail server, `smtp://user:password@host:587` or `smtps://...`; encrypted "
        "where it offers that and always for a login, or as `?tls=require` or `?tls=never` behind "
        "it says; empty: no mail is sent.",
    )
    staff_email: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Addresses of staff who are written to, separated by commas."
    )
    slack_bot_token: SecretStr = Field(
        default=SecretStr(""),
        validation_alias="SLACK_BOT_TOKEN",
        description="Bot token of the Slack app, `xoxb-...`; empty: the assistant is not in Slack.",
    )
    slack_app_token: SecretStr = Field(
        default=SecretStr(""),
        validation_alias="SLACK_APP_TOKEN",
        description="Token of the Slack app for Socket Mode, `xapp-...`; empty: Slack sends by "
        "HTTP.",
    )
    slack_signing_secret: SecretStr = Field(
        default=SecretStr(""),
        validate_default=True,
        validation_alias="SLACK_SIGNING_SECRET",
        description="What Slack signs by what it sends by HTTP; empty: only Socket Mode.",
    )
    slack_staff_channel: str = Field(
        default="",
        validate_default=True,
        description="Id of the Slack channel in which staff are handed visitors, `C...`.",
    )
    slack_send: Literal["held", "asked"] = Field(
        default="held",
        description="What becomes of what the claimer types in Slack: `held` for five seconds, "
        "then sent to the visitor, or a note until they are `asked` and press Send.",
    )
    slack_api_url: str = Field(
        default="https://slack.com/api/",
        description="Address of Slack's API: for tests, and for gateways.",
    )
    retention_days: int = Field(
        default=90,
        ge=1,
        le=3650,
        description="Days after its last change that a conversation is erased.",
    )
    host: str = Field(default="127.0.0.1", description="Address that `serve` listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port that `serve` listens on.")
    public_url: str = Field(
        default="", description="Address under which visitors reach the server (`https://...`)."
    )
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Websites that may ask from a browser, separated by commas."
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Host names the server answers to, separated by commas; empty: localhost and "
        "the host of the public address.",
    )
    limits: bool = Field(
        default=True,
        description="Whether whoever asks, writes or begins too often is held back for a while.",
    )
    limits_exempt: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(), description="Networks that are never held back, separated by commas."
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Networks of proxies whose `X-Forwarded-For` is believed, separated by commas.",
    )
    metrics_token: SecretStr = Field(
        default=SecretStr(""),
        description="Bearer token for `/metrics`; empty: only this machine may read.",
    )
    log_level: str = Field(
        default="INFO", description="What `serve` logs: `DEBUG`, `INFO`, `WARNING` or `ERROR`."
    )

    @field_validator(
        "allowed_origins",
        "allowed_hosts",
        "limits_exempt",
        "trusted_proxies",
        "staff_email",
        mode="before",
    )
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
        return value

    @field_validator("limits_exempt", "trusted_proxies")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            try:
                ip_network(one)
            except ValueError as error:
                raise ValueError("must be networks such as 10.0.0.0/8 or 203.0.113.9") from error
        return value

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:  # unknown, no name, a folder
            raise ValueError("must be a time zone such as America/New_York") from error
        return value

    @field_validator("staff_token")
    @classmethod
    def _hard_to_guess(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value()) < LEAST_TOKEN_LETTERS:
            raise ValueError(f"must have {LEAST_TOKEN_LETTERS} letters at least")
        return value

    @field_validator("public_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        try:
            parts = urlsplit(value)
            usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
        except ValueError:  # a bracket that is not closed
            usable = False
        if value and not usable:
            raise ValueError("must be a web address such as https://assistant.example.org")
        return value.rstrip("/")

    @field_validator("chat_model")
    @classmethod
    def _provider_and_model(cls, value: str) -> str:
        provider, _, model = value.partition(":")
        if value and not (provider and model):
            raise ValueError("must read provider:model, for example openai:gpt-5-mini")
        return value

    @field_validator("chat_model_url", "chat_model_key")
    @classmethod
    def _of_a_chat_model(cls, value: str | SecretStr, info: ValidationInfo) -> str | SecretStr:
        if len(value) and not info.data.get("chat_model"):
            raise ValueError("needs ASSISTANT_CHAT_MODEL beside it")
        return value

    @field_validator("mail_from", "staff_email")
    @classmethod
    def _addresses(cls, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        if not all(map(is_email, (value,) if isinstance(value, str) and value else value)):
            raise ValueError("must be an e-mail address such as office@example.org")
        return value

    @field_validator("smtp_url")
    @classmethod
    def _of_a_mail_server(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value():
            read_smtp_url(value.get_secret_value())
        return value

    @field_validator("smtp_url", "staff_email")
    @classmethod
    def _of_mails(
        cls, value: SecretStr | tuple[str, ...], info: ValidationInfo
    ) -> SecretStr | tuple[str, ...]:
        needed = ["mail_from"] if info.field_name == "smtp_url" else ["mail_from", "smtp_url"]
        for name in needed:
            if len(value) and name in info.data and not len(info.data[name]):  # not refused itself
                raise ValueError(f"needs {variable(name)} beside it")
        return value

    @field_validator("slack_bot_token", "slack_app_token")
    @classmethod
    def _of_its_kind(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        beginning = "xoxb-" if info.field_name == "slack_bot_token" else "xapp-"
        token = value.get_secret_value()
        if token and not token.startswith(beginning):
            raise ValueError(f"must begin with {beginning}")
        return value

    @field_validator("slack_app_token", "slack_signing_secret", "slack_staff_channel")
    @classmethod
    def _of_the_slack_app(cls, value: SecretStr | str, info: ValidationInfo) -> SecretStr | str:
        token = info.data.get("slack_bot_token")
        if len(value) and token is not None and not len(token):
            raise ValueError("needs SLACK_BOT_TOKEN beside it")
        return value

    @field_validator("slack_signing_secret")
    @classmethod
    def _way_in(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        token, by_socket = info.data.get("slack_bot_token"), info.data.get("slack_app_token")
        if token and not len(value) and by_socket is not None and not len(by_socket):
            raise ValueError("or SLACK_APP_TOKEN must be given beside SLACK_BOT_TOKEN")
        return value

    @field_validator("slack_staff_channel")
    @classmethod
    def _channel_of_staff(cls, value: str, info: ValidationInfo) -> str:
        if (value or info.data.get("slack_bot_token")) and not _CHANNEL.fullmatch(value):
            raise ValueError("must be the id of a channel such as C0123456789, not its name")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _with_a_slash(cls, value: str) -> str:
        return f"{cls._web_address(value)}/"

    @property
    def database(self) -> str:
        """The database's address, the default filled in."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir / 'assistant.db'}"


def read_settings(**chosen: Any) -> Settings:  # noqa: ANN401 - values of fields, checked as such
    """Read the settings.

    Args:
        chosen: Fields that the command line decides.

    Raises:
        SettingsRefused: A value cannot be used; the message has a line for each such variable.
    """
    try:
        return Settings(**chosen)
    except ValidationError as error:
        lines = [_refusal(one) for one in error.errors(include_url=False)]
        raise SettingsRefused("\n".join(lines)) from None  # the cause would show secrets
    except UnicodeDecodeError as error:
        raise SettingsRefused("The file .env cannot be read: save it as UTF-8.") from error


def _refusal(error: ErrorDetails) -> str:
    told = error["loc"][0]
    name = next(name for name in Settings.model_fields if told in {name, variable(name)})
    field = Settings.model_fields[name]
    given = "" if _is_secret(field) else f"={str(error['input'])[:SHOWN_LETTERS]!r}"
    reason = error["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return f"{variable(name)}{given} cannot be used: it {reason}. Its meaning: {field.description}"


def today(settings: Settings) -> date:
    """Today's date where the association is, unless it is fixed."""
    return settings.today or datetime.now(ZoneInfo(settings.time_zone)).date()


def variable(field: str) -> str:
    """The variable that sets a field."""
    own_name = Settings.model_fields[field].validation_alias
    return own_name if isinstance(own_name, str) else PREFIX + field.upper()


def unknown_variables() -> list[str]:
    """Variables with the product's prefix that set nothing: most likely misspelt."""
    known = {variable(name) for name in Settings.model_fields}
    return sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)


def settings_table() -> str:
    """Every setting as a Markdown table, for the README."""
    rows = (f"| `{v}` | {f'`{d}`' if d else ''} | {what} |" for v, d, what in _described())
    return "\n".join(("| Variable | Default | Meaning |", "|---|---|---|", *rows))


def settings_file() -> str:
    """Every setting as a comment with its default below: the text of `.env.example`."""
    return "\n".join(f"# {what}\n# {v}={d}\n" for v, d, what in _described())


def _described() -> Iterator[tuple[str, str, str]]:
    """Variable, default as it would be written, and meaning of each setting."""
    for name, field in Settings.model_fields.items():
        yield variable(name), _written(field), str(field.description)


def _written(field: FieldInfo) -> str:
    default = field.default
    if default is None or _is_secret(field):
        return ""
    if isinstance(default, tuple):
        return ",".join(default)
    return str(default).lower() if isinstance(default, bool) else str(default)


def _is_secret(field: FieldInfo) -> bool:
    return field.annotation is SecretStr
