"""Invented families on an Arabic and a Latin list, for tests."""

import random
from dataclasses import replace

from safepassage.identity.model import ListPerson

GIVEN = [
    ("ليلى", "Leila", "F"), ("عمر", "Omar", "M"), ("سعاد", "Suad", "F"), ("زياد", "Ziad", "M"), ("هند", "Hind", "F"),
    ("حسن", "Hassan", "M"), ("حسين", "Hussein", "M"), ("مريم", "Mariam", "F"), ("خليل", "Khalil", "M"), ("رنا", "Rana", "F"),
]  # fmt: skip
FATHER = [("أحمد", "Ahmad"), ("محمود", "Mahmoud"), ("يوسف", "Youssef"), ("إبراهيم", "Ibrahim"), ("سليم", "Salim")]
FAMILY = [("الخوري", "El Khoury"), ("ناصر", "Nasser"), ("الغزاوي", "Al-Ghazzawi"), ("بركات", "Barakat"), ("شاهين", "Shaheen"), ("الحلبي", "Halabi")]  # fmt: skip


def families(count, seed=1):
    """`count` families of two to five: the Arabic rows, the Latin rows of three in four, and the true pairs."""
    dice = random.Random(seed)
    left, right, truth = [], [], set()
    for at in range(count):
        father, family = dice.choice(FATHER), dice.choice(FAMILY)
        for place, (arabic, latin, sex) in enumerate(dice.sample(GIVEN, dice.randint(2, 5))):
            birth = f"{dice.randint(1950, 2022)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
            number = f"{dice.randint(10**6, 10**7)}"
            one = ListPerson(
                f"a{at}-{place}",
                f"{arabic} {father[0]} {family[0]}",
                birth=birth,
                sex=sex,
                document=number,
                family_id=f"f{at}",
            )
            left.append(one)
            if dice.random() < 0.75:
                name = f"{family[1]} {latin}".upper()
                right.append(replace(one, row_id=f"b{at}-{place}", full_name=name, family_id=f"g{at}"))
                truth.add((one.row_id, f"b{at}-{place}"))
    return left, right, truth
