"""The people of a case as they are shown."""
