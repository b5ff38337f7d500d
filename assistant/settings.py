"""Every setting of the product; the only module that reads the environment."""

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


class Settings(BaseSettings):
    """Read from variables with the prefix ASSISTANT_; each has a default that works."""

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", extra="ignore")

    data_dir: Path = Field(
        default=Path("var"),
        description="Folder for the database, the index builds and the encoder.",
    )
    knowledge_dir: Path = Field(default=Path("knowledge"), description="Folder with the documents.")
    own_dir: Path | None = Field(
        default=None,
        description="Folder with the operator's own documents when it lies outside the knowledge "
        "folder (a synced share, say).",
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
    encoder_model: str = Field(
        default="", description="Folder of a sentence-transformers model; empty: the packaged one."
    )
    watch_seconds: float = Field(
        default=1.0,
        ge=0,
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
        default=20.0, gt=0, description="Seconds after which the copied answer goes out instead."
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
    metrics_token: SecretStr = Field(
        default=SecretStr(""),
        description="Bearer token for `/metrics`; empty: only this machine may read.",
    )
    log_level: str = Field(default="INFO", description="`DEBUG`, `INFO`, `WARNING` or `ERROR`.")

    @field_validator("allowed_origins", "allowed_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
        return value

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @model_validator(mode="after")
    def _chat_model_is_named(self) -> "Settings":
        if self.chat_model and ":" not in self.chat_model:
            raise ValueError(
                "ASSISTANT_CHAT_MODEL must read provider:model, for example openai:gpt-5-mini"
            )
        return self

    @property
    def database(self) -> str:
        """The database's address, the default filled in."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir / 'assistant.db'}"
