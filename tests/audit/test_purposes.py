from pathlib import Path

from django.utils.translation import override

from audit.purposes import MEANINGS, Purpose, as_markdown

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_every_system_purpose_says_why_and_what_it_opens():
    assert set(MEANINGS) == set(Purpose)
    assert all(meaning.why and meaning.rights for meaning in MEANINGS.values())


def test_the_page_in_the_docs_is_made_from_the_table():
    with override("nl"):
        assert (DOCS / "system-purposes.md").read_text(encoding="utf-8") == as_markdown()
