"""§ 2.3 Bewaartermijnen: after destruction nothing of a family can be found in anything that was written down of them.

Real servers do the work: gunicorn, Celery, PostgreSQL, Valkey. Whatever is looked for was found before.
"""

from collections import Counter
from uuid import UUID

import pytest
from django.utils import timezone

from accounts.models import Organisation, SecrecyText, User
from tests.gone import inventory, places, story
from tests.gone.family import Family
from tests.gone.scanner import find
from tests.gone.visitor import Visitor

pytestmark = [pytest.mark.policy("2.3")]
PASSWORD = "vier losse woorden samen"


@pytest.fixture
def colleagues(committed):
    home = Organisation.objects.create(name="Gemeente Boekel", kind="municipality")
    text = SecrecyText.objects.current(on=timezone.localdate())

    def make(name):
        roles = ["hulpverlener", "regievoerder"]
        user = User.objects.create_user(f"{name.lower()}@boekel.example", PASSWORD, name=name, organisation=home, roles=roles)
        user.acceptances.create(text=text, text_sha256=text.sha256, accepted_at=timezone.now())
        return user

    return {name: make(name) for name in ("Noor", "Thijs", "Imane")}


def test_gone(committed, house, knows, colleagues, breaks):
    family = Family("Ångström-Łukasz", 999920000)
    stays = Family("Blijvertje", 999930000)
    knows(family)
    with house.worker() as _:
        house.does("cases.tasks.keep_search_ready")
        with house.web() as url:
            noor, imane = (Visitor(url).signs_in(colleagues[name].email, PASSWORD) for name in ("Noor", "Imane"))
            story.sign_in_wrongly(url, family)
            dossiers = []
            for f, take in ((family, story.take_up), (family, story.take_over), (stays, story.take_up)):
                d = story.open_dossier(noor, f, take(noor, f))
                pages = story.fill(noor, f, d)
                story.let_in(noor, f, d, colleagues["Thijs"])
                story.look_around(noor, f)
                story.be_refused(imane, [d, *pages])
                dossiers.append(UUID(d.split("/")[2]))
                if f is family:
                    print(story.close(noor, f, d))
            story.stumble(noor, family, d)
            story.fail(noor, family, d, breaks)
        house.does("retention.tasks.destroy_due", "audit.tasks.seal_log")
    inv = inventory.of(committed, dossiers[:2])
    print(len(inv.ids), len(inv.secrets), inv.tables)
    print(set(inventory.opened(inv.ids)))
    all_ = places.everywhere(committed, house)
    print(Counter(p.kind for p in all_), sum(len(p.content) for p in all_))
    import time
    t = time.time()
    ids, secrets = Counter(), Counter()
    for name, where in find([*family.needles(), *inv.needles()], all_).items():
        if name.startswith("id "):
            for w in where: ids[str(w)] += 1
        elif name.startswith(("key ", "file ", "cases", "consent", "person_search")):
            for w in where: secrets[str(w)] += 1
        else: print(name, sorted({str(w) for w in where}))
    print(ids, "\n", secrets)
    print("scan", time.time() - t)
    #print(house.log("web")[-6000:])
    #print(house.log("worker")[-3000:])
    assert 0
