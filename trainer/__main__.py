"""The trainer's own command line: `python -m trainer train|resume|export|import|evaluate|doctor`."""

from __future__ import annotations

import trainer.import_command  # noqa: F401 - its command registers itself
import trainer.recipe_commands  # noqa: F401 - so do its commands
import trainer.run_commands  # noqa: F401 - likewise
from trainer.cli import main

if __name__ == "__main__":
    main()
