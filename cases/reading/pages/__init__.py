"""Single pages of papers as they are shown to their reader."""
