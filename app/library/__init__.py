"""The model library: what is installed, what it can do, and its card."""
