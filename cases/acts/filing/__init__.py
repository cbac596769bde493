"""Filing 立案: prepared, corrected, registered."""
