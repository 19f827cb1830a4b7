"""Safe Passage: from the agreed terms and the lists of people to the last person accounted for."""

__version__ = "0.1.0"
