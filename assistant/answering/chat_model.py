"""Opens the chat model that the operator named; its package is imported only then."""

import importlib
from typing import TYPE_CHECKING, Any

from assistant.seams import AssistantError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

EXTRAS = frozenset({"openai", "anthropic", "ollama"})  # pyproject's; other packages work too


def open_chat_model(name: str, url: str, key: str, seconds: float) -> "BaseChatModel":
    """Make the client of a chat model; nothing is sent yet.

    Args:
        name: `provider:model` as LangChain's `init_chat_model` knows it.
        url: Address of an OpenAI-compatible server; empty for the provider's own.
        key: Empty for the provider's own variable.
        seconds: Time-out of one request. There is no second try: the copied answer is ready.

    Raises:
        AssistantError: The provider is unknown, its package is missing, or it wants a key.
    """
    provider, _, model = name.partition(":")
    options: dict[str, Any] = {"temperature": 0, "max_retries": 0, "timeout": seconds}
    options |= {"base_url": url} if url else {}
    options |= {"api_key": key} if key else {}
    init_chat_model = importlib.import_module("langchain.chat_models").init_chat_model
    try:
        opened: BaseChatModel = init_chat_model(model, model_provider=provider, **options)
    except ImportError as error:
        raise AssistantError(_missing_package(name, provider, error)) from error
    except Exception as error:  # each provider's package refuses with errors of its own
        raise AssistantError(
            f"ASSISTANT_CHAT_MODEL={name!r} cannot be opened ({type(error).__name__}). Check the "
            "provider's name, and ASSISTANT_CHAT_MODEL_KEY: a server without keys takes any word."
        ) from error
    return opened


def _missing_package(name: str, provider: str, error: ImportError) -> str:
    if provider in EXTRAS:
        step = f"pip install 'membership-assistant[{provider}]'"
        return f"ASSISTANT_CHAT_MODEL={name!r} needs a package that is not installed: {step}"
    return f"ASSISTANT_CHAT_MODEL={name!r} needs a package that is not installed. {error}"
