"""Fees as they are shown."""
