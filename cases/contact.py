"""§ 4 Betrokkenheid cliënt: whether somebody may be reached now, and along which way. No database here: facts in,
an answer out.

What is not known never means that it is safe: without a profile nothing leaves. docs/adr/0084-safe-contact.md
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from cases.choices import Channel, Portal

# Ways that need a place to send to, and ways that ring at a moment of ours.
NEEDS_ADDRESS = frozenset({Channel.POST, Channel.MAIL, Channel.PHONE, Channel.SMS})
AT_HOURS = frozenset({Channel.PHONE, Channel.SMS})


@dataclass(frozen=True)
class Hours:
    """On these days (Monday is 0), from `start` up to and not including `end`, by Dutch time."""

    days: frozenset[int]
    start: time
    end: time

    def cover(self, at: datetime) -> bool:
        here = localtime(at)
        return here.weekday() in self.days and self.start <= here.time() < self.end


@dataclass(frozen=True)
class Profile:
    """What was said about reaching one person. `addresses`: the channels for which there is a place to send to."""

    review_on: date
    channels: frozenset[str] = frozenset()
    addresses: frozenset[str] = frozenset()
    hours: tuple[Hours, ...] = ()
    do_not_contact: bool = False
    portal: str = Portal.OFF


@dataclass(frozen=True)
class Answer:
    """`why`: a Dutch sentence. `ask_again`: the profile is past its review date; until it is asked, it holds."""

    allowed: bool
    why: str
    ask_again: bool = False


def may_send(profile: Profile | None, channel: str, at: datetime) -> Answer:
    """Whether something may go to this person by this channel at this moment, and why. Fails closed.

    `at` knows its time zone; ValueError where it does not.
    """
    ask_again = profile is not None and is_due(profile, localtime(at).date())
    refusal = _refusal(profile, channel, at)
    return Answer(not refusal, refusal or _("Dat mag volgens het profiel voor veilig contact."), ask_again)


def is_due(profile: Profile, on: date) -> bool:
    """From its review date on a profile is asked after again."""
    return profile.review_on <= on


def portal_of(profile: Profile | None) -> Portal:
    """§ 4 Betrokkenheid cliënt: what the portal shows. Asked before it opens: without a profile it is off."""
    if _refusal_of_all(profile) or Channel.PORTAL not in profile.channels:
        return Portal.OFF
    return Portal(profile.portal)


def _refusal(profile: Profile | None, channel: str, at: datetime) -> str:
    """Why not, as a sentence; empty when it may."""
    if refusal := _refusal_of_all(profile):
        return refusal
    if channel not in profile.channels:
        return _("Deze persoon wil zo niet benaderd worden.")
    if channel in NEEDS_ADDRESS and channel not in profile.addresses:
        return _("In het profiel staat niet waarheen het veilig kan.")
    if channel == Channel.PORTAL and profile.portal == Portal.OFF:
        return _("Het portaal staat uit voor deze persoon.")
    if channel in AT_HOURS and not any(hours.cover(at) for hours in profile.hours):
        return _("Op dit moment is bellen of sms'en niet veilig.")
    return ""


def _refusal_of_all(profile: Profile | None) -> str:
    if profile is None:
        return _("Er is nog geen profiel voor veilig contact. Vraag eerst hoe het veilig kan.")
    if profile.do_not_contact:
        return _("Niet benaderen: deze persoon mag geen bericht van de gemeente krijgen.")
    return ""
