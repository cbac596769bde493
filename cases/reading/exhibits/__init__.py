"""What the page of an exhibit shows."""
