"""§ 4 Betrokkenheid cliënt: how somebody can be reached, and the one place that says where something may go."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from audit.choices import Action
from cases.access.contact import has_died, profile_to_obey
from cases.actions.common import note
from cases.contact import may_send
from cases.errors import MayNotBeReached, Overtaken
from cases.models import ContactProfile, Person


@dataclass(frozen=True)
class Reach:
    """Something may go to this person now. `lines`: where to; none for what is handed over or put in the portal."""

    person_id: UUID
    channel: str
    lines: tuple[str, ...]


def address_for(person_id: UUID, channel: str, *, now: datetime) -> Reach:
    """Where something goes that is sent, printed or planned to a resident. Raises MayNotBeReached, with why not.

    Whoever sends asks this at the moment of sending, in the name of who sends: a profile that the database does not
    show them is no profile. Nothing else reads where somebody can be reached.
    """
    if has_died(person_id):
        raise MayNotBeReached(_("Deze persoon is overleden. Er gaat niets meer heen."))
    profile = profile_to_obey(person_id)
    answer = may_send(profile.facts if profile else None, channel, now)
    if not answer.allowed:
        raise MayNotBeReached(answer.why)
    return Reach(person_id, channel, tuple(profile.goes_to(channel).splitlines()))


@transaction.atomic
def record_contact(person: Person, *, by, now: datetime, replaces: UUID | None, **facts) -> ContactProfile:
    """A new profile takes the place of the running one, which stays readable.

    `replaces`: the profile that was on the page, if any; Overtaken when it is no longer the running one, so that
    nobody undoes a "niet benaderen" they never saw. `facts`: channels, safe_phone, safe_email, safe_address,
    safe_hours, do_not_contact, reason, portal, shared_with, said_by, asked_on, review_on.
    """
    Person.objects.select_for_update(no_key=True).filter(pk=person.pk).values_list("pk").get()
    running = ContactProfile.objects.running().filter(person=person)
    if running.values_list("pk", flat=True).first() != replaces:
        raise Overtaken(_("Iemand anders heeft dit intussen ingevuld. Er is niets bewaard. Kijk wat er nu staat."))
    running.update(replaced_at=now)
    profile = ContactProfile.objects.create(person=person, asked_by=by, created_at=now, **facts)
    note(Action.CREATE, None, by=by, now=now, object_type="persoon", record_ids=[person.pk, profile.pk])
    return profile
