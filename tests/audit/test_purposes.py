from audit.purposes import MEANINGS, Purpose


def test_every_system_purpose_says_why_and_what_it_opens():
    assert set(MEANINGS) == set(Purpose)
    assert all(meaning.why and meaning.rights for meaning in MEANINGS.values())
