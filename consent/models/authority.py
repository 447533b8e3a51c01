"""§ 1.5 Minderjarigen en wilsonbekwamen: who holds authority (gezag) over a child, as recorded."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cases.models import Person
from sealing.fields import SealedJSONField, SealedTextField
from sealing.models import SealedUnderPerson


class AuthorityKind(models.TextChoices):
    """The six outcomes of the BRP; their names are the source's own."""

    JOINT_PARENTS = "GezamenlijkOuderlijkGezag", _("Beide ouders hebben samen het gezag")
    ONE_PARENT = "EenhoofdigOuderlijkGezag", _("Eén ouder heeft het gezag")
    JOINT_THIRD = "GezamenlijkGezag", _("Een ouder en een ander hebben samen het gezag")
    GUARDIAN = "Voogdij", _("Voogdij")
    TEMPORARILY_NONE = "TijdelijkGeenGezag", _("Tijdelijk heeft niemand het gezag")
    UNDETERMINED = "GezagNietTeBepalen", _("Het gezag is niet te bepalen")


class AuthoritySource(models.TextChoices):
    BRP = "brp", _("Basisregistratie Personen")
    REGISTER = "gezagsregister", _("Gezagsregister van de rechtbank")


class Authority(SealedUnderPerson):
    """One outcome for one child (`person`), with its source and date.

    `holders`: a list of {"name", "bsn_index" (hex) or null, "person" (id) or null, "role": ouder/derde/voogd,
    "known": false for an unknown third party}. A newer outcome replaces an older one: `replaced_at`.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="authorities")
    kind = models.CharField(_("gezag"), max_length=30, choices=AuthorityKind)
    holders = SealedJSONField()
    explanation = SealedTextField()
    in_research = models.BooleanField(_("in onderzoek"), default=False)
    source = models.CharField(_("bron"), max_length=20, choices=AuthoritySource)
    recorded_on = models.DateField(_("vastgesteld op"))
    created_at = models.DateTimeField(_("vastgelegd op"))
    replaced_at = models.DateTimeField(null=True)

    history = HistoricalRecords(bases=[SealedUnderPerson, models.Model])

    class Meta:
        verbose_name = _("gezagsuitkomst")
        verbose_name_plural = _("gezagsuitkomsten")

    def __str__(self):
        return f"gezag over persoon {self.person_id.hex[-6:]}"
