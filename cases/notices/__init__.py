"""Telling people what happened: whom, in which words, in the application and beyond it."""
