"""Work on latent codes."""
