"""Where one may go in the demo, by the name of each page, as its regisseur."""

from types import SimpleNamespace

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.context import system
from audit.purposes import Purpose
from cases.models import Document, Dossier, DossierPerson, DossierStatus, Entry, Grant, Person, Task


def things(email) -> SimpleNamespace:
    """What the regisseur of the demo has: an open dossier on a family with children, in which a colleague helps."""
    with system(Purpose.DEMO, timezone.now()):
        mine = Grant.objects.filter(user__email=email, permission__codename="regisseur").values("content_object")
        dossiers = Dossier.objects.filter(pk__in=mine).order_by("-opened_on")
        dossier = dossiers.filter(status=DossierStatus.OPEN).first()
        about = DossierPerson.objects.filter(dossier=dossier).values("person")
        return SimpleNamespace(
            dossier=dossier,
            closed=dossiers.filter(status=DossierStatus.CLOSED).first(),
            household=dossier.household,
            # The last one born into the register is a child in every family of the demo.
            person=Person.objects.filter(pk__in=about).order_by("pk").last(),
            entry=Entry.objects.filter(dossier=dossier).first(),
            document=Document.objects.filter(dossier=dossier).first(),
            task=Task.objects.filter(dossier=dossier).first(),
            user=User.objects.get(email=email),
        )


def pages_of(have) -> dict[str, list[str]]:
    """The name of each page of a worker → its addresses: those that differ much are seen in more than one shape."""
    at = {
        "cases:home": [()],
        "cases:search": [()],
        "cases:person": [have.person],
        "cases:person_edit": [have.person],
        "cases:person_new": [()],
        "cases:household": [have.household],
        "cases:household_edit": [have.household],
        "cases:dossier_new": [have.household],
        "cases:dossier": [have.dossier, have.closed],
        "cases:dossier_close": [have.dossier],
        "cases:dossier_reopen": [have.closed],
        "cases:grants": [have.dossier],
        "cases:entry_new": [have.dossier],
        "cases:entry": [have.entry],
        "cases:entry_edit": [have.entry],
        "cases:document_new": [have.dossier],
        "cases:document": [have.document],
        "cases:task_new": [have.dossier],
        "consent:authority": [have.person],
        "consent:authority_new": [have.person],
        "brp:lookup": [()],
        "mfa_index": [()],
        "mfa_activate_totp": [()],
        "account_change_password": [()],
        "secrecy": [()],
    }
    return {name: [reverse(name, args=[one.pk] if one else []) for one in ones] for name, ones in at.items()}
