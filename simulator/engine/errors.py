"""The one error that is meant for a person, and what ends a task that was cancelled."""


class InputError(ValueError):
    """What somebody gave cannot be used; the message is one sentence with place and remedy.

    The command line prints it and exits with 2, a window shows it and stays as it was.
    Every other exception is a fault of ours.
    """


class StoppedError(Exception):
    """Somebody cancelled a long task; nothing was changed, and nothing needs to be said."""
