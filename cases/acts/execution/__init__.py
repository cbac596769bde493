"""Execution 执行: what is seized, sold and paid out, and until when each may object to it."""
