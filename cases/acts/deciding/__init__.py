"""Deciding: the drafts of decisions, who signs them, their seal, and the act that goes with one."""
