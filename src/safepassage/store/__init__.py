"""The ledger and the rebuilt tables on SQLite and PostgreSQL, by Django's models."""

from safepassage.store.setup import prepare

# Models can only be defined once Django knows its settings, so this comes before anything else of the store is read.
prepare()
