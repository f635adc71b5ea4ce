"""Training pictures: where they lie, how they are prepared, and in which order they are drawn."""
