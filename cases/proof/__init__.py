"""Proof of what happened: reading the log back, checking its chain, replaying it."""
