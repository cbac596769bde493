"""Decisions as pages show them: what a template is filled with, who reads a draft, what is to sign."""
