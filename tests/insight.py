"""Of what residents ask about their data one row of each table, taken back by now: nothing waits for anybody."""

from datetime import timedelta

from django.utils.timezone import localdate

from cases.models import Restricted
from inzage.models import (
    Letter,
    Mandate,
    Release,
    Request,
    RequestDraft,
    RequestPart,
    RestrictedReading,
    Restriction,
    Shielding,
)


def one_of_each_asked(dossier, person_id, record, *, by, now, word) -> dict:
    """As the system; `word` is in every text. `record`: what something is shielded of."""
    on = localdate(now)
    long_ago = {"valid_from": on - timedelta(days=900), "valid_until": on - timedelta(days=800)}
    mandate = Mandate.objects.create(user=by, kinds=["inzage"], decree="Mandaatbesluit 2020, artikel 3", **long_ago)
    asked = Request.objects.create(
        person_id=person_id, asker_id=person_id, asked_by=f"Vraagt {word}", kind="inzage", wish=f"Alles zien {word}",
        way="balie", came_on=on, due_on=on + timedelta(days=30), state="ingetrokken", made_at=now, made_by=by,
    )  # fmt: skip
    part = RequestPart.objects.create(
        request=asked, dossier=dossier, about=[person_id], advice=f"Advies {word}", purpose="casusregie",
        legal_basis="jeugdwet", category="casusregie", created_at=now, created_by=by, substantively_changed_at=now,
    )  # fmt: skip
    shielding = Shielding.objects.create(
        dossier=dossier, category=record.category, record_id=record.pk, field="text", words=word, person_id=person_id,
        toward_id=person_id, ground="anderen", reason=f"Van een ander {word}", review_on=on, made_at=now, made_by=by,
        ended_at=now, ended_by=by,
    )  # fmt: skip
    RequestDraft.objects.create(
        asker_id=person_id, person_id=person_id, kind="inzage", content={"wish": f"Nog niet verstuurd {word}"},
        begun_at=now, saved_at=now, expires_at=now + timedelta(days=28),
    )  # fmt: skip
    release = Release.objects.create(request=asked, person_id=person_id, state="verlopen", made_at=now, leaks=[word])
    letter = Letter.objects.create(
        request=asked, person_id=person_id, kind="ontvangst", state="vervallen", made_on=on, due_on=on, answer_by=on,
        trace=f"RR {word}",
    )  # fmt: skip
    restriction = Restriction.objects.create(
        request=asked, dossier=dossier, category=record.category, person_id=person_id, ground="juistheid",
        reason=f"Uitzoeken {word}", review_on=on, made_at=now, made_by=by, told_at=now, told_by=by,
        told=f"Verteld {word}", ended_at=now + timedelta(seconds=1), ended_by=by, end_reason=f"Klopt {word}",
    )  # fmt: skip
    closed = Restricted.objects.create(
        dossier=dossier, category=record.category, record_id=record.pk, model=record._meta.label_lower,
        restriction=restriction.pk, since=now, decided_by=by, ended_at=now,
    )  # fmt: skip
    reading = RestrictedReading.objects.create(
        dossier=dossier, category=record.category, restriction=restriction, person_id=person_id,
        record_id=record.pk, goal="anderen", reason=f"Nodig {word}", at=now, user=by,
    )  # fmt: skip
    return {
        "mandate": mandate, "request": asked, "request_part": part, "shielding": shielding, "release": release,
        "letter": letter,
        "restriction": restriction, "closed": closed, "restricted_reading": reading,
    }  # fmt: skip
