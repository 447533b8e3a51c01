"""§ 4.1 Casusregie: part of a household goes its own way, in one transaction: a household, a dossier and a plan of
their own. On safety grounds nothing here tells where. docs/adr/0097-life-changes.md

`casework.changes` says what follows whom; the page shows it before, and this does exactly that.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import SecrecyText, User
from audit.choices import Action
from audit.context import system
from audit.purposes import Purpose
from cases import actions as cases
from cases.actions.colleagues import appoint_within
from cases.actions.common import hold_open, note
from cases.actions.grants import end_within
from cases.actions.mistakes import take_along
from cases.choices import EntryKind
from cases.models import (
    Document,
    Dossier,
    DossierPerson,
    Draft,
    Entry,
    Grant,
    Household,
    HouseholdMember,
    Lookup,
    Person,
    Task,
)
from cases.regie import one_regisseur
from cases.roles import Hulpverlener, Plaatsvervanger, Regisseur
from casework.actions import plans
from casework.actions.common import locked
from casework.actions.ending_agreed import ask_again, end_agreed, hold_agreed, refuse_changed
from casework.actions.versions import as_divided, copy_parts, parts_of
from casework.changes import Chosen, Fate, Foreseen
from casework.following import foreseen, last_of_plan
from casework.models import Escalation, Plan, PlanPart, PlanVersion, Zrm
from consent.actions.withdrawal import Notices
from sealing.models import new_id
from terms.categories import CASUSREGIE

USUAL = timedelta(days=42)


@dataclass(frozen=True)
class Split:
    """What came of it. `opened`: the dossier of who left."""

    opened: Dossier
    plan: Plan | None


# --- it is done ---


def split(
    dossier: Dossier, chosen: Chosen, *, question: str, mark: str, by: User, now: datetime, notices: Notices
) -> Split:
    """By who leads the dossier. `mark`: of what they looked at. Raises PlanRefused, OneRegisseur, MayNotBeGranted, and
    Overtaken when by now it would do something else."""
    with one_regisseur():
        hold_agreed(dossier, about__overlap=list(chosen.leaving))
        hold_open(dossier.pk)
        plan = foreseen(dossier, chosen, by=by, now=now)
        refuse_changed(plan, mark)
        return _Splitting(dossier, chosen, plan, by, now, notices).do(question)


class _Splitting:
    """One split under way: what was foreseen is done, in the name of `by`; their own access goes last."""

    def __init__(self, dossier, chosen: Chosen, plan: Foreseen, by: User, now: datetime, notices: Notices):
        self.dossier, self.chosen, self.plan, self.by, self.now, self.notices = dossier, chosen, plan, by, now, notices
        self.on = localdate(now)
        self.access = dossier._access
        self.own = Grant.objects.running(now).get(content_object=dossier, user=by)
        self.who = {"by": by, "now": now}

    def do(self, question: str) -> Split:
        opened = self._open(question)
        self._let_in(opened)
        self._take_along(opened)
        self._end_what_was_agreed(opened)
        begun = self._divide_plan(opened)
        self._leave_behind()
        if self.chosen.safety:
            self._hide(opened)
        self._close_behind()
        return Split(opened, begun)

    def _open(self, question: str) -> Dossier:
        """The household is inserted last: row security lets nobody insert one of which they have no dossier."""
        leaving = list(self.chosen.leaving)
        home = Household(id=new_id(), name=self._name(leaving), created_on=self.on)
        self._move_house(home, leaving)
        same = {name: getattr(self.dossier, name) for name in ("purpose", "legal_basis")}
        opened = cases.open_dossier(
            home, on=self.on, about=leaving, question=question, opens=self.own.categories, **same, **self.who
        )
        home.save(force_insert=True)
        note(Action.CREATE, None, object_type="gezin", record_ids=[home.pk], **self.who)
        if self.chosen.safety:
            why = _("Dit gezin is om de veiligheid gesplitst.")
            cases.protect(opened, safety_marked=True, restricted=True, reason=why, **self.who)
        return opened

    def _name(self, leaving: list[UUID]) -> str:
        """Of the eldest of who leaves."""
        people = self.access.give_all(Person.objects.filter(pk__in=leaving))
        eldest = min(people, key=lambda one: (one.birth_date.earliest() or date.max, one.pk))
        return _("Gezin %(name)s") % {"name": " ".join(filter(None, (eldest.prefix, eldest.surname)))}

    def _move_house(self, home: Household, leaving: list[UUID]) -> None:
        """Who lives in a third household stays there."""
        living = HouseholdMember.objects.filter(person__in=leaving, until__isnull=True)
        elsewhere = set(living.exclude(household=self.dossier.household_id).values_list("person", flat=True))
        living.filter(household=self.dossier.household_id).update(until=self.on)
        for person in set(leaving) - elsewhere:
            HouseholdMember.objects.create(household=home, person_id=person, since=self.on)

    # -- who sees what --

    def _let_in(self, opened: Dossier) -> None:
        version = SecrecyText.objects.current(self.on).version
        for given in self._running(self.chosen.along):
            role = Hulpverlener if given.role in (Regisseur, Plaatsvervanger) else given.role
            cases.grant(
                opened,
                to=given.user,
                role=role.code,
                reason=self._why_both(given.user_id) or _("Gaat mee met wie hier weg ging."),
                valid_from=self.now,
                valid_until=given.valid_until,
                categories=given.categories,
                secrecy_version=version,
                **self.who,
            )

    def _why_both(self, user_id: UUID) -> str:
        return self.chosen.both_reason if self.chosen.safety and user_id in self.chosen.both else ""

    def _running(self, users: Collection[UUID]) -> list[Grant]:
        running = Grant.objects.running(self.now).filter(content_object=self.dossier, user__in=users)
        return list(running.select_related("user", "permission").order_by("pk"))

    def _close_behind(self) -> None:
        """By the system, for whoever does it may be out before the last of it."""
        with system(Purpose.UPKEEP, self.now):
            if self.chosen.successor and self.by.pk in self.plan.goes_out:
                successor = User.objects.get(pk=self.chosen.successor)
                why = _("Leidt dit dossier voortaan.")
                appoint_within(self.dossier.pk, to=successor, on=self.on, reason=why, **self.who)
            for given in self._running(self.plan.goes_out):
                end_within(given, even_last=True, **self.who)

    # -- what goes --

    def _take_along(self, opened: Dossier) -> None:
        gone = []
        for model in (Entry, Document, Task, Zrm, Escalation):
            ids = self.plan.ids(Fate.GOES, model._meta.model_name)
            take_along(model, ids, to=opened)
            if ids:
                gone += ids
                for dossier in (self.dossier, opened):
                    name = model._meta.model_name
                    note(Action.MOVE, dossier.pk, object_type=name, record_ids=ids, **self.who)
        moved = Task.objects.filter(pk__in=gone, done_at=None).exclude(assigned_to__in=self.plan.comes)
        moved.update(assigned_to=self.by)
        with system(Purpose.UPKEEP, self.now):
            # What a colleague was typing in a note goes with the note: who does not come along sees it no more.
            Draft.objects.filter(record_id__in=gone).update(dossier=opened)

    # -- what ends --

    def _end_what_was_agreed(self, opened: Dossier) -> None:
        why = _("Het gezin is gesplitst.") if not self.chosen.safety else _("Iemand hoort niet meer bij dit gezin.")
        ended = self.plan.of(Fate.ENDS)
        end_agreed(self.dossier, ended, why=why, notices=self.notices, **self.who)
        ask_again(opened, ended, about=self.chosen.leaving, withheld=self.chosen.safety, **self.who)

    # -- the plan --

    def _divide_plan(self, opened: Dossier) -> Plan | None:
        last = last_of_plan(self.dossier, self.chosen.leaving)
        if last is None:
            return None
        plan = locked(Plan(pk=last.plan_id), self.access)
        there = [person for person in plan.about if person in self.chosen.leaving]
        here = [person for person in plan.about if person not in self.chosen.leaving]
        parts = parts_of(self.access.give(last))
        begun = self._begin_plan(opened, plan, parts, there)
        why = {
            "gone": _("Iemand hoort niet meer bij dit gezin."),
            "over": _("Niemand van dit plan hoort nog bij dit gezin."),
            "anew": _("Iemand hoort niet meer bij dit gezin. Laat het plan opnieuw tekenen."),
        }
        last.plan, last.dossier = plan, self.dossier
        plans.go_on_with(here, last, as_divided(parts, dict(self.plan.here)), **why, **self.who)
        return begun

    def _begin_plan(self, opened: Dossier, plan: Plan, parts: list[PlanPart], about: list[UUID]) -> Plan:
        """On safety grounds nothing of it is in the portal: others may decide for a child of both."""
        day = plan.evaluate_on if plan.evaluate_on > self.on else self.on + USUAL
        begun = plans.begin(opened, about=about, wish=plan.wish, evaluate_on=day, **self.who)
        version = PlanVersion.objects.get(plan=begun)
        if self.chosen.safety:
            for one in (begun, version):
                one.withheld = True
                one.save()
        copy_parts(as_divided(parts, dict(self.plan.there)), version, **self.who)
        return begun

    # -- what stays --

    def _leave_behind(self) -> None:
        """A note that says no more than that somebody left."""
        DossierPerson.objects.filter(dossier=self.dossier, person__in=self.chosen.leaving).delete()
        staying = list(DossierPerson.objects.filter(dossier=self.dossier).values_list("person", flat=True))
        said = {"text": _("Iemand hoort niet meer bij dit gezin."), "kind": EntryKind.MEETING}
        facts = {"about": staying, "happened_on": self.on, "withheld": self.chosen.safety}
        cases.write_entry(self.dossier, category=CASUSREGIE.code, **said, **facts, **self.who)
        note(Action.CHANGE, self.dossier.pk, object_type="gezin", **self.who)

    def _hide(self, opened: Dossier) -> None:
        """§ 2.5 Toegankelijkheid: no other dossier shows their address, and who looked them up sees them no more."""
        leaving = self.chosen.leaving
        with system(Purpose.UPKEEP, self.now):
            DossierPerson.objects.filter(person__in=leaving).exclude(dossier=opened).update(address_closed=True)
            found = Lookup.objects.filter(person__in=leaving, until__gt=self.now)
            found.exclude(user__in=self.plan.comes).update(until=self.now)
