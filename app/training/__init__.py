"""The training dialog and the live monitor of runs; training itself happens in processes of its own."""
