"""What a model's pictures are worth, measured on pictures that it has not seen."""
