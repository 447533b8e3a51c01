"""§ 2.3 Bewaartermijnen: which term holds on a day, and whether a person still has to choose."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from terms import policy
from terms.models import STATUTORY, Term, TermChoice


class NoTerm(LookupError):
    """No set has a term for this category: nothing of it is destroyed before there is one."""


@dataclass(frozen=True)
class Clock:
    """What a record stores when its dossier is closed."""

    term: Term
    started_on: date
    destroy_on: date


@dataclass(frozen=True)
class Standing:
    """What holds on one day for one category: the term in force, the law's term, and the choice behind it."""

    term: Term
    statutory: Term | None
    choice: TermChoice

    @property
    def choice_needed(self) -> bool:
        """The law's minimum is longer than the term in force and no person has chosen."""
        by_a_person = self.choice.chosen_by_id is not None
        return not by_a_person and policy.statutory_is_longer(self.term, self.statutory)


class Book:
    """All terms and choices, read once: a nightly run asks for many records."""

    def __init__(self):
        self._choices = list(TermChoice.objects.select_related("term_set").order_by("from_on", "pk"))
        self._terms = {
            (term.term_set_id, term.category, term.legal_basis): term
            for term in Term.objects.select_related("term_set").order_by("term_set__version")
        }

    def standing(self, category: str, on: date, legal_basis: str = "") -> Standing:
        """Raises NoTerm for a category without a term in the set in force."""
        choice = self._choice(category, legal_basis, on)
        term = choice and self._term(choice.term_set_id, category, legal_basis)
        if term is None:
            raise NoTerm(category)
        return Standing(term, self._statutory(category, legal_basis), choice)

    def needs_choice(self, category: str, on: date, legal_basis: str = "") -> bool:
        """Whether a person still has to choose; where no term holds there is nothing to choose between."""
        try:
            return self.standing(category, on, legal_basis).choice_needed
        except NoTerm:
            return False

    def clock(self, category: str, facts: policy.Facts, legal_basis: str = "") -> Clock:
        """The dates of a record of this category in a dossier that is closed on `facts.closed_on`."""
        term = self.term_of_closed(category, facts.closed_on, legal_basis)
        started = policy.started_on(term.start_event, facts)
        return Clock(term, started, policy.destroy_on(term, started))

    def term_of_closed(self, category: str, closed_on: date, legal_basis: str = "") -> Term:
        """The term by which such a record in a dossier that closed on this day has its date: that of the closing, or
        the later one it was recomputed with. Raises NoTerm."""
        choice = self._latest(self._covering(category, legal_basis), closed_on)
        term = choice and self._term(choice.term_set_id, category, legal_basis)
        if term is None:
            raise NoTerm(category)
        return term

    def clock_after(
        self, steps: Sequence[TermChoice], category: str, facts: policy.Facts, legal_basis: str, started_on: date
    ) -> Clock | None:
        """The dates of a record that is closed already, once these choices reach back to it, in this order.

        What counts from the same event as before keeps its start: it has happened. What counts from another one starts
        as the record knows it. None where none of these choices has a term for it: then nothing of it moves.
        """
        clock = None
        for number, choice in enumerate(steps):
            term = choice.covers(category, legal_basis) and self._term(choice.term_set_id, category, legal_basis)
            if term:
                before = self._event_before(choice, steps[:number], category, facts.closed_on, legal_basis)
                same = before == term.start_event
                started_on = started_on if same else policy.started_on(term.start_event, facts)
                clock = Clock(term, started_on, policy.destroy_on(term, started_on))
        return clock

    def begin_to_count_from(self, event: str, steps: Sequence[TermChoice]) -> set[str]:
        """Categories that these choices count from this event, and that something before the last of them did not:
        what counted from it all along keeps its start."""
        older = {choice.term_set_id for choice in self._choices if choice.place < steps[-1].place}
        counted = defaultdict(set)
        for term in self._terms_of(older):
            counted[term.category].add(term.start_event)
        ours = self._terms_of({step.term_set_id for step in steps})
        return {term.category for term in ours if term.start_event == event and counted[term.category] != {event}}

    def _terms_of(self, set_ids: Collection[int]) -> list[Term]:
        return [term for term in self._terms.values() if term.term_set_id in set_ids]

    def _event_before(self, choice, earlier, category, closed_on, basis) -> str | None:
        """What the term of a closed record counted from, until this choice reached back to it."""
        older = [one for one in self._covering(category, basis) if one.place < choice.place]
        until_then = self._latest(older, closed_on, {one.pk for one in earlier})
        term = until_then and self._term(until_then.term_set_id, category, basis)
        return term.start_event if term else None

    def _choice(self, category, basis, on) -> TermChoice | None:
        """The latest choice that covers this category. The installation's own reaches back before its day, so that
        a dossier closed long ago on paper has a term too."""
        covering = self._covering(category, basis)
        begun = [choice for choice in covering if choice.from_on <= on]
        return next(iter(begun[-1:] or _of_installation(covering)), None)

    def _covering(self, category, basis) -> list[TermChoice]:
        return [choice for choice in self._choices if choice.covers(category, basis)]

    def _latest(self, covering, closed_on, reaching=frozenset()) -> TermChoice | None:
        """Of these the one a dossier that closed on this day goes by; `reaching`: what reaches back besides."""
        reached = [
            choice
            for choice in covering
            if choice.from_on <= closed_on or choice.recomputed_on or choice.pk in reaching
        ]
        return next(iter(reached[-1:] or _of_installation(covering)), None)

    def _term(self, term_set_id, category, basis) -> Term | None:
        return self._terms.get((term_set_id, category, basis)) or self._terms.get((term_set_id, category, ""))

    def _statutory(self, category, basis) -> Term | None:
        """The newest version of the law that is known here, in force or not."""
        newest = [term.term_set_id for term in self._terms.values() if term.term_set.code == STATUTORY]
        return self._term(newest[-1], category, basis) if newest else None


def _of_installation(covering) -> list[TermChoice]:
    return [choice for choice in covering if choice.chosen_by_id is None][:1]
