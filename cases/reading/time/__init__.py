"""Time as the court sets it for itself."""
