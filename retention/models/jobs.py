"""Long work in the background."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from retention.states import JobKind, JobState
from terms.models import TermChoice


class JobQuerySet(models.QuerySet):
    def unfinished(self):
        """In the order in which they are to be done: each reckons with what the one before it left."""
        return self.exclude(state=JobState.DONE).order_by("due_on", "choice_id", "pk")

    def due(self, on):
        return self.unfinished().filter(due_on__lte=on)


class Job(models.Model):
    """A long piece of work that goes on where it stopped: how far it is, and what came of it. Counts, nobody's data.

    `cursor`: the last dossier that was recomputed, as long as it runs. `foreseen`: what whoever decided looked at.
    What counts as one: a dossier that is recomputed; a dossier, record, person or household that is destroyed.
    """

    kind = models.CharField(_("soort"), max_length=20, choices=JobKind)
    state = models.CharField(_("stand"), max_length=20, choices=JobState, default=JobState.WAITING)
    choice = models.OneToOneField(
        TermChoice, models.PROTECT, null=True, related_name="job", verbose_name=_("inwerkingstelling")
    )
    due_on = models.DateField(_("vanaf"))
    made_at = models.DateTimeField(_("klaargezet op"))
    started_at = models.DateTimeField(_("begonnen op"), null=True)
    finished_at = models.DateTimeField(_("klaar op"), null=True)
    total = models.PositiveIntegerField(_("te doen"), default=0)
    done = models.PositiveIntegerField(_("gedaan"), default=0)
    failed = models.PositiveIntegerField(_("niet gelukt"), default=0)
    cursor = models.UUIDField(null=True)
    foreseen = models.JSONField(_("vooraf getoond"), default=dict)
    figures = models.JSONField(_("wat er gedaan is"), default=dict)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("taak op de achtergrond")
        verbose_name_plural = _("taken op de achtergrond")
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                name="a_finished_job_forgets_where_it_was",
                condition=~Q(state=JobState.DONE) | Q(cursor__isnull=True, finished_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_recomputation_has_its_choice",
                condition=~Q(kind=JobKind.RECOMPUTE) | Q(choice__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def is_running(self) -> bool:
        return self.state == JobState.RUNNING
