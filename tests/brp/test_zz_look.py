import threading, pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone
from django.conf import settings as S
from brp.generated import families
from brp.standin.description import Description
from brp.standin.server import StandIn
from tests.slice.conftest import axe, AXE_RUN, TOO_WIDE

def test_look(page, settings):
    now = timezone.now()
    from accounts.models import User, Organisation, SecrecyText
    o = Organisation.objects.create(name="Gemeente Boekel", kind="municipality")
    u = User.objects.create_user("h@boekel.example", "vier losse woorden samen", name="Hanna", organisation=o, roles=["hulpverlener"])
    t = SecrecyText.objects.current(on=timezone.localdate(now)); u.acceptances.create(text=t, text_sha256=t.sha256, accepted_at=now)
    c = Client(); c.force_login(u, backend="accounts.backends.StaffBackend")
    people = families(2)
    srv = StandIn(0, people, Description(), key="k"); threading.Thread(target=srv.serve_forever, daemon=True).start()
    settings.BRP_URL, settings.BRP_API_KEY = srv.url, "k"
    page.context.add_cookies([{"name": S.SESSION_COOKIE_NAME, "value": c.cookies[S.SESSION_COOKIE_NAME].value, "url": page.url if page.url.startswith("http") else __import__("os").environ.get("X","http://localhost")}]) if False else None
    page.goto("/")
    page.context.add_cookies([{"name": S.SESSION_COOKIE_NAME, "value": c.cookies[S.SESSION_COOKIE_NAME].value, "url": page.url.split("/inlog")[0].split("/acc")[0]}])
    for w in (1440, 360):
        page.set_viewport_size({"width": w, "height": 900})
        page.goto("/zoeken/brp/")
        page.screenshot(path=f"/tmp/brp-empty-{w}.png", full_page=True)
        page.evaluate(axe()); print(w, page.evaluate(AXE_RUN), page.evaluate(TOO_WIDE))
        page.fill("[name=bsn]", people[4]["burgerservicenummer"]); page.click("text=Vraag op")
        page.wait_for_selector("text=gevonden")
        page.screenshot(path=f"/tmp/brp-found-{w}.png", full_page=True)
        page.evaluate(axe()); print(w, page.evaluate(AXE_RUN), page.evaluate(TOO_WIDE))
        page.fill("[name=bsn]", "123456789"); page.click("main >> text=Vraag op")
        page.wait_for_selector("text=geen geldig")
        page.screenshot(path=f"/tmp/brp-error-{w}.png", full_page=True)
        page.evaluate(axe()); print(w, page.evaluate(AXE_RUN), page.evaluate(TOO_WIDE))
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto("/zoeken/brp/"); page.fill("[name=bsn]", people[0]["burgerservicenummer"]); page.click("text=Vraag op"); page.wait_for_selector("text=gevonden")
    page.click("text=Neem over")
    page.wait_for_url("**/personen/**"); page.screenshot(path="/tmp/brp-person.png", full_page=True)
    print(page.complaints, page.url)
    srv.shutdown(); srv.server_close()
