"""The trainer's own command line: `python -m trainer train|resume|doctor|trial|export|...`."""

from __future__ import annotations

# Their commands register themselves.
import trainer.data_commands
import trainer.import_command
import trainer.recipe_commands
import trainer.run_commands  # noqa: F401
from trainer.cli import main

if __name__ == "__main__":
    main()
