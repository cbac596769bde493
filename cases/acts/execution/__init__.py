"""Objections in an execution: whom its papers reach, and until when each may object."""
