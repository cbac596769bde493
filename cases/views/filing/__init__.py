"""Pages on which a case is filed and mended."""
