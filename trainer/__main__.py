"""The trainer's own command line: `python -m trainer train|resume|doctor|trial|export|...`."""

from __future__ import annotations

import trainer.commands.importing  # noqa: F401 - its command registers itself
from trainer.commands.train import main

if __name__ == "__main__":
    main()
