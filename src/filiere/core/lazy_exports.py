"""Faces of packages: what others import of them, by name, each module loaded when one of its names is first asked for.

The face of a package is its stub, ``__init__.pyi``: lines ``from filiere.package.module import Name as Name``, which
type checkers read as they are. The package itself calls :func:`attach_face` and needs no second list. Importing a
package with a face costs nothing of what stands behind it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from importlib import import_module
from pathlib import Path


def attach_face(package: str, file: str) -> tuple[Callable[[str], object], Callable[[], list[str]], list[str]]:
    """Return ``__getattr__``, ``__dir__`` and ``__all__`` of a package, from the stub that stands beside its file.

    A name that the stub does not give raises `AttributeError`, as any other module does.
    """
    stub = Path(file).with_suffix(".pyi")
    modules: dict[str, str] = {}
    for line in ast.parse(stub.read_text(encoding="utf-8")).body:
        if isinstance(line, ast.ImportFrom) and line.module is not None:
            modules |= {one.asname or one.name: line.module for one in line.names}

    def get_name(name: str) -> object:
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(modules[name]), name)

    return get_name, lambda: sorted(modules), sorted(modules)
