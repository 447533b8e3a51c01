"""A person and what the base registration says about their family. Everything that identifies is sealed."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cases import bsn as bsn_rules
from cases.choices import BsnReason, Gender, IdentityDocument, RelationKind, Source
from cases.partialdate import PartialDate
from sealing.fields import SealedJSONField, SealedTextField
from sealing.models import Sealed, SealedModel, SealedUnderPerson

NOTICES = {
    "curatele": _("Staat volgens de BRP onder curatele. Zoek in het curateleregister wie beslist."),
    "suspended": _("De inschrijving in de BRP is opgeschort: deze gegevens worden niet meer bijgehouden."),
    "in_onderzoek": _("De gemeente onderzoekt of (een deel van) deze gegevens klopt. Vraag het na bij de inwoner."),
    "impossible_dates": _("Een datum van een familielid in de BRP kan niet bestaan. Vraag het na bij de inwoner."),
}


class Person(SealedModel):
    """§ 1.4 Uitzonderingen BSN: a number with its identity check, or the reason why there is none.

    `birth`, `death`: partial dates as [year, month, day]; `address`: street, number, postcode, town, text.
    """

    given_names = SealedTextField()
    prefix = SealedTextField()
    surname = SealedTextField()
    gender = SealedTextField()
    birth = SealedJSONField()
    death = SealedJSONField()
    address = SealedJSONField()
    particulars = SealedJSONField(help_text=_("Wat de BRP verder meldt: curatele, in onderzoek"))
    bsn = SealedTextField()
    bsn_index = models.BinaryField(null=True, editable=False, max_length=32)
    a_number_index = models.BinaryField(null=True, editable=False, max_length=32)
    bsn_in_doubt = models.BooleanField(_("BSN in twijfel"), default=False)
    bsn_reason = models.CharField(_("reden zonder BSN"), max_length=20, choices=BsnReason, blank=True)
    identity_document = models.CharField(_("gecontroleerd met"), max_length=20, choices=IdentityDocument, blank=True)
    identity_checked_on = models.DateField(_("identiteit gecontroleerd op"), null=True, blank=True)
    address_secret = models.BooleanField(_("geheim adres"), default=False)
    source = models.CharField(_("bron"), max_length=20, choices=Source, default=Source.RESIDENT)
    source_date = models.DateField(_("datum bron"))
    created_at = models.DateTimeField(_("opgenomen op"), default=timezone.now)

    history = HistoricalRecords(bases=[Sealed, models.Model])

    class Meta:
        verbose_name = _("persoon")
        verbose_name_plural = _("personen")
        constraints = [
            models.UniqueConstraint(fields=["bsn_index"], condition=Q(bsn_in_doubt=False), name="one_person_per_bsn"),
            models.CheckConstraint(
                name="a_bsn_or_a_reason_for_none",
                condition=Q(bsn_index__isnull=False, bsn_reason="") | Q(bsn_index__isnull=True) & ~Q(bsn_reason=""),
            ),
        ]

    def __str__(self):
        return f"persoon {self.pk.hex[-6:]}"

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.given_names, self.prefix, self.surname) if part)

    @property
    def birth_date(self) -> PartialDate:
        return PartialDate.from_json(self.birth)

    @property
    def birth_text(self) -> str:
        return str(self.birth_date)

    def age_on(self, day: date) -> int | None:
        return self.birth_date.age_on(day)

    @property
    def deceased_text(self) -> str:
        return str(PartialDate.from_json(self.death)) if self.death else ""

    @property
    def gender_label(self) -> str:
        return Gender(self.gender or Gender.UNKNOWN).label

    @property
    def bsn_masked(self) -> str:
        return bsn_rules.masked(self.bsn) if self.bsn else ""

    def close_address(self) -> None:
        """From here on it reads as if it is not known; saving the person leaves it as it was."""
        self.closed_address, self.address_sealed = self.address_sealed, None

    @property
    def is_address_closed(self) -> bool:
        return hasattr(self, "closed_address")

    def put_back_address(self) -> None:
        if self.is_address_closed:
            self.address_sealed = self.closed_address
            del self.closed_address

    def save(self, *args, **kwargs):
        self.put_back_address()
        super().save(*args, **kwargs)

    @property
    def address_text(self) -> str:
        return address_text(self.address)

    @property
    def notices(self) -> list:
        """What the source says that changes how far these facts can be trusted, as Dutch sentences."""
        told = self.particulars or {}
        return [sentence for name, sentence in NOTICES.items() if told.get(name)]


class Relation(SealedUnderPerson):
    """A relative as the source gives it, with the person it speaks of: sealed and destroyed with that person.

    `relative` is filled when the relative is in the register too; the names may then still differ, as the
    source writes them on either side.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="relations")
    kind = models.CharField(max_length=10, choices=RelationKind)
    relative = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    relative_bsn_index = models.BinaryField(null=True, editable=False, max_length=32)
    relative_name = SealedTextField()
    relative_birth = SealedJSONField()
    since = SealedJSONField(help_text=_("Partner: dag van huwelijk of partnerschap"))
    until = SealedJSONField(help_text=_("Partner: dag van ontbinding"))
    source = models.CharField(max_length=20, choices=Source, default=Source.BRP)
    recorded_on = models.DateField()

    history = HistoricalRecords(bases=[SealedUnderPerson, models.Model])

    class Meta:
        verbose_name = _("familierelatie")
        verbose_name_plural = _("familierelaties")

    def __str__(self):
        return f"{self.get_kind_display()} van persoon {self.person_id.hex[-6:]}"

    @property
    def birth_text(self) -> str:
        return str(PartialDate.from_json(self.relative_birth))

    @property
    def until_text(self) -> str:
        return str(PartialDate.from_json(self.until)) if self.until else ""


def address_text(address: dict | None) -> str:
    """One line to read; an address abroad or a location carries its own text."""
    if not address:
        return ""
    if address.get("text"):
        return address["text"]
    house = f"{address.get('street', '')} {address.get('number', '')}".strip()
    town = f"{address.get('postcode', '')} {address.get('town', '')}".strip()
    return ", ".join(part for part in (house, town) if part)
