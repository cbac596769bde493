"""The people of a case: how they come into it, and who acts for them."""
