"""Many cases as they are shown: whose turn it is, what is overdue, what was asked."""
