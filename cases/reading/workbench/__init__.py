"""What people see of their own work on a case."""
