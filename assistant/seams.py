"""The protocols between the rooms and the errors that may cross them."""


class AssistantError(Exception):
    """Something the product expects can happen; the message says what to do next."""


class DocumentRefused(AssistantError):
    """A file of the knowledge folder cannot be read; the others go on."""


class EmbedderUnavailable(AssistantError):
    """The encoder's weights cannot be loaded or exported."""


class IndexMismatch(AssistantError):
    """A build is missing, damaged or made by another version."""


class ModelUnavailable(AssistantError):
    """The chat model did not give a usable answer in time."""


class SettingsRefused(AssistantError):
    """A setting has a value that cannot be used; the message names its variable."""


class StoreUnavailable(AssistantError):
    """The database does not answer."""
