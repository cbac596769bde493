"""Time: what stops it, what lengthens it, what could not be applied."""
