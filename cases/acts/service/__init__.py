"""Service of process 送达: what was tried, what it proves, what follows."""
