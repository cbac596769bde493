"""Hearings 庭审: fixed, occupied, recorded."""
