"""Rehearsal: whole lives of cases played by scripted people on a training clock."""
