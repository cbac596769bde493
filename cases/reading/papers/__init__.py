"""Papers as they are shown, and the values that fill them."""
