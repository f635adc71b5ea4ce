"""What is moved in the code moves in the benchmarks too, though nobody runs them between two releases."""

from pathlib import Path

from helpers.programs import ROOT, run_python

IMPORT = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(f"benchmarks.{name}")
"""


def test_every_benchmark_finds_what_it_imports(tmp_path: Path) -> None:
    names = sorted(path.stem for path in (ROOT / "benchmarks").glob("*.py") if path.stem != "__init__")
    assert "importing_child" in names
    run_python("-c", IMPORT, *names, home=tmp_path)
