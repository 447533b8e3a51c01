"""Doors to what was shared, is being shared, or came back (§ 3.3 Zorgvuldigheid)."""

from collections import defaultdict

from audit.choices import Action
from cases.access import Refused, access_of, dossier_to_change, dossier_to_read, in_dossier, persons_of
from cases.access.core import opened
from cases.choices import WRITTEN_BY_SYSTEM
from cases.models import Document, DossierStatus, Entry, Person, Task
from cases.records import DossierRecord
from consent.models import Cover, Delivery, Disclosure
from sealing import files

# What can be chosen to share, newest first; older is found through the filter of the dossier and shared by itself.
MOST_TO_CHOOSE = 100
# The rule (cases.duties) by which somebody tells a receiver what was mended since.
TELL_RECEIVER = "doorgeven"


def dossier_to_share_from(request, pk):
    """An open dossier this person may write in: what leaves it leaves a note in it."""
    return dossier_to_change(request, pk)


def dossier_to_look_in(request, pk):
    """A dossier this person may read, for what was shared from it."""
    return dossier_to_read(request, pk)


def people_to_share(request, dossier) -> list[Person]:
    """Whom something can be about, opened."""
    return persons_of(request, dossier)


def records_to_share(request, dossier) -> list[DossierRecord]:
    """Notes and documents of a dossier that a door handed out which this person may read, newest first, opened."""
    found = [*_written_by_people(dossier), *in_dossier(Document, dossier)]
    found = sorted(found, key=lambda record: (record.created_at, record.pk), reverse=True)[:MOST_TO_CHOOSE]
    return _shown(request, found, dossier)


def count_of_records(dossier) -> int:
    """How many there are to choose from, shown or not."""
    return _written_by_people(dossier).count() + in_dossier(Document, dossier).count()


def _written_by_people(dossier):
    """What was noted of an earlier disclosure is no part of what one shares."""
    return in_dossier(Entry, dossier).exclude(kind__in=WRITTEN_BY_SYSTEM)


def disclosure_to_read(request, pk, *, action=Action.READ) -> Disclosure:
    """One disclosure, opened, with its dossier."""
    disclosure = _visible(request, pk)
    disclosure.dossier = dossier_to_read(request, disclosure.dossier_id, action=action)
    return _shown(request, [disclosure], disclosure.dossier, action)[0]


def disclosure_to_change(request, pk) -> Disclosure:
    """As `disclosure_to_read`, for whoever may write in its dossier."""
    disclosure = _visible(request, pk)
    disclosure.dossier = dossier_to_change(request, disclosure.dossier_id)
    return _shown(request, [disclosure], disclosure.dossier)[0]


def disclosures_of(request, dossier) -> list[Disclosure]:
    """What left a dossier that a door handed out, or came in, newest first, opened."""
    found = in_dossier(Disclosure, dossier).select_related("organisation", "sent_by").prefetch_related("deliveries")
    found = _shown(request, found.order_by("-created_at", "pk"), dossier)
    _say_who_was_told(dossier, found)
    return found


def _say_who_was_told(dossier, disclosures) -> None:
    """AVG art. 19: `told_of_change`: when the receiver heard last that something in it was mended; `must_be_told`:
    somebody still has to say so."""
    asked = in_dossier(Task, dossier).filter(rule=TELL_RECEIVER, record_id__in=[one.pk for one in disclosures])
    told = defaultdict(list)
    for record_id, done_at in asked.values_list("record_id", "done_at"):
        told[record_id].append(done_at)
    for one in disclosures:
        one.must_be_told = None in told[one.pk]
        one.told_of_change = max((at for at in told[one.pk] if at), default=None)


def waiting_of(request) -> list[Disclosure]:
    """What this person sent, in dossiers they may open, that nobody confirmed; the longest wait first. Not opened."""
    access_of(request)
    mine = Disclosure.objects.readable_by(request.user, request.now).unconfirmed()
    mine = mine.filter(sent_by=request.user, dossier__status=DossierStatus.OPEN).order_by("sent_at", "pk")
    found = list(mine.select_related("organisation", "dossier"))
    if found:
        request.readings.add(Action.LIST, object_type="disclosure", record_ids=[one.pk for one in found])
    return found


def paper_of(request, disclosure) -> bytes:
    """The PDF of a disclosure that a door handed out, as it was made. Raises BrokenSeal when there is none."""
    return files.read(disclosure.pk, access_of(request).key_of(disclosure))


def deliveries_of(disclosure) -> list[Delivery]:
    """The links of a disclosure that a door handed out, the newest first: when, not what was answered."""
    return list(disclosure.deliveries.order_by("-made_at", "pk"))


def covers_of(request, disclosure) -> list[Cover]:
    """Why each person's part could leave; the persons opened."""
    covers = list(disclosure.covers.select_related("person", "consent", "ground").order_by("pk"))
    opened(request, [cover.person for cover in covers])
    return covers


def _visible(request, pk) -> Disclosure:
    access_of(request)
    found = Disclosure.objects.readable_by(request.user, request.now).filter(pk=pk)
    disclosure = found.select_related("organisation", "sent_by", "created_by", "entry", "answers").first()
    if disclosure is None:
        raise Refused("disclosure", pk)
    return disclosure


def _shown(request, records, dossier, action=Action.READ):
    records = opened(request, records)
    ids = [record.pk for record in records]
    request.readings.add(action, dossier_id=dossier.pk, grant=dossier.why.grant, record_ids=ids)
    return records
