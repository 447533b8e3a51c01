"""Keyboard shortcuts: one list, and off when somebody does not want them (WCAG 2.1.4)."""

import pytest

from accounts.models import User
from accounts.shortcuts import SHORTCUTS


@pytest.fixture
def page(hanna, signed_in):
    return signed_in(hanna)


def test_the_page_lists_every_shortcut(page):
    text = page.get("/sneltoetsen/").content.decode()
    for shortcut in SHORTCUTS:
        assert f"<dd>{shortcut.does}</dd>" in text
    assert text.count("<kbd>?</kbd>") == 2  # on the page, and in what the key itself opens


def test_they_go_off_and_on_and_that_is_logged(page, hanna, log_rows):
    assert "data-shortcuts" in page.get("/sneltoetsen/").content.decode()
    for name, wanted in (("uit", False), ("aan", True)):
        answer = page.post("/sneltoetsen/", {name: "1"}, follow=True)
        assert User.objects.get(pk=hanna.pk).shortcuts is wanted
        assert (" data-shortcuts" in answer.content.decode()) is wanted
    assert [row.fields for row in log_rows(action="account_change")] == [["shortcuts"]] * 2


def test_the_account_page_has_the_switch(page):
    assert "Sneltoetsen uitzetten" in page.get("/account/").content.decode()
