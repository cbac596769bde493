"""Pages with which people find their work and their cases."""
