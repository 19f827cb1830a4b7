"""The ledger as tables. Nothing here is ever changed or removed but the key of a body, which is destroyed on purpose."""

from __future__ import annotations

from django.db import models

from safepassage.store.models.fields import Text, Whole


class Kept(models.Model):
    """Base of the ledger's tables."""

    class Meta:
        """It has no table of its own."""

        app_label = "store"
        abstract = True

    def __str__(self) -> str:
        """Its name and place, never what it holds."""
        return f"{type(self).__name__} {self.pk}"


class LedgerEntry(Kept):
    """One entry: public header, signature, sealed body."""

    index = Whole(primary_key=True)
    header = models.BinaryField()
    signature = models.BinaryField()
    body = models.BinaryField()

    class Meta(Kept.Meta):
        """Its table."""

        db_table = "ledger_entry"


class LedgerKey(Kept):
    """The key of one entry's body, apart, so that destroying it is removing one row. No row: destroyed."""

    entry = models.OneToOneField(LedgerEntry, models.PROTECT, primary_key=True, db_column="index")
    key = models.BinaryField()

    class Meta(Kept.Meta):
        """Its table."""

        db_table = "ledger_key"


class LedgerHead(Kept):
    """Where the ledger stands, in one row with id 1; `frontier` is a JSON list of hashes in hex, largest subtree first."""

    id = Whole(primary_key=True)
    size = Whole()
    frontier = Text()

    class Meta(Kept.Meta):
        """Its table."""

        db_table = "ledger_head"


class LedgerActor(Kept):
    """Where one actor's own sequence stands."""

    actor = Text(primary_key=True)
    sequence = Whole()
    last = Text()

    class Meta(Kept.Meta):
        """Its table."""

        db_table = "ledger_actor"


class LedgerCheckpoint(Kept):
    """One checkpoint, with every signature gathered so far."""

    size = Whole(primary_key=True)
    origin = Text()
    root = models.BinaryField()
    note = Text()

    class Meta(Kept.Meta):
        """Its table."""

        db_table = "ledger_checkpoint"
