"""Marking pages of the file for oneself, the team or one's side: no acts of the case."""
