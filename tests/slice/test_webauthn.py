"""A security key as the second step, in a real browser with a key of its own."""

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from tests.slice.conftest import DESK, HEIGHT, PASSWORD, faults, path_of, sign_in
from tests.slice.test_second_factor import sign_out

pytestmark = pytest.mark.policy("2.5")
KEY = {
    "protocol": "ctap2",
    "transport": "usb",
    "hasResidentKey": False,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Usb:
    """The port in which a key can be put, and taken out."""

    def __init__(self, page):
        self.session = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")

    def insert(self) -> str:
        return self.session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})["authenticatorId"]

    def take_out(self, key):
        self.session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})

    def copy_to_another(self, key, **changed) -> str:
        """Another key that claims to be this one."""
        (credential,) = self.session.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
        other = self.insert()
        self.session.send("WebAuthn.addCredential", {"authenticatorId": other, "credential": credential | changed})
        return other


@pytest.fixture
def required(settings):
    settings.MFA_REQUIRED = True


def is_at(page, title):
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def add_key(page, name="Sleutelbos"):
    is_at(page, "Beveiligingssleutel toevoegen")
    page.get_by_label("Hoe noemt u deze sleutel?").fill(name)
    page.get_by_role("button", name="Sleutel toevoegen").click()


def use_key(page):
    page.get_by_role("button", name="Sleutel gebruiken").click()


@pytest.fixture
def noor(make_user):
    return make_user("Noor")


@pytest.fixture
def with_key(required, noor, browse):
    """Noor signed in for the first time, with a key and nothing else; her browser and the port with the key in it."""
    page = browse()
    usb = Usb(page)
    usb.key = usb.insert()
    sign_in(page, noor.email, PASSWORD)
    page.get_by_role("link", name="Liever een beveiligingssleutel dan een app?").click()
    add_key(page)
    expect(page.locator("#codes li")).to_have_count(10)
    page.get_by_role("link", name="Ik heb ze bewaard").click()
    is_at(page, "Vandaag")
    return page, usb


def test_password_and_key_let_one_in(with_key, noor):
    page, _usb = with_key
    assert faults_of_keys(page) == []
    sign_out(page)
    sign_in(page, noor.email, PASSWORD)
    is_at(page, "Tweede stap")
    page.goto("/zoeken/")
    is_at(page, "Tweede stap")
    assert faults(page) == []
    use_key(page)
    is_at(page, "Vandaag")


def faults_of_keys(page) -> list[str]:
    found = []
    key = Authenticator.objects.get(type="webauthn").pk
    for path in ("", "nieuw/", f"{key}/weghalen/", "bevestigen/"):
        page.goto(f"/account/2fa/sleutels/{path}")
        assert path_of(page) == f"/account/2fa/sleutels/{path}"
        found += faults(page)
    page.set_viewport_size({"width": DESK, "height": HEIGHT})
    page.goto("/")
    return found


def test_without_the_key_nobody_gets_in(with_key, noor):
    page, usb = with_key
    sign_out(page)
    usb.take_out(usb.key)
    usb.insert()
    sign_in(page, noor.email, PASSWORD)
    use_key(page)
    expect(page.get_by_role("alert")).to_contain_text("Uw sleutel gaf geen antwoord")
    assert faults(page) == []
    page.goto("/zoeken/")
    is_at(page, "Tweede stap")


def test_a_key_that_only_says_it_is_the_one_is_refused(with_key, noor, elsewhere_key):
    page, usb = with_key
    sign_out(page)
    liar = usb.copy_to_another(usb.key, privateKey=elsewhere_key)
    usb.take_out(usb.key)
    sign_in(page, noor.email, PASSWORD)
    use_key(page)
    expect(page.get_by_role("alert")).to_contain_text("Deze sleutel hoort niet bij uw account")
    assert liar
    assert faults(page) == []


@pytest.fixture
def elsewhere_key(chromium_browser, site):
    """The private half of a key that was made for this site, by somebody else."""
    page = chromium_browser.new_context(base_url=site.url).new_page()
    usb = Usb(page)
    key = usb.insert()
    page.goto("/inloggen/")
    page.evaluate("""async () => {
        const bytes = () => crypto.getRandomValues(new Uint8Array(32));
        await navigator.credentials.create({publicKey: {
            rp: {id: "localhost", name: "x"}, user: {id: bytes(), name: "x", displayName: "x"}, challenge: bytes(),
            pubKeyCredParams: [{type: "public-key", alg: -7}], authenticatorSelection: {residentKey: "discouraged"},
        }});
    }""")
    (credential,) = usb.session.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
    page.context.close()
    return credential["privateKey"]


def test_the_last_second_step_stays_where_one_is_required(with_key, noor):
    page, usb = with_key
    page.goto("/account/2fa/sleutels/")
    page.get_by_role("link", name="Weghalen").click()
    page.get_by_role("button", name="Weghalen").click()
    expect(page.get_by_role("alert")).to_contain_text("De tweede stap is verplicht en kan niet uit.")
    usb.take_out(usb.key)
    usb.insert()
    page.goto("/account/2fa/sleutels/nieuw/")
    add_key(page, "Reserve")
    page.get_by_role("listitem").filter(has_text="Sleutelbos").get_by_role("link").click()
    page.get_by_role("button", name="Weghalen").click()
    expect(page.get_by_role("main")).not_to_contain_text("Sleutelbos")
    assert [str(key) for key in Authenticator.objects.filter(type="webauthn")] == ["Reserve"]


def test_the_same_key_twice_is_said(with_key):
    page, _usb = with_key
    page.goto("/account/2fa/sleutels/nieuw/")
    add_key(page, "Nog een keer")
    expect(page.get_by_role("alert")).to_contain_text("Deze sleutel hebt u al toegevoegd.")
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def test_a_key_confirms_who_one_is(with_key, settings):
    page, _usb = with_key
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1
    page.goto("/account/2fa/sleutels/nieuw/")
    is_at(page, "Bent u het zelf?")
    page.get_by_role("link", name="Met uw beveiligingssleutel").click()
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
    use_key(page)
    is_at(page, "Beveiligingssleutel toevoegen")


def test_without_scripts_the_page_says_what_to_do_instead(with_key, noor, browse):
    page = browse(javascript=False)
    sign_in(page, noor.email, PASSWORD)
    expect(page.get_by_text("Voor een beveiligingssleutel moet JavaScript aan staan.")).to_be_visible()
    expect(page.get_by_role("button", name="Sleutel gebruiken")).to_be_hidden()
    expect(page.get_by_label("Code")).to_be_visible()
