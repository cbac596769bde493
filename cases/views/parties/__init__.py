"""Pages on which people come into a case and name who acts for them."""
