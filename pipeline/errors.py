"""What stops a run before or between its files, to be told in one Chinese line."""


class ConfigurationError(Exception):
    """A setting cannot be honoured; the message is one Chinese line for the coordinator."""


class InUse(Exception):
    """Another run writes in this folder; who it is, and since when, as far as that is known."""
