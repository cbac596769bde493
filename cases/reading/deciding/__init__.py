"""Decisions as pages show them: what fills a template, who reads a draft, what is to sign."""
