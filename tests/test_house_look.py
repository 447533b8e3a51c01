"""The look: forms say what is wrong where it is wrong, and no page needs what the content policy forbids."""

import re
from pathlib import Path

import pytest
from django import forms
from django.template.loader import render_to_string

from boekel_sd import theme
from boekel_sd.templatetags import look
from terms.policy import Length

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
OURS = sorted(path for path in TEMPLATES.rglob("*.html") if "admin" not in path.parts)
FORBIDDEN = {
    "an inline style": re.compile(r"<style|\sstyle=", re.IGNORECASE),
    "an inline handler": re.compile(r"\son[a-z]+=", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "evaluated htmx": re.compile(r"\shx-(on|vals='?js:|headers='?js:)", re.IGNORECASE),
}


class VisitForm(forms.Form):
    text = forms.CharField(label="Notitie", widget=forms.Textarea, help_text="De inwoner mag dit lezen.")
    day = forms.DateField(label="Datum", required=False)
    kind = forms.ChoiceField(label="Soort", choices=[("a", "Bezoek"), ("b", "Telefoon")], widget=forms.RadioSelect)
    about = forms.MultipleChoiceField(
        label="Over wie", choices=[("1", "An"), ("2", "Bo"), ("3", "Cas")], widget=forms.CheckboxSelectMultiple
    )
    agreed = forms.BooleanField(label="Akkoord")


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_a_page_holds_nothing_the_content_policy_forbids(path):
    text = path.read_text(encoding="utf-8")
    assert [name for name, pattern in FORBIDDEN.items() if pattern.search(text)] == []


def test_the_search_for_the_forbidden_finds_it():
    bad = "<p style='x' onclick='y'></p><script>z</script><i hx-on:click='w'></i>"
    assert all(pattern.search(bad) for pattern in FORBIDDEN.values())


# Whoever must leave at once is not asked whether their cookie is still good; leaving harms nobody.
WITHOUT_TOKEN = "inzage/base.html"
# Filters and a choice among dossiers: codes and ids without a name, so that Back and a bookmark find the same list.
CODES_ALONE = {
    "dossiers.html",
    "home.html",
    "record_filter.html",
    "share.html",
    "ground_choice.html",
    "due_filter.html",
    "who_is_there.html",
}


@pytest.mark.parametrize("path", [p for p in OURS if "<form" in p.read_text(encoding="utf-8")], ids=lambda p: p.name)
def test_a_form_posts_with_a_token(path):
    """What is searched for is a name: in an address it would end up in logs and browser histories."""
    text = path.read_text(encoding="utf-8")
    if path.as_posix().endswith(WITHOUT_TOKEN):
        assert text.count("<form") == text.count('action="{% url "inzage:leave" %}"') == 1
        return
    posts, gets = text.count('method="post"'), text.count('method="get"')
    assert text.count("<form") == posts + gets + text.count('method="dialog"')
    assert text.count("{% csrf_token %}") == posts
    assert gets == (path.name in CODES_ALONE)


def test_an_error_stands_in_the_summary_and_at_its_field():
    html = str(VisitForm({"day": "nooit"}))
    assert 'href="#id_text"' in html
    assert 'href="#id_kind_0"' in html
    assert 'id="id_kind_0"' in html
    assert 'aria-describedby="id_text_helptext id_text_error"' in html
    assert 'id="id_text_error"' in html
    assert html.index("error-summary") < html.index("<label")


def test_a_form_nobody_sent_has_no_errors():
    html = str(VisitForm())
    assert "error-summary" not in html
    assert "invalid" not in html


def test_a_field_says_when_it_may_stay_empty():
    html = str(VisitForm()["day"].as_field_group())
    assert "(niet verplicht)" in html


def test_folded_fields_open_when_one_is_wrong():
    context = {"fields": look.without(VisitForm({"text": "x"}), "text")}
    assert '<details class="fold" open' in render_to_string("components/folded_fields.html", context)
    context = {"fields": look.without(VisitForm(), "text")}
    assert '<details class="fold">' in render_to_string("components/folded_fields.html", context)


@pytest.mark.parametrize(
    ("initial", "words"),
    [({"about": []}, ""), ({"about": ["1", "2"]}, "An, Bo"), ({"about": ["1", "2", "3"]}, "An en 2 anderen")],
)
def test_a_fold_names_what_was_chosen(initial, words):
    assert look.chosen(VisitForm(initial=initial)["about"]) == words


@pytest.mark.parametrize(
    ("length", "words"),
    [("P5Y", "5 jaar"), ("P1Y6M", "1 jaar en 6 maanden"), ("P1M", "1 maand"), ("P4W", "4 weken"), ("P42D", "42 dagen")],
)
def test_a_term_reads_as_words(length, words):
    assert look.length_text(Length.parse(length)) == words


@pytest.mark.parametrize(
    ("colour", "problem"),
    [
        ("", None),
        ("#14596b", None),
        ("#000000", None),
        ("#ffd400", "boekel_sd.E011"),
        ("blauw", "boekel_sd.E010"),
        ("#fff; } body { display: none", "boekel_sd.E010"),
    ],
)
def test_a_colour_that_cannot_be_read_is_refused(settings, colour, problem):
    settings.MUNICIPALITY_ACCENT = colour
    assert [error.id for error in theme.accent_is_readable(None)] == ([problem] if problem else [])


def test_contrast_is_that_of_the_guideline():
    assert theme.contrast_on_white("#000000") == pytest.approx(21)
    assert theme.contrast_on_white("#ffffff") == pytest.approx(1)
    assert theme.contrast_on_white("#767676") == pytest.approx(4.54, abs=0.01)


def test_the_colour_of_the_municipality_is_a_stylesheet(settings, rf):
    settings.MUNICIPALITY_ACCENT = "#8a1f5c"
    response = theme.stylesheet(rf.get("/thema.css"))
    assert response["Content-Type"].startswith("text/css")
    assert b"--accent: #8a1f5c;" in response.content
