"""Every speed and memory figure of the project, one command each; `make bench` runs them all."""
