"""Hearings as they are shown: by day, by room, as a feed, as a sheet."""
