"""Where the shipped content stands: the package's own ``content`` folder, one folder a domain."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent / "content"


def content_path(*parts: str) -> Path:
    """Return the path of a folder or file of the shipped content, such as ``content_path("figures")``."""
    return ROOT.joinpath(*parts)
