"""The trainer's own command line: `python -m trainer train|resume|doctor|trial|export|...`."""

from trainer.commands.main import main

if __name__ == "__main__":
    main()
