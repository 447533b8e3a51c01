"""§ 4.1 Casusregie: part of a household goes its own way. What the page foresaw is what happened."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cases import actions, search
from cases.errors import Overtaken
from cases.models import Document, Dossier, DossierPerson, Entry, Grant, HouseholdMember, Lookup, Task
from casework.actions import begin_escalation
from casework.changes import FOLLOWS, Fate
from casework.errors import PlanRefused
from casework.models import Conference, Escalation, Plan, PlanPart, PlanVersion, Zrm
from consent.models import Consent, Disclosure, Ground
from tests.addresses import addresses_with_ids
from tests.cases.conftest import RolledBack
from tests.casework.meetings import planned
from tests.casework.plans import add, regisseurs, signed_by_all, written
from tests.casework.plans import looked_at as database_looks
from tests.casework.splitting import chosen, looked_at, split
from tests.cast import RECORD, acting, as_system, authorise, log_rows, opened, sign_in
from tests.sharing import school

pytestmark = pytest.mark.policy("4.1")


@pytest.fixture
def reads_all(cast):
    """Roos may read what is apart, so that nothing of who leaves is hidden from her."""
    authorise(cast.roos)


def write(cast, *people, text="Een gesprek", by=None):
    by = by or cast.roos
    with acting(by, cast.now):
        about = [person.pk for person in people]
        facts = {"kind": "overleg", "happened_on": cast.today, "text": text, **RECORD}
        return actions.write_entry(opened(cast.family.dossier), by=by, now=cast.now, about=about, **facts)


def where(record):
    with as_system():
        return type(record).objects.get(pk=record.pk).dossier_id


def readers(dossier):
    with as_system():
        running = Grant.objects.running(timezone.now()).filter(content_object=dossier)
        return sorted(running.values_list("user__name", flat=True))


# --- who lives where, and what goes along ---


def test_who_leaves_has_a_household_and_a_dossier_of_their_own(cast):
    family = cast.family
    made = split(cast, chosen(family.ruud))
    with as_system():
        there = Dossier.objects.get(pk=made.opened.pk)
        assert there.household_id != family.household.pk
        assert (there.safety_marked, there.restricted, there.purpose) == (False, False, family.dossier.purpose)
        assert list(there.dossier_persons.values_list("person", flat=True)) == [family.ruud.pk]
        assert HouseholdMember.objects.get(person=family.ruud, until=None).household_id == there.household_id
        assert HouseholdMember.objects.filter(household=family.household, until=None).count() == 4
        assert not DossierPerson.objects.filter(dossier=family.dossier, person=family.ruud).exists()
    assert [grant.user.name for grant in regisseurs(there)] == ["Roos"]
    assert opened(there.household).name == "Gezin de Boer"


def test_what_is_about_who_leaves_alone_goes_along_with_its_history(cast):
    family = cast.family
    alone, together = write(cast, family.ruud), write(cast, family.ruud, family.esra)
    with acting(cast.roos):
        actions.change_entry(opened(alone), by=cast.roos, now=timezone.now(), text="Beter geschreven")
        facts = {"assigned_to": cast.cem, "due_on": cast.today, **RECORD, "about": [family.ruud.pk]}
        task = actions.add_task(opened(family.dossier), by=cast.roos, now=cast.now, title="Bel hem", **facts)
    made = split(cast, chosen(family.ruud))
    assert (where(alone), where(task)) == (made.opened.pk, made.opened.pk)
    assert where(together) == where(family.entry) == family.dossier.pk
    with as_system():
        assert set(Entry.history.filter(id=alone.pk).values_list("dossier", flat=True)) == {made.opened.pk}
        assert Task.objects.get(pk=task.pk).assigned_to == cast.roos
    assert sign_in(cast.cem).get(f"/notities/{alone.pk}/").status_code == 404
    assert sign_in(cast.roos).get(f"/notities/{alone.pk}/").status_code == 200


@pytest.mark.policy("3.1")
def test_what_was_agreed_ends_here_and_is_asked_anew_there(cast, reads_all):
    family = cast.family
    made = split(cast, chosen(family.samira))
    consent, ground = opened(Consent(pk=family.consent.pk)), opened(Ground(pk=family.ground.pk))
    assert (consent.status, consent.end_reason) == ("vervallen", "Het gezin is gesplitst.")
    assert (ground.status, ground.end_reason) == ("beeindigd", "Het gezin is gesplitst.")
    assert where(family.disclosure) == where(consent) == family.dossier.pk
    with as_system():
        assert Disclosure.objects.get(pk=family.disclosure.pk).status != "verzonden"
        (asked,) = Task.objects.filter(dossier=made.opened, assigned_to=cast.roos, done_at=None).exclude(
            pk=family.task.pk
        )
    assert opened(asked).title.startswith("Vraag opnieuw toestemming")


def test_a_conference_that_is_still_to_come_is_called_off(cast):
    family = cast.family
    family.dossier = opened(family.dossier)
    meeting = planned(family, by=cast.roos, now=cast.now, said="Over hem")
    seen = looked_at(cast, chosen(family.ruud))
    assert meeting.pk in seen.ids(Fate.ENDS, "conference")
    at, facts = f"/dossiers/{family.dossier.pk}/splitsen/", {"leaving": [str(family.ruud.pk)], "question": "Rust"}
    listed = sign_in(cast.roos).post(at, facts).context["preview"]["lists"]["ENDS"]
    assert "Overleg" in {one.kind for one in listed}
    split(cast, chosen(family.ruud))
    with as_system():
        assert Conference.objects.get(pk=meeting.pk).status == "vervallen"
    assert where(meeting) == family.dossier.pk


@pytest.mark.policy("2")
def test_what_one_may_not_read_is_not_split_past_one(cast):
    """Vera treats Samira: of that Roos sees nothing, and so she does not decide where it goes."""
    with pytest.raises(PlanRefused, match="meer dan u mag lezen"):
        looked_at(cast, chosen(cast.family.samira))
    looked_at(cast, chosen(cast.family.ruud))
    authorise(cast.roos)
    seen = looked_at(cast, chosen(cast.family.samira))
    assert cast.family.apart["zrm", "behandeling"].pk in seen.ids(Fate.GOES, "zrm")


def test_not_everybody_leaves_and_not_nobody(cast):
    everybody = [cast.family.people[name] for name in ("samira", "ruud", "esra", "deniz", "aylin")]
    wrong = {"wie er weggaat": chosen(), "moet iemand": chosen(*everybody), "Kies wie": chosen(cast.family.ex)}
    for why, choice in wrong.items():
        with pytest.raises(PlanRefused, match=why):
            looked_at(cast, choice)


# --- who sees what ---


def test_who_comes_along_is_chosen_and_keeps_both(cast):
    made = split(cast, chosen(cast.family.ruud, along=[cast.cem]))
    assert readers(made.opened) == ["Cem", "Roos"]
    assert {"Cem", "Roos"} <= set(readers(cast.family.dossier))


def test_a_partner_does_not_come_along_without_a_consent(cast):
    with pytest.raises(PlanRefused, match="collega's"):
        looked_at(cast, chosen(cast.family.ruud, along=[cast.paula]))


def test_on_safety_grounds_nobody_keeps_both_but_by_name_and_with_a_reason(cast):
    ruud = cast.family.ruud
    with pytest.raises(PlanRefused, match="wie dit dossier leidt"):
        looked_at(cast, chosen(ruud, safety=True))
    with pytest.raises(PlanRefused, match="waarom iemand beide"):
        looked_at(cast, chosen(ruud, safety=True, both=[cast.roos]))
    with pytest.raises(PlanRefused, match="niet houdt"):
        looked_at(cast, chosen(ruud, safety=True, along=[cast.cem], successor=cast.cem))
    made = split(cast, chosen(ruud, safety=True, along=[cast.vera], successor=cast.cem))
    assert readers(made.opened) == ["Roos", "Vera"]
    assert not {"Roos", "Vera"} & set(readers(cast.family.dossier))
    assert [grant.user.name for grant in regisseurs(cast.family.dossier)] == ["Cem"]
    assert (made.opened.safety_marked, made.opened.restricted) == (True, True)


@pytest.mark.policy("2.5")
def test_on_safety_grounds_who_looked_them_up_sees_them_no_more(cast):
    ruud = cast.family.ruud
    with acting(cast.iris):
        actions.look_up(ruud.pk, by=cast.iris, now=timezone.now(), lasts=timedelta(hours=24), purpose="triage")
    with as_system():
        DossierPerson.objects.create(dossier=cast.other.dossier, person=ruud)
    assert sign_in(cast.iris).get(f"/personen/{ruud.pk}/").status_code == 200
    assert "Kerkstraat" in sign_in(cast.otto).get(f"/personen/{ruud.pk}/").content.decode()
    split(cast, chosen(ruud, safety=True, successor=cast.cem))
    assert sign_in(cast.iris).get(f"/personen/{ruud.pk}/").status_code == 404
    assert "Kerkstraat" not in sign_in(cast.otto).get(f"/personen/{ruud.pk}/").content.decode()
    with as_system():
        assert not Lookup.objects.filter(person=ruud, until__gt=timezone.now()).exclude(user=cast.roos).exists()


def test_who_stays_finds_no_trace_of_where_the_others_are(cast, reads_all):
    """Everything there is to open in the old dossier, as who leads it from now on."""
    family = cast.family
    write(cast, family.samira, text="Zij slaapt bij haar zus")
    made = split(cast, chosen(family.samira, family.esra, safety=True, successor=cast.cem))
    new_words = move_to_safe_house(cast, made.opened)
    roos, cem = sign_in(cast.roos), sign_in(cast.cem)
    there = roos.get(f"/dossiers/{made.opened.pk}/").content.decode()
    assert all(word in there for word in (*new_words, made.opened.codename))
    assert "Schuilstraat" in roos.get(f"/personen/{family.samira.pk}/").content.decode()
    ids = (made.opened.codename, str(made.opened.pk), str(made.opened.household_id))
    canaries = (*new_words, "Schuilstraat", "haar zus", *ids)
    paths = [address.path_in(family) for address in addresses_with_ids()]
    paths += ["/", "/dossiers/", "/dossiers/?status=", f"/personen/{family.deniz.pk}/", f"/personen/{family.ruud.pk}/"]
    opens = 0
    for path in paths:
        answer = cem.get(path)
        opens += answer.status_code == 200
        shown = answer.content.decode(errors="ignore")
        assert not [word for word in canaries if word in shown], path
    for word in ("Öztürk", "Schuilstraat", "Samira", "blijfhuis", made.opened.codename):
        found = cem.get("/zoeken/", {"q": word}).content.decode().replace(word, "")
        assert not [canary for canary in canaries if canary in found], word
    assert opens > 30
    assert cem.get(f"/personen/{family.samira.pk}/").status_code == 404
    assert "Iemand hoort niet meer bij dit gezin." in cem.get(f"/dossiers/{family.dossier.pk}/").content.decode()
    assert roos.get(f"/dossiers/{family.dossier.pk}/").status_code == 404
    with acting(cast.cem):
        assert search.in_directory(surname="ozturk", birth_date=opened(family.samira).birth_date.exact()) == []
    assert {row.dossier_id for row in log_rows(action="create", object_type="dossier")} >= {made.opened.pk}


def move_to_safe_house(cast, dossier):
    with acting(cast.roos):
        address = {"street": "Schuilstraat", "number": "77", "postcode": "1234 AB", "town": "Elders"}
        actions.change_person(opened(cast.family.samira), address=address)
        facts = {"kind": "huisbezoek", "happened_on": cast.today, "text": "Goed aangekomen in het blijfhuis"}
        about = [cast.family.samira.pk]
        actions.write_entry(opened(dossier), by=cast.roos, now=timezone.now(), about=about, **facts, **RECORD)
    return ("blijfhuis",)


# --- the plan ---


def test_the_plan_is_signed_anew_here_and_begins_there(cast):
    family = cast.family
    plan, version = signed_by_all(cast, family.ruud, family.samira)
    why = {"safety": True, "both": [cast.roos], "why": "Tot Cem de regie heeft"}
    made = split(cast, chosen(family.ruud, **why))
    database_looks()
    with as_system():
        assert PlanVersion.objects.get(pk=version.pk).status == "vervallen"
        here = PlanVersion.objects.get(plan=plan, status="concept")
        assert (Plan.objects.get(pk=plan.pk).about, here.about) == ([family.samira.pk], [family.samira.pk])
        there = PlanVersion.objects.get(plan=made.plan, status="concept")
        assert (made.plan.dossier_id, made.plan.about, made.plan.withheld) == (made.opened.pk, [family.ruud.pk], True)
        assert there.withheld
        sides = [list(PlanPart.objects.filter(version=one).order_by("pk")) for one in (here, there)]
    texts = [sorted(opened(part).text for part in side) for side in sides]
    assert texts == [["Samira belt", "Samira slaapt weer"], ["Ruud belt", "Ruud slaapt weer"]]
    assert [part.goal_id is not None for part in sides[1] if part.kind == "actie"] == [True]
    assert [[grant.user.name for grant in regisseurs(one)] for one in (family.dossier, made.opened)] == [["Roos"]] * 2


def test_who_leads_a_plan_stays_until_somebody_took_it(cast):
    written(cast, cast.family.ruud, cast.family.samira)
    with pytest.raises(PlanRefused, match="tot een collega de regie heeft"):
        looked_at(cast, chosen(cast.family.ruud, safety=True, successor=cast.cem))


def test_a_plan_of_who_leaves_alone_ends_here(cast):
    plan, _version = written(cast, cast.family.ruud)
    made = split(cast, chosen(cast.family.ruud))
    with as_system():
        assert Plan.objects.get(pk=plan.pk).status == "afgerond"
        assert Plan.objects.get(pk=made.plan.pk).status == "actief"


# --- what was foreseen is what happened ---

NAMES = ("samira", "ruud", "esra", "deniz", "aylin")
groups = st.sets(st.sampled_from(NAMES), min_size=1, max_size=4)


@settings(
    max_examples=5,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(leave=groups, notes=st.lists(groups, min_size=1, max_size=3), with_plan=groups, safety=st.booleans())
def test_what_the_preview_says_is_what_happens(cast, leave, notes, with_plan, safety):
    with RolledBack():
        authorise(cast.roos)
        family = cast.family
        for about in notes:
            write(cast, *(family.people[name] for name in sorted(about)))
        plan, version = written(cast, *(family.people[name] for name in sorted(with_plan)))
        add(version, "kracht", cast.roos, [family.people[name] for name in sorted(with_plan)], text="Samen sterk")
        why = {"safety": safety, "along": [cast.cem], "both": [cast.roos], "why": "Overdracht"}
        choice = chosen(*(family.people[name] for name in sorted(leave)), **why)
        seen = looked_at(cast, choice)
        made = split(cast, choice, mark=seen.mark)
        database_looks()
        compare(cast, seen, made, plan)


def compare(cast, seen, made, plan):
    models = {"entry": Entry, "document": Document, "task": Task, "consent": Consent, "ground": Ground}
    models |= {"zrm": Zrm, "escalation": Escalation}
    with as_system():
        for fate, piece in seen.pieces:
            if piece.kind in models:
                row = models[piece.kind].objects.get(pk=piece.id)
                assert row.dossier_id == (made.opened.pk if fate == Fate.GOES else cast.family.dossier.pk)
                assert (fate == Fate.ENDS) <= (getattr(row, "status", "") in {"vervallen", "beeindigd"})
        for side, dossier in ((seen.here, cast.family.dossier), (seen.there, made.opened)):
            parts = PlanPart.objects.filter(dossier=dossier, version__status="concept").values_list("about", flat=True)
            if any(about for _part, about in side):
                assert sorted(sorted(about) for about in parts) == sorted(sorted(about) for _part, about in side)
    assert set(readers(made.opened)) == {"Cem", "Roos"}
    assert ("Cem" in readers(cast.family.dossier)) == (cast.cem.pk not in seen.goes_out)


def test_of_every_kind_that_goes_or_ends_what_touches_who_leaves_is_foreseen(cast, reads_all):
    follows = {kind for kind, fate in FOLLOWS.items() if fate != Fate.STAYS}
    with as_system():
        people = [one.person for one in cast.family.dossier.dossier_persons.select_related("person")]
    assert follows <= {piece.kind for who in people for _fate, piece in looked_at(cast, chosen(who)).pieces}


@pytest.mark.policy("4.1")
def test_who_was_not_reached_about_who_leaves_goes_along(cast, reads_all):
    with acting(cast.roos, cast.now):
        facts = {"about": [cast.family.ruud.pk], "organisation": school(), "professional": "De behandelaar"}
        made = begin_escalation(
            opened(cast.family.dossier), by=cast.roos, now=cast.now, on=cast.today, situation="In de war",
            safety=False, message=None, **facts,
        )  # fmt: skip
    done = split(cast, chosen(cast.family.ruud))
    assert where(made) == done.opened.pk
    assert opened(made).situation == "In de war"


def test_what_was_looked_at_is_done_or_looked_at_again(cast):
    choice = chosen(cast.family.ruud)
    mark = looked_at(cast, choice).mark
    write(cast, cast.family.ruud)
    with pytest.raises(Overtaken, match="intussen iets veranderd"):
        split(cast, choice, mark=mark)
    with as_system():
        assert DossierPerson.objects.filter(dossier=cast.family.dossier, person=cast.family.ruud).exists()


# --- the page ---


def test_first_the_page_shows_it_and_then_it_happens(cast):
    family, roos = cast.family, sign_in(cast.roos)
    write(cast, family.ruud, text="Alleen over hem")
    at = f"/dossiers/{family.dossier.pk}/splitsen/"
    assert at in roos.get(f"/dossiers/{family.dossier.pk}/").content.decode()
    facts = {"leaving": [str(family.ruud.pk)], "question": "Een eigen huis", "along": [str(cast.cem.pk)]}
    seen = roos.post(at, facts)
    page = seen.content.decode()
    assert "Alleen over hem" in page
    assert "Beide dossiers" in page
    assert where(family.entry) == family.dossier.pk
    mark = seen.context["preview"]["mark"]
    assert "intussen iets veranderd" in roos.post(at, facts | {"doen": "1", "mark": "x"}).content.decode()
    done = roos.post(at, facts | {"doen": "1", "mark": mark}, follow=True).content.decode()
    assert "Het gezin is gesplitst" in done
    assert "Alleen over hem" in done


def test_what_is_not_right_is_said_and_nothing_is_kept(cast):
    roos, at = sign_in(cast.roos), f"/dossiers/{cast.family.dossier.pk}/splitsen/"
    assert "Kies wie er weggaat" in roos.post(at, {"question": "x", "doen": "1"}).content.decode()
    facts = {"leaving": [str(cast.family.ruud.pk)], "question": "x", "safety": "on", "doen": "1"}
    assert "Kies wie dit dossier leidt" in roos.post(at, facts).content.decode()
    assert (
        "Over wie weggaat staat hier meer"
        in roos.post(at, {"leaving": [str(cast.family.samira.pk)], "question": "x"}).content.decode()
    )
    assert sign_in(cast.cem).get(at).status_code == 404
