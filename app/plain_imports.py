"""Python's own `import`, which PySide6 replaces.

PySide6 puts a function before `import` that reads the source of every module once it is imported, to see
whether it may use `__feature__`. Where two threads import at a time, it looks at modules that are half made:
now and then pydantic failed to import in the worker, and the model did not open. Ganvas has no `__feature__`.
"""

import builtins


def restore_import() -> None:
    """Take PySide6's function away again; to be called after Qt is imported and before a thread starts."""
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
