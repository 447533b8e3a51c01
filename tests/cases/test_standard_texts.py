import re
from html import unescape

import pytest

from accounts.models import User
from cases import letters
from cases.models import StandardText, TextKind
from tests.cast import make_worker, sign_in

pytestmark = pytest.mark.policy("2.5")
ADD = "/beheer/cases/standardtext/add/"


@pytest.fixture
def officer(cast):
    return sign_in(cast.pia)


def text_of(**changed):
    return {"kind": "snippet", "title": "Nieuw", "text": "Een stuk tekst.", "active": "on"} | changed


def note_page(cast):
    return unescape(sign_in(cast.cem).get(f"/dossiers/{cast.family.dossier.pk}/notities/nieuw/").content.decode())


def test_every_municipality_starts_with_some(cast):
    for kind, number in ((TextKind.SNIPPET, 4), (TextKind.LETTER, 4), (TextKind.PROTOCOL, 6)):
        assert StandardText.objects.in_use(kind).count() == number
    for letter in StandardText.objects.in_use(TextKind.LETTER):
        assert letters.unknown_placeholders(letter.text) == []
        assert max(len(sentence.split()) for sentence in re.split(r"[.?]|\n\n", letter.text)) <= 20
    assert not any("{" in snippet.text for snippet in StandardText.objects.in_use(TextKind.SNIPPET))


def test_an_officer_adds_one_and_everybody_who_writes_has_it(cast, officer):
    assert officer.post(ADD, text_of()).status_code == 302
    page = note_page(cast)
    assert "Standaardtekst invoegen" in page
    assert "Een stuk tekst." in page
    assert "Uitnodiging voor een gesprek" not in page


def test_one_that_is_out_of_use_is_no_longer_offered(cast):
    snippet = StandardText.objects.in_use(TextKind.SNIPPET).first()
    assert snippet.title in note_page(cast)
    StandardText.objects.filter(pk=snippet.pk).update(active=False)
    assert snippet.title not in note_page(cast)


def test_without_any_there_is_nothing_to_open(cast):
    StandardText.objects.update(active=False)
    assert "Standaardtekst invoegen" not in note_page(cast)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"kind": "brief", "text": "Beste {naam}, u woont in {adres}."}, "Dit kunnen wij niet invullen: {adres}."),
        ({"text": "Beste {naam}"}, "Haal de accolades weg."),
        ({"title": "Niet bereikt"}, "bestaat al"),
        ({"title": ""}, "verplicht"),
    ],
    ids=["unknown", "in a note", "twice", "no title"],
)
def test_a_text_that_would_go_wrong_is_refused(cast, officer, changed, sentence):
    page = unescape(officer.post(ADD, text_of(**changed)).content.decode())
    assert sentence in page
    assert StandardText.objects.count() == 14


def test_who_may_change_them(cast):
    application_manager = make_worker("Ad", cast.pia.organisation, "applicatiebeheerder")
    fg = make_worker("Fatima", cast.pia.organisation, "fg")
    text = User.objects.get(pk=cast.pia.pk).acceptances.get().text
    for user in (application_manager, fg):
        user.acceptances.create(text=text, text_sha256=text.sha256, accepted_at=cast.now)
    assert sign_in(application_manager).get(ADD).status_code == 200
    assert sign_in(fg).get(ADD).status_code == 403
    assert sign_in(fg).get("/beheer/cases/standardtext/").status_code == 200
    assert sign_in(cast.cem).get(ADD).status_code == 404


def test_nobody_deletes_one(cast, officer):
    snippet = StandardText.objects.first()
    assert officer.get(f"/beheer/cases/standardtext/{snippet.pk}/delete/").status_code == 403
