"""axe finds nothing on any page, at a desk and on a telephone; nothing is wider than the screen, and the content
policy has nothing to stop. The two walks along all there is are made at a desk in `make proof`.
"""

import re
from unittest.mock import Mock

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accounts import links
from accounts.beheer import beheer
from accounts.models import SecrecyText, User
from cases.errors import SearchNotReady
from retention.models import Job
from tests.addresses import every_address
from tests.slice.codes import codes_of
from tests.slice.conftest import BOTH_WIDTHS, PASSWORD, PHONE, faults, sign_in
from tests.slice.demo.places import pages_of, things

REGISSEUR = "regisseur@demo.example"
# Seen below in a way of their own, for one does not come there by an address alone.
ELSEWHERE = {
    "account_login", "mfa_authenticate", "mfa_reauthenticate", "account_reauthenticate", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes", "mfa_deactivate_totp", "mfa_remove_webauthn",
    "mfa_reauthenticate_webauthn", "one_time_link", "account_inactive", "cases:directory", "cases:reveal_bsn",
    # Of residents: tests/slice/test_single_sign_on.py.
    "inzage:start", "inzage:overview",
    # What residents ask: test_request_story.py.
    "inzage:requests", "inzage:ask", "inzage:request", "desk:desk", "desk:request", "desk:decide_part",
    "desk:decide_piece", "desk:shielding", "desk:post", "desk:letter", "desk:letter_read",
    # What is done after it was granted: tests/inzage/test_carrying_out.py and test_restricting.py.
    "desk:carry_out", "desk:carry_piece", "desk:restrict_all", "desk:restriction", "desk:closed_piece",
    # What the portal shows without asking: test_portal_story.py.
    "inzage:helpers", "inzage:disclosures", "inzage:looks", "inzage:terms", "inzage:call_back", "inzage:not_right",
    "inzage:for_whom", "inzage:looking_safely",
    # In the hands of who signs, and in the portal: test_consent_story.py.
    "consent:handed_over", "inzage:consent", "inzage:withdraw",
    # The same of a plan; who is asked to take the regie; a team lead: test_plan_story.py.
    "casework:handed_over", "inzage:plan", "inzage:plan_withdraw", "casework:handover", "casework:workload",
    # For the FG alone.
    "cases:inspections", "cases:inspection",
    # For a team lead alone: test_colleagues.py.
    "cases:team", "cases:leave",
    # Of who takes part in a conference: tests/casework/test_conferences.py.
    "casework:attend", "casework:attend_bring",
    # Of a receiver, by a link in a mail: test_sharing_story.py.
    "consent:receipt",
    # Once a question was weighed: test_triage_story.py.
    "casework:dossier_new",
    # While residents look along: test_table_story.py.
    "casework:table_here",
    # In acute danger: test_emergency.py.
    "cases:break_glass", "cases:on_call",
}  # fmt: skip
# Answered with a file, a style sheet, or a redirect after a click: there is nothing to look at.
NO_PAGE = {
    "retention:announcements_seen", "retention:request_withdraw", "retention:request_told",
    "inzage:request_withdraw", "inzage:fetch", "inzage:draft", "inzage:draft_drop", "inzage:nothing_letter",
    "inzage:receipt", "desk:looked", "desk:withdraw", "desk:clock", "desk:send_back",
    "desk:take_back", "desk:make_anew", "desk:letter_print", "desk:decide_looked",
    "casework:ask_again", "casework:table_note", "casework:table_stop",
    "casework:conference_take_off", "casework:conference_names", "casework:conference_cancel", "casework:attend_reply",
    "casework:attend_calendar",
    "consent:take_back", "consent:code", "consent:deliver_again", "consent:close_link", "consent:paper",
    "consent:receipt_paper", "consent:receipt_file",
    "cases:draft", "cases:draft_drop", "cases:entry_undo", "cases:document_undo", "cases:task_undo",
    "oidc_start", "oidc_callback", "oidc_reauthenticate", "inzage:sign_in", "inzage:callback", "inzage:sign_out",
    "inzage:leave",
    "cases:cover_stop", "cases:appoint", "cases:note",
    "session_alive",
    "daily_digest", "cases:calendar",
    "account_logout", "mfa_download_recovery_codes", "thema", "logo", "cases:household_new", "cases:grant_end",
    "cases:document_download", "cases:document_image", "cases:emergency_end", "security_txt", "cases:task_done",
    "brp:take_over",
    "casework:version_ask", "casework:version_take_back", "casework:part_remove", "casework:plan_evidence",
    "casework:plan_print", "casework:version_print", "casework:plan_hand_over", "casework:plan_scan",
    "casework:handover_take_back", "casework:death_take_back", "casework:merge_undo",
    "consent:discard", "consent:anew", "consent:hand_over", "consent:scan", "consent:evidence", "consent:hand_back",
    "casework:triage_drop", "casework:escalation_end",
}  # fmt: skip
FORMS = (
    "cases:person_new", "cases:entry_new", "cases:document_new", "cases:mail_new", "cases:letter_new",
    "cases:task_new", "cases:grants", "cases:grant_authorise", "cases:emergency_review", "cases:cover",
    "cases:entry_move", "cases:contact", "cases:dossier_close", "brp:lookup",
    "account_change_password", "consent:authority_new", "consent:representation_new", "consent:assessment_new",
    "consent:refusal_new", "consent:measure_new", "consent:flag_new", "consent:check_new", "consent:flag_judge",
    "consent:compose", "consent:explain", "consent:sign", "consent:sign_paper", "consent:withdraw", "consent:shield",
    "consent:urgent", "consent:ground_judge", "consent:ground_end", "consent:ground_tell", "consent:ground_release",
    "consent:incoming_new", "casework:triage_new", "casework:zrm_new", "casework:plan_begin", "casework:plan_evaluate",
    "casework:plan_withdraw",
    "casework:part_new_actie", "casework:part_new_betrokken", "casework:regie", "casework:conference_new",
    "casework:conference_invite", "casework:conference_tell", "casework:conference_item", "casework:conference_close",
    "casework:escalation_new", "casework:escalation_attempt", "cases:task_postpone",
    "casework:split", "casework:death", "casework:move_away",
)  # fmt: skip

# One test for each, or the whole of /beheer/ takes longer than a test may on a busy machine.
ROOMS = sorted({model._meta.app_label for model in beheer._registry})
FAILURES = {400: SuspiciousOperation, 403: PermissionDenied, 404: Http404, 500: RuntimeError, 503: OperationalError}


@pytest.fixture
def pages(committed):
    return pages_of(things(REGISSEUR))


def test_every_page_of_the_site_is_looked_at_here(pages):
    named = {address.view_name for address in every_address() if not address.route.startswith("beheer")}
    assert named == pages.keys() | ELSEWHERE | NO_PAGE


@pytest.mark.parametrize("width", BOTH_WIDTHS)
def test_nothing_is_wrong_with_the_pages_of_a_worker(enter, pages, width):
    page = enter("regisseur", width)
    found = []
    for path in (path for paths in pages.values() for path in paths):
        assert page.goto(path).status == 200, path
        page.evaluate("document.querySelectorAll('main details').forEach((folded) => { folded.open = true })")
        found += faults(page, [width])
    assert not found


def test_nothing_is_wrong_with_a_form_that_says_what_is_wrong(enter, pages):
    page = enter("regisseur")
    found = []
    for path in (pages[name][0] for name in FORMS):
        page.goto(path)
        page.locator(f"main form:is(:not([action]), [action='{path}']) button[type=submit]:visible").last.click()
        expect(page.locator(".error-summary")).to_be_focused()
        # The form itself is looked at above.
        found += faults(page, widths=[PHONE])
    assert not found


def test_nothing_is_wrong_with_what_a_search_shows(enter, pages):
    page = enter("regisseur")
    found = []
    for words in ("e", "niemand heet zo"):
        page.goto(reverse("cases:search"))
        page.get_by_label("Zoek in uw dossiers").fill(words)
        page.get_by_role("search").get_by_role("button", name="Zoeken").click()
        expect(page.locator("#results-title")).to_contain_text("gevonden")
        found += faults(page)
    page.get_by_label("Achternaam").fill("Niemand")
    page.get_by_label("Geboortedatum").fill("1980-01-01")
    page.get_by_role("button", name="Vraag na").click()
    page.wait_for_url(f"**{reverse('cases:directory')}**")
    found += faults(page)
    page.goto(pages["cases:person"][0])
    page.get_by_text("Nummer tonen").click()
    page.get_by_role("button", name="Toon het BSN").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Burgerservicenummer")
    found += faults(page)
    assert not found


def test_nothing_is_wrong_with_the_pages_of_signing_in(browse, committed, settings):
    settings.MFA_REQUIRED = True
    user = User.objects.get(email=REGISSEUR)
    page = browse()
    found = []
    for path in ("/inloggen/", links.path_for(user), "/toegang/x/y/", reverse("account_inactive")):
        page.goto(path)
        found += faults(page)
    sign_in(page, REGISSEUR, "een ander wachtwoord")
    expect(page.locator(".error-summary")).to_be_visible()
    found += faults(page)
    sign_in(page, REGISSEUR, PASSWORD)
    secret = page.locator("#secret").inner_text()
    found += faults(page)
    page.get_by_label("Code uit uw app").fill(codes_of(secret)[0])
    page.get_by_role("button", name="Instellen").click()
    expect(page.locator("#codes")).to_be_visible()
    found += faults(page)
    for name in ("mfa_generate_recovery_codes", "mfa_deactivate_totp", "mfa_index", "mfa_reauthenticate"):
        page.goto(reverse(name))
        found += faults(page)
    page.context.clear_cookies()
    sign_in(page, REGISSEUR, PASSWORD)
    expect(page.get_by_label("Code")).to_be_visible()
    found += faults(page)
    assert not found


def test_nothing_is_wrong_with_the_declaration_nor_with_what_is_not_saved(browse, committed):
    now = timezone.now()
    SecrecyText.objects.create(version=2, text="Een nieuwe verklaring.", in_force_from=timezone.localdate(now))
    page = browse()
    sign_in(page, REGISSEUR, PASSWORD)
    expect(page.get_by_role("heading", level=1)).to_have_text("Geheimhouding")
    found = faults(page)
    page.get_by_role("button", name="Aanvaarden").click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert not found + faults(page)


def test_nothing_is_wrong_with_a_refusal_or_a_failure(enter, monkeypatch):
    page = enter("regisseur")
    found = []
    for status, error in FAILURES.items():
        monkeypatch.setattr("cases.access.my_duties", Mock(side_effect=error))
        assert page.goto("/").status == status
        found += faults(page)
    monkeypatch.setattr("cases.access.visible_persons", Mock(side_effect=SearchNotReady("Even geduld.")))
    page.goto(reverse("cases:search"))
    page.get_by_label("Zoek in uw dossiers").fill("jansen")
    page.get_by_label("Zoek in uw dossiers").press("Enter")
    User.objects.filter(email=REGISSEUR).update(organisation=None)
    assert page.goto("/").status == 403
    found += faults(page)
    assert not found


def test_nothing_is_wrong_with_the_index_of_beheer(enter):
    page = enter("privacy")
    paths = paths_of_beheer(page)
    assert len(paths) > 3
    # Each of them is looked at below.
    assert {path.split("/")[2] for path in paths} <= set(ROOMS)
    assert not faults(page)


@pytest.mark.parametrize("width", BOTH_WIDTHS)
@pytest.mark.parametrize("room", ROOMS)
def test_nothing_is_wrong_with_beheer(enter, monkeypatch, room, width):
    """Of each room every list, the first row of each, and every form to add something."""
    for register in beheer._registry.values():
        # The rows of a list are all alike, and there are enough of them for a second page.
        monkeypatch.setattr(register, "list_per_page", 6)
    page = enter("privacy", width)
    found = []
    for path in (path for path in paths_of_beheer(page) if path.startswith(f"/beheer/{room}/")):
        page.goto(path)
        found += faults(page, [width])
        for row in [href for href in hrefs(page, "#result_list tbody th") if "/change/" in href][:1]:
            page.goto(row.partition("?")[0])
            found += faults(page, [width])
    assert not found


def test_nothing_is_wrong_with_what_a_set_of_terms_would_move(enter):
    page = enter("privacy")
    page.goto("/beheer/terms/termset/")
    page.get_by_role("row").filter(has_text="Wettelijke termijnen").get_by_role("checkbox").check()
    page.locator("select[name=action]").select_option("put_into_force")
    page.get_by_role("button", name="Uitvoeren").click()
    found = faults(page)
    page.get_by_label("Waarom").fill("De wet is langer")
    page.get_by_role("button", name="Bekijken wat er verandert").click()
    expect(page.get_by_role("button", name="In werking stellen")).to_be_visible()
    found += faults(page)
    page.goto("/beheer/retention/destruction/jaarverslag/")
    assert not found + faults(page)


def test_the_page_of_a_running_destruction_tells_by_itself_how_far_it_is(enter):
    now = timezone.now()
    job = Job.objects.create(
        kind="vernietiging", state="loopt", due_on=now.date(), made_at=now, started_at=now, done=10, total=40
    )
    page = enter("fg")
    page.clock.install()
    page.goto(f"/beheer/retention/job/{job.pk}/change/")
    told = page.get_by_role("region", name="Voortgang")
    expect(told).to_contain_text("10 van 40 vernietigd")
    found = faults(page)
    for done, state, said in ((20, "loopt", "20 van 40 vernietigd"), (40, "klaar", "Klaar. ")):
        Job.objects.filter(pk=job.pk).update(done=done, state=state, finished_at=now)
        # What was put in asks again only once it has settled.
        expect(page.locator(".htmx-added, .htmx-settling")).to_have_count(0)
        page.clock.fast_forward(15_000)
        expect(told).to_contain_text(said)
    expect(told).not_to_contain_text("ververst")
    assert not found + faults(page)


def test_nothing_is_wrong_with_what_the_fg_inspects(enter, committed):
    codename = things(REGISSEUR).dossier.codename
    page = enter("fg")
    page.goto("/inspectie/")
    found = faults(page)
    page.get_by_role("button", name="Dossier openen").click()
    expect(page.locator(".error-summary")).to_be_visible()
    found += faults(page)
    page.get_by_label("Codenaam van het dossier").fill(codename)
    page.get_by_label("Nagaan of de regels worden nageleefd").check()
    page.get_by_label("Waarom is het nodig").fill("Steekproef van dit kwartaal")
    page.get_by_role("button", name="Dossier openen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(codename)
    found += faults(page)
    page.goto("/inspectie/")
    assert not found + faults(page)


def paths_of_beheer(page) -> list[str]:
    page.goto("/beheer/")
    inside = re.compile(r"^/beheer/\w+/\w+/(?:add/)?$")
    return sorted({path for path in hrefs(page, "#content") if inside.match(path)})


def hrefs(page, within) -> list[str]:
    return page.locator(f"{within} a[href]").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
