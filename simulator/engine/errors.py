"""The one error that is meant for a person."""


class InputError(ValueError):
    """What somebody gave cannot be used; the message is one sentence with place and remedy.

    The command line prints it and exits with 2, a window shows it and stays as it was.
    Every other exception is a fault of ours.
    """
