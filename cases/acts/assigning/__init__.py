"""Assignment: who tries a case, by draw or by hand, and who takes over."""
