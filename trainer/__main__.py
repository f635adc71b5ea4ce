"""The trainer's own command line: `python -m trainer train|export|import|evaluate|doctor`."""

from __future__ import annotations

import trainer.import_command  # noqa: F401 - its command registers itself
from trainer.cli import main

if __name__ == "__main__":
    main()
