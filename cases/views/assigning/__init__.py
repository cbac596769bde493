"""Pages of assignment: the queue, one case, teams, absences, hand-overs."""
