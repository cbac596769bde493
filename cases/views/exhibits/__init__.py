"""Pages of exhibits: shown, played, turned, marked and confirmed."""
