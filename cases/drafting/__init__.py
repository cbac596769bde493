"""Drafting 起草: from plain questions to a proper paper. Pure Python; guides are data."""
