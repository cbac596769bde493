"""Exhibits 物证、视听资料: what is said of them, marks on them, and how they come along."""
