"""Faults put into the rules of trust: witnesses, the issuer's keys, what only two people may do, erasure, backups."""

from __future__ import annotations

from dataclasses import replace

from sim_bugs import BUGS, bug

from safepassage.account import reckon
from safepassage.account import state as account_state
from safepassage.adapters import backup as backup_files
from safepassage.adapters.memory import MemoryWork
from safepassage.clearance.facts import RowAnswered
from safepassage.gate import checks, rules
from safepassage.gate.model import Limits
from safepassage.ledger import actors, policy, witness
from safepassage.ledger import state as ledger_state
from safepassage.ledger.facts import KeyRotated
from safepassage.operations import (
    asking,
    consent,
    erasing,
    invariants,
    issuing,
    keys,
    manifests,
    oddities,
    passes,
    post,
    reinstating,
    restoring,
    signed_answers,
    statements,
    terms,
    witnessing,
)
from safepassage.operations import people as people_use
from safepassage.people import naming
from safepassage.people import state as people_state
from safepassage.people.facts import PersonReinstated
from safepassage.people.model import WITHDRAWALS

__all__ = ["BUGS"]


# A ledger that was set back
@bug("a record under a manifest that was lost passes as any other")
def _(patch):
    patch.setattr(invariants, "under_a_lost_manifest", lambda *_: False)


@bug("a record does not say of which manifest its number is")
def _(patch):
    real = rules.scanned

    def scanned(decision, presented, station, place, **more):
        bare = replace(station, manifest=replace(station.manifest, digest=""))
        return real(decision, presented, bare, place, **more)

    patch.setattr(rules, "scanned", scanned)
    patch.setattr(post, "scanned", scanned)


# Witnesses, and what a gate may make of their word
@bug("one witness is a quorum")
def _(patch):
    patch.setattr(policy.Policy, "holds", lambda _, cosigned: bool(cosigned))


@bug("a checkpoint of the log alone is witnessed")
def _(patch):
    patch.setattr(policy.Policy, "holds", lambda *_: True)


@bug("any checkpoint witnesses the newest manifest")
def _(patch):
    patch.setattr(post, "covered", lambda house, work: 1_000_000 if witnessing.standing(house, work).witnessed else 0)


@bug("a proof under a checkpoint is not checked")
def _(patch):
    for module in (policy, witnessing):
        patch.setattr(module, "judge", lambda note, _: policy.Standing(None, {}, witnessed=note.count("\u2014") > 1))


@bug("a manifest that nobody witnessed is worked by for ever")
def _(patch):
    real = checks.membership

    def membership(presented, station, moment):
        return (one for one in real(presented, station, moment) if one.reason != "manifest-unwitnessed")

    patch.setattr(rules, "CHECKS", tuple(membership if one is real else one for one in checks.CHECKS))


@bug("the gate does not ask the terms how long")
def _(patch):
    patch.setattr(post, "limits_of", lambda _: Limits())


@bug("degraded is not said")
def _(patch):
    patch.setattr(rules, "DEGRADED", rules.IN_ORDER)


@bug("a word that came late is not taken")
def _(patch):
    real = witnessing.gathered

    def gathered(checkpoint, answer, known):
        return real(checkpoint, answer, known) if checkpoint.note.count("\u2014") < 3 else checkpoint

    patch.setattr(witnessing, "gathered", gathered)


@bug("a witness that is shown less than it knows says nothing")
def _(patch):
    real = witness.add_checkpoint

    def add(body, memory, cosigners, moment):
        answer = real(body, memory, cosigners, moment)
        known = next(iter(memory.values()))
        return (
            answer
            if answer.status in (witness.OK, witness.CONFLICT)
            else replace(answer, status=witness.OK, body=known.note and "")
        )

    patch.setattr(witness, "add_checkpoint", add)


# The issuer's keys
@bug("a pass outside its issuer's limits is in order")
def _(patch):
    patch.setattr(issuing.IssuerKey, "outside", lambda *_: None)


@bug("the gate does not ask what an issuer may sign")
def _(patch):
    patch.setattr(rules, "CHECKS", tuple(one for one in checks.CHECKS if one.__name__ != "issuer"))


@bug("an issuer's key signs more passes than it may")
def _(patch):
    patch.setattr(passes, "too_many", lambda *_: [])


@bug("the window of an issuer's key is not looked at")
def _(patch):
    real = issuing.IssuerKey.outside

    def outside(key, says):
        scope = key.scope and replace(key.scope, valid_from="", expires="")
        return real(replace(key, scope=scope), says)

    patch.setattr(issuing.IssuerKey, "outside", outside)


@bug("a revoked key still opens")
def _(patch):
    real = ledger_state.apply

    def apply(recorded, tables):
        fact = recorded.fact
        real(replace(recorded, fact=replace(fact, revokes=False)) if isinstance(fact, KeyRotated) else recorded, tables)

    patch.setattr("safepassage.operations.project.apply_ledger", apply)


@bug("passes of a revoked key stay in the manifest")
def _(patch):
    for module in (issuing, passes, manifests):
        patch.setattr(module, "usable", lambda rows, _: list(rows))


@bug("a rotation that a crash cut off is never finished")
def _(patch):
    patch.setattr(keys, "finish_rotations", lambda _: None)


@bug("what an actor's old key signs is still believed, and its new key not")
def _(patch):
    real = actors.Actors.learn

    def learn(known, index, actor, fact):
        return None if isinstance(fact, KeyRotated) else real(known, index, actor, fact)

    patch.setattr(actors.Actors, "learn", learn)


# What only two people may do
@bug("whoever asked may agree as well")
def _(patch):
    patch.setattr(consent, "two_people", lambda *_: None)


@bug("what one person asks for is done at once")
def _(patch):
    real = consent.ask_or_agree
    for module in (terms, erasing):
        patch.setattr(module, "ask_or_agree", lambda *given: replace(real(*given), agreed=True))


@bug("one person changes the quorum of the witnesses")
def _(patch):
    real = consent.ask_or_agree
    patch.setattr(witnessing, "ask_or_agree", lambda *given: replace(real(*given), agreed=True))
    patch.setattr(invariants, "quorum_before", lambda _: None)  # and nobody verifies it


# What the verification makes of a crossing
@bug("the verification does not look at overrides")
def _(patch):
    patch.setattr(invariants, "two_people", lambda *_: None)


@bug("any words are an override")
def _(patch):
    patch.setattr(invariants, "answered_by_two", lambda fact: bool(fact.override))


@bug("the verification does not look at entries")
def _(patch):
    patch.setattr(invariants, "CROSSED", ("exited",))


@bug("the verification does not look at the hours of a pass")
def _(patch):
    patch.setattr(oddities, "_window", lambda *_: ())


@bug("another text may be agreed to than was asked for")
def _(patch):
    for module in (terms, invariants):
        patch.setattr(module, "digest_of", lambda _: "the next version")


# Erasure
@bug("the keys of erased bodies are kept")
def _(patch):
    patch.setattr(MemoryWork, "destroy_key", lambda *_: None)


@bug("an erased pass keeps the tag of its document")
def _(patch):
    patch.setattr(erasing.passes, "left_of", lambda *_: None)


@bug("files are looked through for names only")
def _(patch):
    real = erasing._sought
    patch.setattr(erasing, "_sought", lambda *given: naming.Sought(phrases=real(*given).phrases))


@bug("rows of an erased person stay as they were")
def _(patch):
    patch.setattr("safepassage.operations.project.blank_people", lambda *_: None)


@bug("what an erasure left keeps the cells as they were sent")
def _(patch):
    real = erasing.people.left_of

    def left_of(fact, who):
        left = real(fact, who)
        return replace(left, cells=fact.cells) if left is not None and hasattr(fact, "cells") else left

    patch.setattr(erasing.people, "left_of", left_of)


@bug("an erasure leaves the backups' epoch as it is")
def _(patch):
    patch.setattr(backup_files.Epochs, "end", lambda _: None)


# Backups
@bug("a backup leaves out the checkpoints")
def _(patch):
    real = restoring.backup
    patch.setattr(restoring, "backup", lambda house: (one for one in real(house) if "checkpoint" not in one))


@bug("a backup leaves out what erasures left")
def _(patch):
    real = restoring.backup
    patch.setattr(restoring, "backup", lambda house: (one for one in real(house) if "remains" not in one))


@bug("tables are not made anew when a backup is restored")
def _(patch):
    patch.setattr(restoring, "project", lambda *_: None)


# A party that signs its own answers
@bug("the signature of a statement is not checked")
def _(patch):
    patch.setattr(statements, "is_signed_by", lambda *_: True)


@bug("a statement is taken after a later one")
def _(patch):
    patch.setattr(statements, "newest", lambda *_: 0)


@bug("an answer in no statement is not told")
def _(patch):
    patch.setattr(signed_answers, "_unsigned", lambda *_: ())


@bug("what a signed row says is not looked at")
def _(patch):
    patch.setattr(signed_answers, "_said", lambda *_: ())


@bug("a row that is left out of a statement is not told")
def _(patch):
    patch.setattr(signed_answers, "left_out", lambda _: ())


@bug("an erased answer keeps the row that was signed")
def _(patch):
    real = erasing.clearance.left_of

    def left_of(fact, *given):
        left = real(fact, *given)
        return replace(left, signed=fact.signed) if isinstance(fact, RowAnswered) and left is not None else left

    patch.setattr(erasing.clearance, "left_of", left_of)


@bug("files of signed rows are not looked for")
def _(patch):
    patch.setattr(erasing, "_sought", lambda *_: naming.Sought())
    patch.setattr(erasing, "_salts", lambda _: naming.Sought())


# People who come back
@bug("who was let in and sent back is counted by the clocks")
def _(patch):
    real = reckon._in_order
    patch.setattr(reckon, "_in_order", lambda scans: real([replace(one, conflict="") for one in scans]))


# People who change their minds
@bug("who asks again stands as withdrawn for ever")
def _(patch):
    real = account_state.apply

    def apply(recorded, tables):
        if not isinstance(recorded.fact, PersonReinstated):
            real(recorded, tables)

    patch.setattr("safepassage.operations.project.apply_account", apply)


@bug("who died may ask again")
def _(patch):
    patch.setattr(asking, "UNDONE", WITHDRAWALS)
    patch.setattr(reinstating, "DIED", "")
    patch.setattr(people_state, "DIED", "")


@bug("anybody may say that somebody asks again")
def _(patch):
    real = asking.known_as
    for module in (asking, reinstating):
        patch.setattr(module, "known_as", lambda *of: (*real(*of), replace(real(*of)[0], source="egy")))


@bug("passes issued again reach who withdrew")
def _(patch):
    patch.setattr(passes, "withdrawal_of", lambda *_: "")


@bug("who withdraws keeps the pass")
def _(patch):
    patch.setattr(people_use, "revoke_for", lambda *_: ())


@bug("who asks again goes before everybody")
def _(patch):
    real = people_state._reinstated

    def reinstated(fact, tables):
        real(fact, tables)
        row = tables.get(people_state.PersonRow, fact.person_id)
        tables.put(replace(row, registered=0))

    patch.setattr(people_state, "_reinstated", reinstated)
