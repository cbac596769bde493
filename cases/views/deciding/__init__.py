"""Pages on which decisions are drafted, signed, sealed and pronounced."""
