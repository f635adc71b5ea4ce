"""The installed PySide6 must not be one of those that crash an editor which does nothing wrong."""

import sys

import pytest
from PySide6.QtGui import QPen


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_calls_into_qt_keep_the_references_to_none() -> None:
    """PySide6 6.12.0 drops one with every void call, and Python aborts when none is left."""
    pen = QPen()
    before = sys.getrefcount(None)
    for _ in range(1000):
        pen.setWidthF(2.0)
    assert sys.getrefcount(None) > before - 100
