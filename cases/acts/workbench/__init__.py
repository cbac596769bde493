"""How the court's people share and get through their work."""
