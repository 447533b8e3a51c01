"""§ 3.1 of the policy: what a consent may be about, and whom it is asked of."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from accounts.models import Organisation
from consent import wording
from consent.actions.consents import add_organisation, ask_anew, discard, explain
from consent.models import Consent, ConsentText, Signature
from consent.refusals import ConsentRefused
from consent.states import ConsentStatus
from tests.cast import acting, as_system, log_rows, opened
from tests.consent.consents import TOLD, asked, both_parents, composed, found_safe, signatures

pytestmark = pytest.mark.policy("3.1")


def tell(cast, consent, **changed):
    """By Roos, who found nothing out beforehand."""
    with acting(cast.roos, cast.now):
        return opened(explain(consent, by=cast.roos, now=cast.now, **(TOLD | changed)))


def names_of(consent) -> list[tuple]:
    return [(one.name, one.capacity, one.signer_id) for one in signatures(consent)]


# --- what it may be about ---


def test_a_consent_names_one_resident_one_organisation_named_data_and_one_purpose(cast):
    made = composed(cast, cast.family.samira)
    assert (made.status, made.person_id, made.about) == (ConsentStatus.DRAFT, cast.family.samira.pk, [made.person_id])
    assert (made.kinds, made.detail, made.goal) == (
        ["voortgang", "school"],
        "hoe het in de klas gaat",
        "samen afspreken wie waarbij helpt",
    )
    assert b"klas" not in bytes(made.detail_sealed)
    assert [row.action for row in log_rows(record_ids__contains=[made.pk])] == ["create"]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"kinds": []}, "Zonder keuze is er geen toestemming"),
        ({"kinds": ["contact", "gezin", "plan", "voortgang", "veiligheid", "wonen", "school"]}, "te veel tegelijk"),
        ({"detail": "alle gegevens die er zijn"}, "te algemeen"),
        ({"detail": "het hele dossier"}, "te algemeen"),
        ({"professional": "iedereen daar"}, "te algemeen"),
        ({"goal": "hulp"}, "waarvoor de gegevens nodig zijn"),
        ({"goal": "informatie delen met alle hulpverleners"}, "te algemeen"),
        ({"may_give": False}, "geven, vragen, of allebei"),
        ({"days": 366 + 1}, "hooguit een jaar"),
        ({"days": -1}, "voor de eerste dag"),
    ],
    ids=str,
)
def test_what_is_general_or_without_end_is_refused(cast, changed, why):
    days = changed.pop("days", None) if isinstance(changed, dict) else None
    if days is not None:
        changed = {"valid_until": cast.today + timedelta(days=days)}
    with pytest.raises(ConsentRefused, match=why):
        composed(cast, cast.family.samira, **changed)
    with as_system():
        assert not Consent.objects.filter(goal_sealed__isnull=False, status=ConsentStatus.DRAFT).exists()


def test_the_municipality_itself_and_everybody_at_once_are_no_organisation(cast):
    everybody = Organisation.objects.create(name="Alle instanties in Boekel", kind="partner")
    for organisation in (cast.roos.organisation, everybody):
        with pytest.raises(ConsentRefused):
            composed(cast, cast.family.samira, organisation=organisation)


def test_somebody_whom_the_dossier_is_not_about_is_asked_nothing(cast):
    with pytest.raises(ConsentRefused, match="hoort niet bij dit dossier"):
        composed(cast, cast.family.ex)


def test_an_organisation_that_is_not_there_yet_is_added_once(cast):
    with acting(cast.roos, cast.now):
        made = add_organisation(name="Logopedie Plus", sort="school", by=cast.roos, now=cast.now)
        assert add_organisation(name="logopedie plus", sort="school", by=cast.roos, now=cast.now) == made
        with pytest.raises(ConsentRefused):
            add_organisation(name="Alle instanties", sort="school", by=cast.roos, now=cast.now)
    assert (made.kind, made.sort, made.agreements.count()) == ("partner", "school", 0)


# --- explained, and asked of whom ---


def test_what_was_explained_is_fixed_and_hashed_word_for_word(cast):
    found_safe(cast, cast.family.samira)
    made = tell(cast, composed(cast, cast.family.samira, professional="juf Anna"))
    assert made.status == ConsentStatus.TO_SIGN
    assert made.sha256 == wording.sha256(made.shown)
    for words in ("Samira Öztürk", "Basisschool De Wilg", "juf Anna", "school en opleiding", "hoe het in de klas gaat"):
        assert words in made.shown
    assert "{" not in made.shown
    assert (made.explained_by, made.explanation["own_words"]) == (cast.roos, TOLD["own_words"])
    assert b"klas" not in bytes(made.shown_sealed)


@pytest.mark.policy("1.5")
def test_an_adult_signs_alone(cast):
    made = asked(cast, cast.family.samira)
    assert names_of(made) == [("Samira Öztürk", "inwoner", cast.family.samira.pk)]
    assert made.decides_until is None


@pytest.mark.policy("1.5")
def test_from_twelve_the_child_signs_with_both_parents(cast):
    both_parents(cast, cast.family.deniz)
    made = asked(cast, cast.family.deniz)
    family = cast.family
    assert names_of(made) == [
        ("Deniz de Boer", "inwoner", family.deniz.pk),
        ("Samira Öztürk", "ouder", family.samira.pk),
        ("Ruud de Boer", "ouder", family.ruud.pk),
    ]
    assert made.decides_until == cast.today.replace(year=cast.today.year + 3)


@pytest.mark.policy("1.5")
def test_a_name_that_is_no_parent_by_the_register_stays_a_name(cast):
    both_parents(cast, cast.family.deniz, "Samira Öztürk", "Aylin de Boer")
    assert names_of(asked(cast, cast.family.deniz))[2] == ("Aylin de Boer", "ouder", None)


@pytest.mark.policy("1.5")
def test_unknown_authority_blocks_with_what_to_do(cast):
    made = composed(cast, cast.family.deniz)
    with pytest.raises(ConsentRefused, match="Zoek het op in de BRP of in het gezagsregister"):
        tell(cast, made)
    with as_system():
        assert Consent.objects.get(pk=made.pk).status == ConsentStatus.DRAFT
        assert not Signature.objects.filter(consent=made).exists()


@pytest.mark.policy("1.5")
@pytest.mark.parametrize("missing", ["own_words", "child_informed"])
def test_nobody_is_asked_before_it_was_told_back_and_told_to_the_child(cast, missing):
    found_safe(cast, cast.family.esra)
    with pytest.raises(ConsentRefused, match="Schrijf"):
        tell(cast, composed(cast, cast.family.esra), **{missing: " "})


@pytest.mark.policy("1.5")
def test_nobody_is_asked_before_somebody_recorded_that_it_is_safe(cast):
    made = composed(cast, cast.family.aylin)
    with pytest.raises(ConsentRefused, match="Leg eerst vast of het veilig is om Aylin de Boer te benaderen"):
        tell(cast, made)
    found_safe(cast, cast.family.aylin, safe=False)
    with pytest.raises(ConsentRefused, match="niet veilig"):
        tell(cast, made)


def test_only_the_child_under_twelve_is_told_apart(cast):
    found_safe(cast, cast.family.samira)
    assert tell(cast, composed(cast, cast.family.samira), child_informed="").status == ConsentStatus.TO_SIGN


def test_in_the_language_of_who_signs_and_in_none_without_a_text(cast):
    made = composed(cast, cast.family.samira)
    found_safe(cast, cast.family.samira)
    with pytest.raises(ConsentRefused, match="In deze taal"):
        tell(cast, made, language="ti")
    told = tell(cast, made, language="en")
    assert "school and training" in told.shown
    assert (told.text_version.language, told.language) == ("en", "en")


def test_a_withdrawn_version_gives_way_to_the_one_before(cast):
    first = ConsentText.objects.get(language="nl", version=1)
    newer = ConsentText.objects.create(
        language="nl", version=2, title="Nieuw", body=first.body, words=first.words, in_force_from=cast.today
    )
    assert composed(cast, cast.family.samira).text_version == newer
    newer.withdrawn_at = cast.now
    newer.save()
    assert composed(cast, cast.family.samira).text_version == first


def test_what_is_explained_is_not_explained_again(cast):
    made = asked(cast, cast.family.samira)
    with pytest.raises(ConsentRefused, match="intussen veranderd"):
        tell(cast, made)


# --- thrown away, and asked anew ---


def test_what_was_never_asked_can_be_dropped_and_nothing_else(cast):
    made = composed(cast, cast.family.samira)
    with acting(cast.roos, cast.now):
        assert discard(made, by=cast.roos, now=cast.now).status == ConsentStatus.LAPSED
        with pytest.raises(ConsentRefused):
            discard(made, by=cast.roos, now=cast.now)


def test_asking_again_takes_everything_over_and_starts_today(cast):
    made = composed(cast, cast.family.samira, may_ask=True, professional="juf Anna")
    later = cast.now + timedelta(days=40)
    with acting(cast.roos, later):
        with pytest.raises(ConsentRefused):
            ask_anew(made, by=cast.roos, now=later)
        ended = opened(discard(made, by=cast.roos, now=later))
        again = opened(ask_anew(ended, by=cast.roos, now=later))
    for name in ("person_id", "organisation", "professional", "may_give", "may_ask", "kinds", "detail", "goal"):
        assert getattr(again, name) == getattr(made, name), name
    assert (again.renews, again.status) == (ended, ConsentStatus.DRAFT)
    assert (again.valid_from, again.valid_until - again.valid_from) == (localdate(later), timedelta(days=180))


def test_nothing_is_asked_in_a_closed_dossier(cast):
    made = composed(cast, cast.family.samira)
    with as_system("termijnen"):
        dossier = cast.family.dossier
        type(dossier).objects.filter(pk=dossier.pk).update(
            status="gesloten", closed_on=cast.today, destroy_on=cast.today + timedelta(days=9)
        )
    with pytest.raises(Exception, match="intussen gesloten"):
        tell(cast, made)
    with pytest.raises(Exception, match="intussen gesloten"):
        composed(cast, cast.family.samira)
