"""The view of sketch and picture: its geometry as plain values, and the widget that paints it."""
