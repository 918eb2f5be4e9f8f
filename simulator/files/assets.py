"""Where the files that ship with the app are."""

from pathlib import Path

_PACKAGE = Path(__file__).parent.parent


def asset(*parts: str) -> Path:
    """Return the path of a shipped file, such as ``asset("data", "engel.csv")``.

    In an installed wheel the assets lie inside the package, in a checkout beside it.
    """
    installed = _PACKAGE / "assets"
    return (installed if installed.is_dir() else _PACKAGE.parent / "assets").joinpath(*parts)
