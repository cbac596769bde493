"""Single pages of papers, as fragments and pictures."""
