"""The panels around the canvas: each shows properties of document or settings and sends commands."""
