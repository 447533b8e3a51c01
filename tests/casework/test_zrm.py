"""§ 4.2 Casusregiedossier: the zelfredzaamheidsmatrix as data, its pictures, and who may read which part."""

import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework import drawing, zrm
from casework.domains import ALL, DOMAINS, Level
from casework.models import Zrm
from casework.zrm import Moment, Score
from tests.cases.test_opening import queries_of as count
from tests.cast import APART, CANARY, acting, authorise, opened, sign_in

pytestmark = pytest.mark.policy("4.2")
LEVELS = st.none() | st.integers(1, 5)
SCORES = st.dictionaries(st.sampled_from(sorted(DOMAINS)), st.builds(Score, LEVELS, LEVELS, st.just("")), max_size=6)
FEW = settings(max_examples=30, deadline=None)
HEALTH = {"geestelijke_gezondheid", "lichamelijke_gezondheid", "middelengebruik"}


# --- the rule ---


def test_every_domain_and_every_level_has_a_sentence_of_its_own():
    assert len(ALL) == 17
    sentences = [str(text) for domain in ALL for text in domain.levels]
    assert len(set(sentences)) == len(ALL) * len(Level)
    assert all(len(text.split()) <= 22 for text in sentences)


@pytest.mark.policy("2")
def test_health_and_justice_are_of_a_category_apart():
    assert {domain.code for domain in ALL if domain.category == "behandeling"} == HEALTH
    assert [domain.code for domain in ALL if domain.category == "politie"] == ["justitie"]


@pytest.mark.parametrize(
    ("age", "is_parent", "number"), [(11, False, 0), (12, False, 10), (15, True, 14), (16, False, 13), (40, True, 17)]
)
def test_the_domains_follow_from_age_and_children(age, is_parent, number):
    assert len(zrm.domains_of(age, is_parent=is_parent)) == number


def test_of_an_unknown_age_nothing_is_left_out():
    assert zrm.domains_of(None, is_parent=True) == ALL


@FEW
@given(SCORES)
def test_the_lowest_are_the_most_worrying_and_never_enough(scores):
    moment = Moment(date(2026, 1, 1), scores)
    found = zrm.lowest(moment)
    levels = [moment.of(domain).lowest for domain in found]
    assert levels == sorted(levels)
    assert len(found) <= zrm.MOST_LOWEST
    assert all(level < Level.SUFFICIENT for level in levels)
    low = [score.lowest for score in scores.values() if score.lowest and score.lowest < Level.SUFFICIENT]
    assert len(found) == min(len(low), zrm.MOST_LOWEST)
    assert not low or levels[0] == min(low)


@FEW
@given(SCORES)
def test_splitting_by_category_and_joining_again_loses_nothing(scores):
    facts = {"scored_on": date(2026, 1, 1), "created_by": SimpleNamespace(name="Cem"), "substantively_changed_at": 1}
    parts = [SimpleNamespace(scores=part, **facts) for part in zrm.split(scores).values()]
    (moment,) = zrm.moments_of(parts) or [Moment(date(2026, 1, 1))]
    assert moment.scores == {code: score for code, score in scores.items() if not score.is_empty}


def test_what_says_that_home_is_not_safe_is_withheld():
    assert zrm.is_withheld({"huiselijke_relaties": Score(3, 1)})
    assert zrm.is_withheld({"opvang": Score(1, None)})
    assert not zrm.is_withheld({"financien": Score(1, 1), "huiselijke_relaties": Score(2, 2)})


# --- the pictures ---


def moments(*days):
    return [Moment(date(2026, 1, 1) + timedelta(days=number), scores) for number, scores in enumerate(days)]


@FEW
@given(st.lists(SCORES, min_size=1, max_size=4))
def test_a_picture_has_a_mark_for_every_level_and_none_for_what_was_not_discussed(days):
    shown = moments(*days)
    for web in drawing.pictures(ALL, shown):
        for line in web.lines:
            assert len(line.points) <= len(ALL)
            assert all(0 <= point.x <= drawing.SIDE and 0 <= point.y <= drawing.SIDE for point in line.points)
        assert len({(line.number, line.mark) for line in web.lines}) == len(web.lines)
    last = drawing.pictures(ALL, shown)[-1]
    assert len(last.lines[0].points) == sum(bool(shown[-1].of(domain).worker) for domain in ALL)
    assert len(last.lines[1].points) == sum(bool(shown[-1].of(domain).resident) for domain in ALL)


def test_the_web_compares_now_with_the_time_before_and_the_first():
    shown = moments(*({domain.code: Score(level, level) for domain in ALL} for level in (1, 2, 4)))
    time, both = drawing.pictures(ALL, shown)
    assert [line.label for line in time.lines] == ["3 januari 2026", "2 januari 2026", "1 januari 2026"]
    assert "Financiën: 3 januari 2026 4, 2 januari 2026 2, 1 januari 2026 1." in time.text
    assert [line.label for line in both.lines] == ["Medewerker", "Inwoner"]
    assert len(drawing.pictures(ALL, shown[:1])) == 1
    assert drawing.pictures(ALL[:2], shown) == []


def test_a_line_is_open_where_a_domain_was_not_discussed():
    (web,) = drawing.pictures(ALL[:4], moments({ALL[0].code: Score(1), ALL[2].code: Score(3)}))
    assert web.lines[0].path == ""
    assert len(web.lines[0].points) == 2


def test_a_trend_says_in_words_what_it_draws():
    (row,) = drawing.rows(ALL[:1], moments({"financien": Score(2, 3)}, {}, {"financien": Score(4, None)}))
    assert row.trend.text == "Financiën: Medewerker 2, –, 4; Inwoner 3, –, –"
    assert len(row.trend.lines[0].points) == 2


# --- the pages ---


def path_of(cast, rest="", person="ruud"):
    return f"/dossiers/{cast.family.dossier.pk}/zrm/{getattr(cast.family, person).pk}/{rest}"


def told(cast, **changed):
    return {"scored_on": str(cast.today), "medewerker_financien": "2", "inwoner_financien": "4"} | changed


def records(cast, person="ruud"):
    with acting(cast.vera):
        return list(Zrm.objects.filter(about=[getattr(cast.family, person).pk]).order_by("category"))


def test_worker_and_resident_are_scored_side_by_side(cast):
    client = sign_in(cast.cem)
    assert client.post(path_of(cast, "invullen/"), told(cast, toelichting_financien="De post")).status_code == 302
    (record,) = records(cast)
    assert opened(record).scores == {"financien": {"worker": 2, "resident": 4, "note": "De post"}}
    page = client.get(path_of(cast)).content.decode()
    assert "De post" in page
    assert "verschil" in page


@pytest.mark.parametrize(
    ("wrong", "name"),
    [({"scored_on": "2999-01-01"}, "scored_on"), ({"medewerker_opvang": "9"}, "medewerker_opvang"),
     ({"medewerker_financien": "", "inwoner_financien": ""}, "__all__")],
)  # fmt: skip
def test_a_wrong_form_keeps_everything_that_was_typed(cast, wrong, name):
    answer = sign_in(cast.cem).post(path_of(cast, "invullen/"), told(cast, toelichting_scholing="Getypt", **wrong))
    assert set(answer.context["form"].errors) == {name}
    html = answer.content.decode()
    assert "Getypt" in html
    checked = re.findall(r'name="inwoner_financien" id="[^"]+" value="(\d?)" checked', html)
    assert checked == ["" if "inwoner_financien" in wrong else "4"]
    assert records(cast) == []


def test_a_day_is_bettered_and_no_second_one_made(cast):
    client = sign_in(cast.cem)
    client.post(path_of(cast, "invullen/"), told(cast))
    again = client.post(path_of(cast, "invullen/"), told(cast))
    assert "Voor deze dag staat er al een ZRM" in again.content.decode()
    day = path_of(cast, f"invullen/?dag={cast.today}")
    seen = client.get(day).context["form"].latest
    assert "intussen" in client.post(day, told(cast, medewerker_financien="3")).content.decode()
    assert client.post(day, told(cast, medewerker_financien="3", seen=seen)).status_code == 302
    (record,) = records(cast)
    assert opened(record).scores["financien"]["worker"] == 3


def test_a_young_child_has_no_matrix_of_its_own(cast):
    page = sign_in(cast.cem).get(path_of(cast, "invullen/", "esra")).content.decode()
    assert "jonger dan 12" in page
    sign_in(cast.cem).post(path_of(cast, "invullen/", "esra"), told(cast))
    assert records(cast, "esra") == []


def test_a_parent_is_asked_about_the_children_and_a_teenager_about_what_is_their_own(cast):
    client = sign_in(cast.cem)
    asked = {
        who: {domain.code for domain in client.get(path_of(cast, f"invullen/{more}", who)).context["form"].domains}
        for who, more in (("ruud", ""), ("deniz", ""), ("aylin", "?ouder=ja"))
    }
    assert "opvang" in asked["ruud"] & asked["aylin"]
    assert "opvang" not in asked["deniz"]
    assert "financien" not in asked["deniz"]


# --- who may read what ---


@pytest.mark.policy("2")
def test_health_and_justice_are_written_apart_and_read_by_who_is_authorised(cast):
    sent = told(cast, medewerker_justitie="1", medewerker_middelengebruik="2", toelichting_middelengebruik="Borrels")
    assert sign_in(cast.vera).post(path_of(cast, "invullen/"), sent).status_code == 302
    assert [record.category for record in records(cast)] == ["behandeling", "casusregie", "politie"]
    cem = sign_in(cast.cem).get(path_of(cast))
    assert "Borrels" not in cem.content.decode()
    assert [row.domain.code for row in cem.context["rows"]] == ["financien"]
    assert "Borrels" in sign_in(cast.vera).get(path_of(cast)).content.decode()


@pytest.mark.policy("2")
def test_who_may_not_read_health_cannot_score_it(cast):
    sign_in(cast.cem).post(path_of(cast, "invullen/"), told(cast, medewerker_justitie="1"))
    assert [record.category for record in records(cast)] == ["casusregie"]
    authorise(cast.cem, ["politie"])
    day = path_of(cast, f"invullen/?dag={cast.today}")
    seen = sign_in(cast.cem).get(day).context["form"].latest
    sign_in(cast.cem).post(day, told(cast, medewerker_justitie="1", seen=seen))
    assert [record.category for record in records(cast)] == ["casusregie", "politie"]


@pytest.mark.policy("2")
def test_no_page_tells_that_something_was_scored_apart(cast):
    client = sign_in(cast.cem)
    paths = (f"/dossiers/{cast.family.dossier.pk}/zrm/", path_of(cast, person="samira"), path_of(cast, person="ruud"))
    pages = [client.get(path).content.decode() for path in paths]
    assert not any(APART in page for page in pages)
    assert CANARY in pages[1]
    assert [("alleen wie daar toegang toe heeft" in page) for page in pages] == [True] * 3
    with acting(cast.vera):
        Zrm.objects.exclude(category="casusregie").delete()
    after = [client.get(path).content.decode() for path in paths]
    assert [page.count("/zrm/") for page in after] == [page.count("/zrm/") for page in pages]


def test_what_says_that_home_is_not_safe_is_withheld_and_stays_so(cast):
    client = sign_in(cast.cem)
    client.post(path_of(cast, "invullen/"), told(cast, medewerker_huiselijke_relaties="1"))
    day = path_of(cast, f"invullen/?dag={cast.today}")
    seen = client.get(day).context["form"].latest
    client.post(day, told(cast, medewerker_huiselijke_relaties="4", seen=seen))
    assert [record.withheld for record in records(cast)] == [True]


def test_who_reads_along_sees_no_button_and_writes_nothing(cast):
    client = sign_in(cast.mees)
    assert "invullen/" not in client.get(path_of(cast, person="samira")).content.decode()
    assert client.post(path_of(cast, "invullen/"), told(cast)).status_code == 404


def test_somebody_of_another_dossier_has_no_page_here(cast):
    path = f"/dossiers/{cast.family.dossier.pk}/zrm/{cast.other.piet.pk}/"
    assert sign_in(cast.cem).get(path).status_code == 404


def test_more_days_take_no_more_queries(cast):
    client = sign_in(cast.cem)
    add_days(cast, 2)
    client.get(path_of(cast))
    few = queries_of(client, cast)
    add_days(cast, 8, before=10)
    assert queries_of(client, cast) == few


def add_days(cast, times, before=1):
    client = sign_in(cast.cem)
    for number in range(times):
        day = str(cast.today - timedelta(days=before + number))
        assert client.post(path_of(cast, "invullen/"), told(cast, scored_on=day)).status_code == 302


def queries_of(client, cast):
    return count(client, path_of(cast)) + count(client, f"/dossiers/{cast.family.dossier.pk}/zrm/")
