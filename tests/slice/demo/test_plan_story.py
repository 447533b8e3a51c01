"""§ 4.1 Casusregie: the regie is offered and taken; a device in other hands shows the plan alone; what a team leads; a
resident signs in the portal, and takes it back.
"""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from audit.context import system
from audit.purposes import Purpose
from boekel_sd.demo.consents import people_of
from cases.models import Dossier, Grant
from casework.models import Plan
from tests.cast import opened
from tests.inzage.test_consents import open_portal
from tests.slice.conftest import faults
from tests.slice.demo.places import things
from tests.slice.demo.walks import weigh
from tests.slice.test_single_sign_on import as_resident

PHONE = 360

pytestmark = pytest.mark.policy("4.1")


@pytest.mark.policy("2.4", "4")
def test_a_plan_from_intake_to_signed(enter):
    """By one worker, with the family at the screen."""
    page, (household, resident) = enter("regisseur"), without_plan("regisseur@demo.example")
    name = resident.full_name
    main = page.get_by_role("main")
    weigh(page, household)
    page.get_by_role("button", name="Dossier openen").click()
    expect(main).to_contain_text("Folder over rechten en plichten geven")
    dossier = page.url.rstrip("/")
    found = keep_intake(page, dossier)
    page.goto(f"{dossier}/plan/")
    page.get_by_role("link", name="Plan beginnen").click()
    page.get_by_label("Wat wil het gezin bereiken?").fill("Weer rust in huis.")
    for other in page.get_by_role("checkbox").all():
        other.uncheck()
    page.get_by_role("checkbox", name=name).check()
    page.get_by_role("button", name="Plan beginnen").click()
    page.get_by_role("link", name="Verder met versie 1").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("versie 1")
    for kind, words in PARTS:
        add(page, kind, words, name)
    found += faults(page)
    version = page.url
    page.get_by_role("button", name="Voorleggen om te tekenen").click()
    expect(page.get_by_text(f"Leg eerst vast of het veilig is om {name} te benaderen.")).to_be_visible()
    find_safe(page, resident)
    page.goto(version)
    page.get_by_role("button", name="Voorleggen om te tekenen").click()
    page.get_by_role("link", name="Samen tekenen").click()
    expect(page.get_by_text("Ik wil weten wat er binnenkomt.")).to_be_visible()
    found += faults(page)
    page.get_by_label("Ja, ik vind dit goed.").check()
    page.get_by_label("Uw naam").fill(name)
    page.get_by_role("button", name="Tekenen", exact=True).click()
    expect(page.get_by_text("Iedereen heeft getekend. Het plan geldt.")).to_be_visible()
    found += faults(page)
    assert found == []


PARTS = (
    ("doel", {"Wat wil de inwoner bereiken?": "Ik wil weten wat er binnenkomt."}),
    ("actie", {"Wat gaat er gebeuren?": "samen de post openen", "Wie doet dit?": "Wij samen"}),
)


def without_plan(email):
    """A household in which this colleague leads a dossier and no plan runs, and an adult in it."""
    with system(Purpose.DEMO, timezone.now()):
        mine = Grant.objects.filter(user__email=email, permission__codename="regisseur").values("content_object")
        plans = Plan.objects.filter(status="actief").values("household")
        dossiers = Dossier.objects.filter(pk__in=mine, status="open").exclude(household__in=plans)
        dossier = dossiers.select_related("household").first()
        grown, _children = people_of(dossier, timezone.localdate())
        return dossier.household, grown[0]


def find_safe(page, resident):
    """§ 1.5 Minderjarigen en wilsonbekwamen: nobody is asked before somebody looked whether that is safe."""
    page.goto(reverse("consent:check_new", args=[resident.pk]))
    page.get_by_role("radio", name=resident.full_name).check()
    page.get_by_label("Ja, dat is veilig").check()
    page.get_by_label("Hoe weet u dat?").fill("Alleen gesproken, bij de huisarts.")
    page.get_by_label("Op welke dag hebt u dat bekeken?").fill(str(timezone.localdate()))
    page.get_by_role("button", name="Opslaan").click()
    page.wait_for_url(f"**{reverse('consent:authority', args=[resident.pk])}")


def keep_intake(page, dossier) -> list[str]:
    today = str(timezone.localdate())
    page.goto(f"{dossier}/intake/invullen/")
    page.get_by_label("Folder gegeven op").fill(today)
    page.get_by_label("Hoe?").select_option("papier")
    page.get_by_label("Eerste gesprek op").fill(today)
    page.get_by_label("Wat hebt u gevraagd?").fill("Welke brieven nog dicht zijn.")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Opslaan").click()
    expect(page.get_by_text("Welke brieven nog dicht zijn.")).to_be_visible()
    return faults(page)


def add(page, kind, words, about):
    version = page.url
    page.goto(f"{version}{kind}/nieuw/")
    for label, text in words.items():
        page.get_by_label(label).fill(text)
    if kind == "doel":
        page.get_by_label("Leefgebied").select_option("financien")
    page.get_by_role("checkbox", name=about).check()
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_text(next(iter(words.values()))).first).to_be_visible()


def test_the_regie_goes_over_and_the_plan_is_signed_on_the_device(enter):
    have = things("regisseur@demo.example")
    page = enter("regisseur")
    page.goto(f"/plannen/{have.plan.pk}/regie/")
    page.get_by_label("Aan wie").select_option(label="Joris Manders")
    page.get_by_label("Waarom gaat de regie over?").fill("Ik ga met verlof.")
    page.get_by_role("button", name="Regie aanbieden").click()
    expect(page.get_by_text("Tot die ja zegt, blijft u regisseur.")).to_be_visible()
    page.goto(f"/planversies/{have.plan_signature.version_id}/")
    page.get_by_role("button", name="Toestel overgeven").first.click()
    expect(page.get_by_text("Lees dit rustig.")).to_be_visible()
    assert faults(page) == []
    other = enter("invaller")
    other.get_by_role("link", name="Bekijken en antwoorden").click()
    expect(other.get_by_text("Ik ga met verlof.")).to_be_visible()
    assert faults(other) == []
    other.get_by_role("button", name="Ja, ik neem de regie over").click()
    expect(other.get_by_text("U bent nu regisseur")).to_be_visible()
    lead = enter("teamleider")
    lead.goto("/team/werkdruk/")
    expect(lead.get_by_role("rowheader", name="Noor Verbeek")).to_be_visible()
    assert faults(lead) == []


def test_a_resident_signs_in_the_portal_and_takes_it_back(committed, browse, digid):
    have = things("regisseur@demo.example")
    with system(Purpose.DEMO, timezone.now()):
        signer = opened(have.plan_signature.signer)
    open_portal(signer, "volledig", by=have.user, now=timezone.now())
    digid(signer.bsn)
    page = browse(PHONE)
    as_resident(page, "ouder")
    expect(page.get_by_role("heading", level=2, name="Uw plan")).to_be_visible()
    found = faults(page)
    page.get_by_role("listitem").filter(has_text="wij vragen u dit te tekenen").get_by_role("link").click()
    expect(page.get_by_text("Lees dit rustig.")).to_be_visible()
    found += faults(page)
    page.get_by_label("Ja, ik vind dit goed.").check()
    page.get_by_label("Uw naam").fill(signer.full_name)
    page.get_by_role("button", name="Ja, ik teken").click()
    expect(page.get_by_text("Uw handtekening is bewaard.")).to_be_visible()
    page.get_by_role("listitem").filter(has_text="Ondersteuningsplan").filter(has_text="wacht nog").get_by_role(
        "link"
    ).click()
    page.get_by_role("link", name="Mijn handtekening terugnemen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wilt u uw handtekening terugnemen?")
    found += faults(page)
    page.get_by_role("button", name="Ja, neem mijn handtekening terug").click()
    expect(page.get_by_text("Uw handtekening is teruggenomen.")).to_be_visible()
    assert found == []
