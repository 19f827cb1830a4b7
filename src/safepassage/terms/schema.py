"""Every table and key that a terms file may hold. The reader, the checks and `docs/terms.md` follow this list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from safepassage.terms import model

REQUIRED = object()


@dataclass(frozen=True, slots=True)
class Key:
    """One key. `kind` names its reader in `shape`; `of` what a reference points at; `field` the noun's field if named otherwise."""

    name: str
    kind: str
    says: str
    default: Any = REQUIRED
    of: str = ""
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table, or a list of tables where `many`; `path` as it stands in brackets, empty for the top of the file."""

    path: str
    noun: type
    says: str
    keys: tuple[Key, ...]
    many: bool = False
    required: bool = True


NAME = Key("name", "text", "as people say it")
NAMES = Key("names", "names", 'the name in other languages, `{ ar = "..." }`', {})
CLAUSE = Key("clause", "clause", "the clause's own id, cited by every decision that rests on it; no two alike")
CATEGORY = Key("category", "reference", "a category's `id`", of="category")
CONDITION = Key("condition", "condition", "CEL over `person` and `source`, see below")

TOP = Table(
    "",
    model.Agreement,
    "the agreement as a whole",
    (
        Key("version", "whole", "1 for the first text, one more for each amendment", least=1),
        Key("id", "id", "the operation's id; an amendment keeps it"),
        NAME,
        Key("concluded", "date", "the day this version was agreed, `2023-11-01` without quotation marks"),
        Key("ends", "date", "the last day, if one was agreed; leave the key out where no end is known", None),
        Key(
            "mediator",
            "reference",
            "the party between the parties; its roles must name `mediates`",
            of="party mediates",
        ),
    ),
)
PARTIES = Table(
    "parties",
    model.Party,
    "an organisation with a part in the operation",
    (
        Key("id", "id", "short and lasting; states by ISO 3166 alpha-3 in small letters"),
        NAME,
        Key("roles", "words", "what the party does", choices=model.ROLES, least=1),
        NAMES,
    ),
    many=True,
)
CROSSING = Table(
    "crossing",
    model.Crossing,
    "the one controlled crossing",
    (
        NAME,
        Key("timezone", "zone", "the zone of every local time here, as `Africa/Cairo`"),
        Key("opens", "time", 'usual opening, `"09:00"`', field="opens_minute"),
        Key("closes", "time", "usual closing", field="closes_minute"),
        Key("ambulances", "whole", "how many bring patients to the crossing", 0),
        Key("ambulance_return_minutes", "whole", "how long one is away after it took a case", 0),
        Key("closed_weekdays", "weekdays", "days of the week on which it never opens", (), choices=model.WEEKDAYS),
        NAMES,
    ),
)
SIDES = Table(
    "crossing.sides",
    model.Side,
    "one side of the crossing; one is the `exit`, one the `entry`",
    (
        Key("id", "id", "the side's id, as gate commands name it"),
        NAME,
        Key("party", "reference", "who runs it", of="party runs-side"),
        Key("step", "word", "what people do there", choices=model.STEPS),
    ),
    many=True,
)
LANES = Table(
    "crossing.lanes",
    model.Lane,
    "desks that work side by side",
    (
        Key("id", "id", f"the lane's id; a pass names it where it has at most {model.LONGEST_LANE} signs"),
        NAME,
        Key("desks", "whole", "how many cases are served at once", least=1),
        Key("categories", "references", "who is served here", of="category", least=1),
        Key("minutes_base", "whole", "minutes for a case, whatever its size"),
        Key("minutes_per_person", "whole", "minutes more for each person of the case"),
        Key("ambulance", "flag", "patients come by ambulance", default=False),
        NAMES,
    ),
    many=True,
)
CATEGORIES = Table(
    "categories",
    model.Category,
    "who may leave under which heading; the first whose condition holds counts",
    (
        CLAUSE,
        Key("id", "id", f"the category's id, at most {model.LONGEST_CATEGORY} signs, so that a pass can name it"),
        NAME,
        CONDITION,
        Key(
            "case",
            "word",
            "what is called together: a family unit, or a patient with companions",
            choices=model.CASE_KINDS,
        ),
        Key(
            "clearances",
            "references",
            "who must say yes to each person; their roles must name `clears`",
            of="party clears",
            least=1,
        ),
        Key("answer_hours", "whole", "hours within which each of them answers", least=1),
        NAMES,
    ),
    many=True,
)
QUOTAS = Table(
    "quotas",
    model.Quota,
    "a ceiling, never a target; at most one for a category, none is no ceiling",
    (
        CLAUSE,
        CATEGORY,
        Key("unit", "word", "what is counted", choices=model.UNITS),
        Key("per_day", "whole", "most on one day", None),
        Key("total", "whole", "most in all", None),
        Key("on_days", "days", 'another ceiling on single days, `{ "2023-11-01" = 81 }`', {}),
    ),
    many=True,
    required=False,
)
ORDERS = Table(
    "orders",
    model.OrderRule,
    "who goes before whom on the same crossing day",
    (
        CLAUSE,
        Key("first", "reference", "the category that goes first", of="category"),
        Key("then", "reference", "the category that goes after it", of="category"),
    ),
    many=True,
    required=False,
)
COUPLINGS = Table(
    "couplings",
    model.Coupling,
    "one category moves only as another one does: persons out <= ratio x patients out + allowance, at any moment of a day",
    (
        CLAUSE,
        Key("category", "reference", "the category that is held back", of="category"),
        Key(
            "needs",
            "reference",
            "the category that must move; its patients count, or its persons where cases are families",
            of="category",
        ),
        Key("ratio", "whole", "persons for each patient through", least=1),
        Key("allowance", "whole", "persons who may go before the first patient", 0),
    ),
    many=True,
    required=False,
)
DOCUMENTS = Table(
    "documents",
    model.DocumentRule,
    "papers that a person for whom the condition holds must carry",
    (
        CLAUSE,
        CATEGORY,
        CONDITION,
        Key("any_of", "references", "kinds of papers, one of which is enough", of="paper", least=1),
        Key("says", "text", "the rule in words, for slips and explanations"),
        Key("names", "names", 'the same words in other languages, `{ ar = "..." }`', {}),
    ),
    many=True,
    required=False,
)
COMPANIONS = Table(
    "companions",
    model.Companions,
    "how many may go with a patient; one for each category whose case is `patient`",
    (CLAUSE, CATEGORY, Key("most", "whole", "companions at most")),
    many=True,
    required=False,
)
PUBLICATION = Table(
    "publication",
    model.Publication,
    "when the list is out and when people present themselves",
    (
        CLAUSE,
        Key("publish_by", "time", "list out by then; a time not before `present_from` is on the evening before"),
        Key("present_from", "time", "people may present themselves from then on"),
        Key("confidential", "flag", "nothing of the list becomes public; each learns its own part only", default=False),
    ),
)
VALIDITY = Table(
    "validity",
    model.Validity,
    "until when a call holds",
    (
        CLAUSE,
        Key(
            "days",
            "whole",
            "crossing days, counted from the call's own (1 is that day only); days that stay closed do not count",
            least=1,
        ),
        Key("carry_over", "flag", "a closure keeps everybody's place"),
    ),
)
ONWARD = Table(
    "onward",
    model.Onward,
    "a deadline after entry",
    (
        CLAUSE,
        Key("categories", "references", "whom it binds", of="category", least=1),
        Key("hours", "whole", "hours after entry within which the receiving country must be left", least=1),
    ),
    many=True,
    required=False,
)
BETWEEN = Table(
    "between",
    model.Between,
    "nobody stays unseen between the two sides",
    (CLAUSE, Key("minutes", "whole", "minutes after the exit at which somebody not yet entered is reported", least=1)),
)
WEIGHTS = Table(
    "weights",
    model.Weight,
    "what a person adds to the weight of the case in the ranking; all that hold are added up",
    (
        CLAUSE,
        CONDITION,
        Key("weight", "whole", "added for each such person"),
        Key("says", "text", "the reason in words"),
        Key("half_life_hours", "whole", "half of the weight is lost in each so many hours of waiting; 0: it stays", 0),
    ),
    many=True,
)
PLANNING = Table(
    "planning",
    model.Planning,
    "the operation's own choices for planning; fractions in thousandths",
    (
        CLAUSE,
        Key("protect_from_minutes", "whole", "the plan's promise holds for closures from this minute after opening on"),
        Key("turn_away_risk_permille", "whole", "risk accepted that somebody who came finds the quota full", most=1000),
        Key(
            "share_epsilon_permille",
            "whole",
            "how far a list may fall short of its share; left out, shares are not kept",
            None,
            most=1000,
        ),
        Key("wave_minutes", "whole", "length of a call window", least=1),
        Key(
            "show_permille",
            "whole",
            "share of the called who come, until the days so far teach better",
            least=1,
            most=1000,
        ),
        Key(
            "publish_margin_permille",
            "whole",
            "a changed list is published only if it gains more than this",
            most=1000,
        ),
        Key("convoy_minutes", "whole", "minutes of each crossing day that are kept for aid convoys", 0),
        Key(
            "tomorrow_permille",
            "whole",
            "how much of what a case would be worth tomorrow is taken off its weight today",
            0,
            most=1000,
        ),
        Key(
            "protect_later_from_minutes",
            "whole",
            "as `protect_from_minutes`, for every day after the first published list; 0: the same",
            0,
        ),
        Key(
            "count_earlier_days",
            "flag",
            "what got through on earlier days protects already: a later day is planned more for its end",
            default=False,
        ),
    ),
)
PAPERS = Table(
    "papers",
    model.Paper,
    f"a kind of paper beside {', '.join(model.PAPER_KINDS)}",
    (Key("id", "id", "as lists and rules name it"), NAME, NAMES),
    many=True,
    required=False,
)
RETENTION = Table(
    "retention",
    model.Retention,
    "when a person's data may be erased",
    (
        CLAUSE,
        Key(
            "days",
            "whole",
            "days after the person entered, withdrew, died, or was refused for good: a party's no with no word on the person since; who still waits when all ends stays until two people erase",
        ),
    ),
    required=False,
)
WITNESSING = Table(
    "witnessing",
    model.Witnessing,
    "how long the gates may work by a manifest that no quorum has witnessed yet",
    (CLAUSE, Key("unwitnessed_minutes", "whole", "minutes; 0 admits nobody before it is witnessed")),
    required=False,
)

TABLES = (
    TOP,
    PARTIES,
    CROSSING,
    SIDES,
    LANES,
    CATEGORIES,
    QUOTAS,
    ORDERS,
    COUPLINGS,
    DOCUMENTS,
    COMPANIONS,
    PUBLICATION,
    VALIDITY,
    ONWARD,
    BETWEEN,
    WEIGHTS,
    PLANNING,
    PAPERS,
    RETENTION,
    WITNESSING,
)
