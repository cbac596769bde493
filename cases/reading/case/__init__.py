"""One case as it is shown: where it stands, what ran, what may be done."""
