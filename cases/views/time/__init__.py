"""The pages of a case at other times than now."""
