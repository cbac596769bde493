"""What people keep for their own work on a case."""
