"""Service of process as it is shown."""
