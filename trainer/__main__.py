"""The trainer's own command line: `python -m trainer train|export|evaluate|doctor`."""

from __future__ import annotations

from trainer.cli import main

if __name__ == "__main__":
    main()
