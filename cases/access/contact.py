"""Doors to how somebody can be reached without danger (§ 4 Betrokkenheid cliënt).

Only for who has a dossier about them: a look-up shows who somebody is, not where they can be found.
"""

from uuid import UUID

from audit.choices import Action
from cases.access.core import Refused, access_for_system, opened, running_grants
from cases.access.persons import person_to_read
from cases.models import ContactProfile, Dossier, DossierPerson, Grant, Person

FOR_SENDING = "veilig contact"


def contact_profile_of(request, person: Person) -> ContactProfile | None:
    """The running profile of a person of `person_to_read`, opened and logged; None where there is none to see."""
    if person.why.grant is None or _is_of_another_home(request, person):
        return None
    profiles = ContactProfile.objects.running().filter(person=person)
    return next(iter(_read(request, profiles, person.why.grant)), None)


def contact_profiles_in(request, dossier: Dossier) -> dict[UUID, ContactProfile]:
    """Person → running profile, of whom a dossier that a door handed out is about."""
    at_home = DossierPerson.objects.filter(dossier=dossier, other_home=False).values("person")
    profiles = ContactProfile.objects.running().filter(person__in=at_home)
    return {profile.person_id: profile for profile in _read(request, profiles, dossier.why.grant)}


def contact_to_change(request, pk) -> tuple[Person, list[ContactProfile]]:
    """Somebody in whose dossier one writes, and the profiles they had, opened, the newest first. Logs the reading.

    In an emergency one reads the profile and changes nothing.
    """
    person = person_to_read(request, pk, action=Action.CHANGE)
    grant = person.why.grant
    if not (grant and grant.role.may_write) or _is_of_another_home(request, person):
        raise Refused("persoon", pk)
    return person, _read(request, ContactProfile.objects.filter(person=person), grant)


def profile_to_obey(person_id: UUID) -> ContactProfile | None:
    """For cases.actions.address_for alone, whoever sends. None where the database shows none; then nothing goes."""
    if DossierPerson.objects.from_another_home([person_id]):
        return None
    profile = ContactProfile.objects.running().filter(person=person_id).first()
    return access_for_system(FOR_SENDING).give(profile) if profile else None


def has_died(person_id: UUID) -> bool:
    """Whether a day of death is known; it is not opened. Of whom one does not see, no profile is seen either."""
    return Person.objects.filter(pk=person_id, death_sealed__isnull=False).exists()


def _is_of_another_home(request, person: Person) -> bool:
    """Then how they are reached is of that home, and it is not shown here."""
    mine = DossierPerson.objects.filter(dossier__in=running_grants(request).values("content_object"))
    return bool(mine.from_another_home([person.pk]))


def _read(request, profiles, grant: Grant) -> list[ContactProfile]:
    profiles = opened(request, profiles.select_related("asked_by"))
    ids = [profile.pk for profile in profiles]
    request.readings.add(Action.READ, dossier_id=grant.content_object_id, grant=grant, record_ids=ids)
    return profiles
