"""The pages of somebody's own work on a case."""
