"""What is read about the assignment of cases."""
