"""Decisions of this room: pure, moment and state in, facts or problems out."""
