"""The Qt application and the command line: everything that a person touches."""
