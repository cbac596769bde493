"""Pages of papers: written, handed out, checked."""
