"""A password is taken exactly as it was typed, however long; words of this place alone are none."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from accounts import links
from accounts.passwords import NotOurOwnWords

pytestmark = [pytest.mark.policy("2.5"), pytest.mark.django_db]
LONG = " Vier losse Woorden, ËN een spatie aan het eind: ".ljust(199, "z") + " "


def choose(user, password):
    client = Client()
    form = client.get(links.path_for(user), follow=True)
    return client.post(form.redirect_chain[-1][0], {"new_password1": password, "new_password2": password})


def is_let_in(user, password):
    return Client().post("/inloggen/", {"login": user.email, "password": password}).status_code == 302


def test_two_hundred_characters_are_kept_as_they_were_typed(hanna):
    assert choose(hanna, LONG).status_code == 302
    assert is_let_in(hanna, LONG)
    for other in (LONG.strip(), LONG.lower(), LONG[:72], LONG[:128], LONG[:-1]):
        assert not is_let_in(hanna, other)


@pytest.mark.parametrize("password", ["WelkomBoekel2026!", "dossier-dossier", "gemeenteboekel1", "Wachtwoord12345"])
def test_words_of_this_place_alone_are_refused(hanna, password):
    assert choose(hanna, password).status_code == 200
    with pytest.raises(ValidationError):
        validate_password(password, hanna)


@pytest.mark.parametrize(
    "password", ["welkom bij de paarse olifant", "vier losse woorden samen", "çığ-ü-ö-ß-olifantje"]
)
def test_other_words_beside_them_are_fine(hanna, password):
    validate_password(password, hanna)


def test_the_name_of_the_municipality_is_one_of_them(settings):
    (options,) = (one["OPTIONS"] for one in settings.AUTH_PASSWORD_VALIDATORS if one["NAME"].endswith("NotOurOwnWords"))
    assert settings.MUNICIPALITY_NAME in options["words"]
    with pytest.raises(ValidationError):
        NotOurOwnWords(["Waterstad"], rest=6).validate("waterstad-2026")


def test_who_may_not_choose_it_reads_why(hanna):
    assert "het eerst probeert" in choose(hanna, "WelkomBoekel2026!").content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_has_no_password_here_reads_where_to_change_it(make_user, signed_in, method):
    """Of an account that signs in by the municipality; with a password the page asks for it."""
    by_municipality, with_password = make_user("Rik", "hulpverlener", password=None), make_user("Mia", "hulpverlener")
    client = signed_in(by_municipality)
    answer = getattr(client, method)("/account/wachtwoord/", {"oldpassword": "", "password1": LONG, "password2": LONG})
    assert answer.status_code == 200
    assert "U hebt hier geen wachtwoord" in answer.content.decode()
    by_municipality.refresh_from_db()
    assert not by_municipality.has_usable_password()
    assert "Wachtwoord wijzigen" in signed_in(with_password).get("/account/wachtwoord/").content.decode()
