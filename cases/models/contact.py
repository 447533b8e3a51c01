"""§ 4 Betrokkenheid cliënt: in which ways, when and where somebody can be reached without danger."""

from datetime import time

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cases import contact
from cases.choices import Channel, Portal, Weekday
from cases.models.person import Person
from sealing.fields import SealedJSONField, SealedTextField
from sealing.models import SealedUnderPerson

# Where each channel goes; the others need no place.
ADDRESS_FIELDS = {
    Channel.POST: "safe_address",
    Channel.MAIL: "safe_email",
    Channel.PHONE: "safe_phone",
    Channel.SMS: "safe_phone",
}


class ContactProfileQuerySet(models.QuerySet):
    def running(self):
        return self.filter(replaced_at__isnull=True)


class ContactProfile(SealedUnderPerson):
    """What one person, or somebody for them, said on one day. A row is never changed: a newer one replaces it.

    `safe_…`: read by nobody but cases.actions.address_for and the page of the profile; a test holds that.
    `safe_hours`: a list of {"days": [0, …], "from": "09:00", "until": "12:00"}; Monday is 0.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="contact_profiles", verbose_name=_("persoon"))
    channels = ArrayField(
        models.CharField(max_length=10, choices=Channel), verbose_name=_("mag bereikt worden via"), default=list
    )
    safe_phone = SealedTextField()
    safe_email = SealedTextField()
    safe_address = SealedTextField()
    safe_hours = SealedJSONField()
    do_not_contact = models.BooleanField(_("niet benaderen"), default=False)
    reason = SealedTextField(help_text=_("Waarom iemand niet benaderd mag worden"))
    portal = models.CharField(_("portaal"), max_length=10, choices=Portal, default=Portal.OFF)
    shared_with = SealedTextField(help_text=_("Wie de post kan openen, of telefoon of computer deelt"))
    said_by = SealedTextField(help_text=_("Wie dit heeft gezegd"))
    asked_on = models.DateField(_("gevraagd op"))
    review_on = models.DateField(_("opnieuw vragen op"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("gevraagd door")
    )
    created_at = models.DateTimeField(_("vastgelegd op"))
    replaced_at = models.DateTimeField(_("vervangen op"), null=True)

    objects = ContactProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("profiel voor veilig contact")
        verbose_name_plural = _("profielen voor veilig contact")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(replaced_at__isnull=True), name="one_running_contact_profile"
            ),
            models.CheckConstraint(
                name="not_to_be_contacted_closes_all",
                condition=Q(do_not_contact=False) | Q(channels=[], portal=Portal.OFF),
            ),
            models.CheckConstraint(
                name="the_portal_is_a_channel_when_it_is_on",
                condition=Q(portal=Portal.OFF) & ~Q(channels__contains=[Channel.PORTAL])
                | ~Q(portal=Portal.OFF) & Q(channels__contains=[Channel.PORTAL]),
            ),
            models.CheckConstraint(
                name="a_contact_profile_is_asked_again_later", condition=Q(review_on__gt=F("asked_on"))
            ),
        ]

    def __str__(self):
        return f"veilig contact van persoon {self.person_id.hex[-6:]}"

    @property
    def facts(self) -> contact.Profile:
        """What the rule goes by."""
        with_place = {channel for channel, name in ADDRESS_FIELDS.items() if getattr(self, f"{name}_sealed")}
        return contact.Profile(
            review_on=self.review_on,
            channels=frozenset(self.channels),
            addresses=frozenset(with_place),
            hours=tuple(_hours(one) for one in self.safe_hours or ()),
            do_not_contact=self.do_not_contact,
            portal=self.portal,
        )

    def goes_to(self, channel: str) -> str:
        """Where this channel goes, as lines; empty for one that needs no place. Asks no rule: address_for does."""
        name = ADDRESS_FIELDS.get(channel)
        return getattr(self, name) if name else ""

    @property
    def post_text(self) -> str:
        """To read on the page of the person; what goes out asks address_for."""
        return self.safe_address

    @property
    def mail_text(self) -> str:
        return self.safe_email

    @property
    def phone_text(self) -> str:
        return self.safe_phone

    @property
    def channels_text(self) -> str:
        return ", ".join(str(Channel(code).label).lower() for code in Channel.values if code in self.channels)

    @property
    def hours_text(self) -> list[str]:
        """One line for each period: "ma, di 09:00–12:00"."""
        return [
            f"{', '.join(str(Weekday(day).short) for day in one['days'])} {one['from']}–{one['until']}"
            for one in self.safe_hours or ()
        ]


def _hours(one: dict) -> contact.Hours:
    return contact.Hours(frozenset(one["days"]), time.fromisoformat(one["from"]), time.fromisoformat(one["until"]))
