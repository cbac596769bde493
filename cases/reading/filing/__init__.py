"""What helps somebody file, and what they get for it."""
