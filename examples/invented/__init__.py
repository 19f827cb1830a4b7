"""Invented people for the example: names thrown together by a seeded die, papers with numbers nobody was given."""
