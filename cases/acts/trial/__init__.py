"""The trial 审理: what parties bring, and what the court decides."""
