"""The same mail dropped twice at the same moment, in databases of the test's own."""

import threading

import pytest
from django.db import connections
from django.utils import timezone

from cases import actions, mail
from cases.errors import MailKnown
from cases.models import Document, Entry
from tests.cases.letters import eml
from tests.cast import acting

pytestmark = pytest.mark.policy("4.2")


def test_dropped_twice_at_once_it_is_kept_once(lasting):
    letter = mail.read("a.eml", eml(attachments=[("a.txt", b"a")]))
    ready, outcomes = threading.Barrier(2, timeout=20), []

    def drop():
        try:
            with acting(lasting.cem):
                ready.wait()
                actions.keep_mail(
                    lasting.family.dossier,
                    letter,
                    by=lasting.cem,
                    now=timezone.now(),
                    on=lasting.today,
                    source="professional",
                )
            outcomes.append("kept")
        except MailKnown as known:
            outcomes.append(known.entry_id)
        finally:
            connections.close_all()

    both = [threading.Thread(target=drop) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    with acting(lasting.cem):
        (entry,) = Entry.objects.exclude(mail_digest=None).values_list("pk", flat=True)
        assert Document.objects.filter(entry=entry).count() == 1
    assert set(outcomes) == {"kept", entry}
