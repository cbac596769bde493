"""Pages of the trial itself: the deliberation of the panel."""
