"""The ledger, and the tables rebuilt from it."""

from safepassage.store.models.ledger import LedgerActor, LedgerCheckpoint, LedgerEntry, LedgerHead, LedgerKey
from safepassage.store.models.rows import MODELS

__all__ = ["MODELS", "LedgerActor", "LedgerCheckpoint", "LedgerEntry", "LedgerHead", "LedgerKey"]
