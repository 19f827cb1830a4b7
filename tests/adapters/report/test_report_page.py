"""The page: complete, closed to the outside, readable by machine and by ear."""

import hashlib
import itertools
import re
from base64 import b64encode
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from safepassage.account.model import STATES
from safepassage.account.report import Accounted, CategoryCount
from safepassage.adapters.pictures import ENGLISH, Language
from safepassage.adapters.report import words
from safepassage.adapters.report.html import cell_text, html_of
from safepassage.adapters.report.view import attention, view_of

VOID = {"meta", "link", "br", "img", "hr", "input"}


class Reader(HTMLParser):
    """Every element with its attributes, the text, and whether the elements are nested as they should be."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.open, self.words = [], [], []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.words.append(data)

    def all(self, *tags):
        return [attrs for tag, attrs in self.elements if tag in tags]

    def text(self):
        return " ".join(" ".join(self.words).split())


@pytest.fixture
def page(data):
    return html_of(view_of(data, Language(timezone="Africa/Cairo")), Language(timezone="Africa/Cairo"))


@pytest.fixture(params=["full", "empty"])
def either(request, data, empty):
    return html_of(view_of({"full": data, "empty": empty}[request.param], ENGLISH), ENGLISH)


def test_the_page_runs_nothing_and_fetches_nothing(either):
    read = Reader(either)
    assert read.all("script", "link", "iframe", "object", "embed", "img", "form", "base") == []
    names = {name for _, attrs in read.elements for name in attrs}
    assert not {name for name in names if name.startswith("on") or name in ("style", "src", "srcset", "xlink:href")}
    assert {attrs["href"][0] for attrs in read.all("a")} == {"#"}
    addresses = set(re.findall(r"[a-z]+://[^\s\"'<)]+", either))
    assert addresses <= {"http://www.w3.org/2000/svg"}
    assert "@import" not in either
    assert re.findall(r"url\((?!#)", either) == []


def test_its_policy_lets_in_nothing_but_its_own_style(either):
    (policy,) = (attrs["content"] for attrs in Reader(either).all("meta") if attrs.get("http-equiv"))
    style = re.search(r"<style>(.*?)</style>", either, re.DOTALL).group(1)
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def test_every_table_has_a_caption_and_every_head_its_scope(page):
    read = Reader(page)
    tables = len(read.all("table"))
    assert tables == 8
    assert len(read.all("caption")) == tables
    assert {attrs["scope"] for attrs in read.all("th")} == {"col", "row"}
    rows = len(read.all("tr"))
    assert sum(attrs["scope"] == "row" for attrs in read.all("th")) == rows - tables


def test_every_picture_says_what_it_shows(page):
    pictures = re.findall(r"<svg .*?</svg>", page, re.DOTALL)
    assert len(pictures) == 6
    for one in pictures:
        assert 'role="img"' in one
        assert len(re.search(r"<desc [^>]*>(.*?)</desc>", one).group(1)) > 60
    assert len(Reader(page).all("figcaption")) == 6


def test_ids_are_unique_and_everything_that_is_pointed_at_is_there(either):
    read = Reader(either)
    ids = [attrs["id"] for _, attrs in read.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    pointed = {one for _, attrs in read.elements for one in (attrs.get("aria-labelledby") or "").split()}
    pointed |= {attrs["href"][1:] for attrs in read.all("a")}
    pointed |= set(re.findall(r"url\(#([^)]+)\)", either))
    assert pointed
    assert pointed <= set(ids)


def test_headings_go_down_one_step_at_a_time(page):
    levels = [int(tag[1]) for tag, _ in Reader(page).elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_the_sentence_stands_at_the_top_and_in_the_title(page):
    assert '<p class="sentence">11,500 people, 11,500 accounted for</p>' in page
    assert "<title>Safe Passage, Rafah 2023 (invented people): 11,500 people, 11,500 accounted for</title>" in page
    assert "As of 12 Nov 2023, 19:30 (Africa/Cairo), from 61,204 entries" in Reader(page).text()


def test_a_count_that_does_not_hold_says_so_first(data):
    bad = replace(data, accounted=Accounted(11_500, 11_499, ("p-1",), ("p-2", "p-3")))
    page = html_of(view_of(bad, ENGLISH), ENGLISH)
    assert "✗ The count does not hold: see below" in page
    assert "Everybody is in exactly one state" not in page
    assert attention(bad, ENGLISH)[:2] == ("1 person is in no state", "2 ids are counted twice or stand for nobody")


def test_what_needs_somebody_is_named_with_its_number(data, empty):
    assert attention(data, ENGLISH) == (
        "2 persons have been in between the gates for longer than agreed",
        "4 persons whose records contradict each other",
        "2 parties have people waiting for longer than the agreed time",
    )
    assert attention(empty, ENGLISH) == ()
    assert attention(replace(data, between=data.between[:1], contradictions=(), parties=()), ENGLISH) == (
        "1 person has been in between the gates for longer than agreed",
    )


def test_every_figure_of_the_tables_is_on_the_page(page, data):
    for one in data.days:
        row = f"{ENGLISH.day(one.day.day)}</th>"
        cells = re.findall(
            r'<td class="([^"]*)">([^<]*)</td>', page.split("table-days")[2].split(row)[1].split("</tr>")[0]
        )
        ours = (
            one.listed,
            one.called,
            one.presented,
            one.exited,
            one.entered,
            one.returned,
            one.turned_away,
            one.no_show,
            one.carried_over,
        )
        theirs = (one.day.recorded_listed, one.day.recorded_crossed)
        assert [text for _, text in cells][1:] == [cell_text(cell, ENGLISH) for cell in (*ours, *theirs)]
        assert ["claim" in kind for kind, _ in cells] == [False] * 10 + [True] * 2


def test_an_operation_that_has_just_begun_looks_right(empty):
    page = html_of(view_of(empty, ENGLISH), ENGLISH)
    text = Reader(page).text()
    assert "0 people, 0 accounted for" in text
    assert "✓ Nobody has been listed yet" in text
    for one in (
        "No day has passed yet.",
        "Nobody has been listed yet.",
        "No party has been asked yet.",
        "Nothing: everybody is accounted for",
    ):
        assert one in text
    assert "What was promised" not in text
    assert "<figure>" not in page
    assert "None" not in text


def test_a_day_without_any_list_says_so(data):
    text = Reader(html_of(view_of(replace(data, differences=()), ENGLISH), ENGLISH)).text()
    assert "No list has been published yet." in text


def test_no_figure_is_a_dash_and_nought_is_nought():
    assert [cell_text(one, ENGLISH) for one in (None, 0, 1234, "x")] == ["–", "0", "1,234", "x"]


def test_names_from_outside_cannot_break_out(data):
    hostile = '"><script>alert(1)</script>'
    frame = replace(
        data.frame,
        title=hostile,
        recorded_source=hostile,
        names=(("foreign", hostile), ("egy", hostile)),
        plans=(replace(data.frame.plans[0], called_says=hostile, planner=hostile),),
    )
    page = html_of(view_of(replace(data, frame=frame), ENGLISH), ENGLISH)
    assert Reader(page).all("script") == []
    assert page.count("&lt;script&gt;") >= 6


def test_another_language_and_direction_are_carried_through(data):
    language = Language("ar-EG", "rtl", "Africa/Cairo")
    page = html_of(view_of(data, language), language)
    assert (
        page.splitlines()[[one.startswith("<html") for one in page.splitlines()].index(True)]
        == '<html lang="ar-EG" dir="rtl">'
    )
    german = Language("de")
    assert "11.500 people" in html_of(view_of(data, german), german)


def test_more_people_in_between_than_fit_are_counted(data):
    many = tuple(replace(data.between[0], person_id=f"p-{at}") for at in range(25))
    text = Reader(html_of(view_of(replace(data, between=many), ENGLISH), ENGLISH)).text()
    assert "And 5 more: all are in between.csv." in text
    assert "p-19" in text
    assert "p-20" not in text


def test_three_categories_are_three_columns_and_add_up(data):
    one = data.categories[0]
    three = replace(data, categories=(one, CategoryCount("", one.counts), CategoryCount("zz", one.counts)))
    table = view_of(three, ENGLISH).people
    assert table.head == ("State", "Meaning", "Foreign passport holders", "No category", "zz", "All")
    assert table.rows[-1] == ("All", "each person once", *[one.people()] * 3, 3 * one.people())
    assert [row[-1] for row in table.rows[:-1]] == [3 * count for count in one.counts]


def test_every_state_and_reason_has_its_words():
    assert set(words.STATES) == set(words.MEANINGS) == set(STATES)
    assert set(STATES) <= set(words.REASONS)


def test_the_same_data_gives_the_same_page(page, data):
    language = Language(timezone="Africa/Cairo")
    assert html_of(view_of(data, language), language) == page


def test_the_newest_plan_stands_open_and_the_earlier_ones_folded(data):
    newest = data.frame.plans[0]
    earlier = replace(
        newest, day="2023-11-11", planner="<simple>", certificate=None, waves=(), called_says="", uncalled_says=""
    )
    page = html_of(view_of(replace(data, frame=replace(data.frame, plans=(earlier, newest))), ENGLISH), ENGLISH)
    section = page.split('id="plans"')[1].split("</section>")[0]
    open_one, folded = section.split("<details>")
    assert "The call list of 12 Nov" in open_one
    assert "This list was made without a certificate." in folded
    assert "&lt;simple&gt;" in folded
    assert "Why one case was called" in open_one
    assert "Why one case was called" not in folded
