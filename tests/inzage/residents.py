"""Residents of the cast in the portal, and the families around them as a test needs them."""

import re
from datetime import timedelta

from audit import log
from cases import search
from cases.models import Entry, Person
from casework.models import Escalation, Triage
from consent.models import Disclosure, Ground
from tests.cast import acting, as_system, opened
from tests.consent.consents import both_parents, found_safe

SIGNS = (Triage, Escalation, Ground, Disclosure, Entry)
PAGES = ("overzicht", "hulp", "gedeeld", "gelezen", "bewaren")


def page(client, where="overzicht", **asked) -> str:
    """What they read, without what differs at every request."""
    answer = client.get(f"/mijn/{where}/", asked)
    assert answer.status_code == 200, where
    return re.sub(r'(nonce|csrfmiddlewaretoken" value)="[^"]*"', r"\1", answer.content.decode())


def whole(client) -> dict[str, str]:
    """Every page that shows without asking."""
    return {where: page(client, where) for where in PAGES}


def at_peace(cast, child) -> None:
    """Nothing about this child is withheld, both parents have authority, and it was found safe to ask them."""
    both_parents(cast, child)
    found_safe(cast, child)
    released(cast, child)


def released(cast, person) -> None:
    """Somebody decided that this person may see all that was withheld about them."""
    with as_system():
        for model in SIGNS:
            facts = {"released_by": cast.roos, "released_at": cast.now} if model is Ground else {}
            model.objects.filter(about__contains=[person.pk]).update(withheld=False, **facts)


def choose(client, person):
    return client.post("/mijn/voor-wie/", {"who": str(person.pk) if person else "ik"}, follow=True).content.decode()


def may_choose(client) -> set[str]:
    """For whom they can look, as the page names them."""
    answer = client.get("/mijn/voor-wie/")
    if answer.status_code == 302:
        return set()
    return {label for _value, label in answer.context["form"].fields["who"].choices[1:]}


def turns(person, now, age, *, days=0, sealed=True, found=True) -> None:
    """So many days from now they turn this age, as the register knows it and as one finds them by."""
    day = (now - timedelta(days=-days)).date()
    born = day.replace(year=day.year - age)
    with as_system():
        if sealed:
            row = opened(Person.objects.get(pk=person.pk))
            row.birth = [born.year, born.month, born.day]
            row.save()
        if found:
            search.PersonSearch.objects.filter(pk=person.pk).update(birth_date=born)


def reads(cast, worker, *records, now=None, dossier=None, role="hulpverlener", **facts) -> None:
    """A row of the log, as a door writes it."""
    with acting(worker, now or cast.now):
        log.write(
            at=now or cast.now, action="read", user_id=worker.pk, role=role, object_type="entry",
            dossier_id=(dossier or cast.family.dossier).pk, record_ids=[one.pk for one in records], **facts,
        )  # fmt: skip
