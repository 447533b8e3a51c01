"""§ 3.1 Toestemmingsverklaring: the texts people sign. A version is added or withdrawn, never changed."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from audit.choices import Action
from cases.actions.common import note
from consent import wording
from consent.models import ConsentText
from consent.refusals import ConsentRefused

OBJECT = "toestemmingstekst"


@transaction.atomic
def publish(
    *, by, now: datetime, language: str, title: str, body: str, words: dict, in_force_from: date
) -> ConsentText:
    """The next version in this language. Raises ConsentRefused for words that cannot be signed."""
    refused = wording.refusal_of_body(f"{title}\n{body}") or wording.refusal_of_words(words)
    if refused:
        raise ConsentRefused(refused)
    last = ConsentText.objects.filter(language=language).aggregate(last=Max("version"))["last"] or 0
    text = ConsentText.objects.create(
        language=language,
        version=last + 1,
        title=title,
        body=body,
        words=words,
        in_force_from=in_force_from,
        created_by=by,
    )
    note(Action.CREATE, None, by=by, now=now, object_type=OBJECT, record_ids=[text.pk])
    return text


@transaction.atomic
def withdraw_text(text: ConsentText, *, by, now: datetime) -> ConsentText:
    """From now nobody signs it. What waits for a signature on it is asked anew; what was signed stays signed."""
    text = ConsentText.objects.select_for_update().get(pk=text.pk)
    if text.withdrawn_at is None:
        text.withdrawn_at = now
        text.save(update_fields=["withdrawn_at"])
        note(Action.CHANGE, None, by=by, now=now, object_type=OBJECT, record_ids=[text.pk])
    return text
