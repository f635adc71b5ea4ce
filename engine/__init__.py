"""Models at work: load, run, edit, invert, import; no Qt, and no torch until a backend asks for it."""
