"""Discriminators that only training needs; those with published checkpoints live in engine.networks."""
