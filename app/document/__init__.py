"""What is open in the editor: plain state and its rules, without a single widget."""
