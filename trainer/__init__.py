"""Models in the making: data, recipes, the loop, metrics and export."""
