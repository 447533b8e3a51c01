"""§ 4.2 Casusregiedossier: names that nobody recorded are proposed where a package finds them, and never guessed."""

import json
import subprocess
import sys
from types import SimpleNamespace

import pytest
from django.conf import settings

from inzage import names

pytestmark = pytest.mark.policy("4.2")
ASK = "import json; from inzage import names; found = names.finder(); "
ASK += "print(json.dumps([names.installed(), found(['Nu belt Wilma.', 'Niemand.']) if found else None]))"
# Stands for the package: what of it is called here, with a model that knows one name.
PACKAGE = """
from types import SimpleNamespace


class Language:
    def pipe(self, texts, batch_size):
        for text in texts:
            at = text.find("Wilma")
            ents = [SimpleNamespace(start_char=at, end_char=at + 5, label_="PERSON")] if at >= 0 else []
            yield SimpleNamespace(ents=[*ents, SimpleNamespace(start_char=0, end_char=2, label_="GPE")])


def load(model):
    assert model == "nl_core_news_sm"
    return Language()
"""


def answer(*path):
    """Of a real process that has just these packages beside what is locked."""
    environment = {"PYTHONPATH": ":".join(map(str, [*path, settings.BASE_DIR]))}
    ran = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


def install(where, name, content=""):
    (where / name).mkdir()
    (where / name / "__init__.py").write_text(content)


def test_where_nothing_is_installed_there_is_no_finder():
    assert answer() == ["", None]


def test_a_package_without_a_dutch_model_finds_nothing(tmp_path):
    install(tmp_path, "spacy", "raise AssertionError('loaded for nothing')")
    assert answer(tmp_path) == ["", None]


def test_where_both_are_installed_names_of_persons_are_found_and_nothing_else(tmp_path):
    install(tmp_path, "spacy", PACKAGE)
    install(tmp_path, "nl_core_news_sm")
    assert answer(tmp_path) == ["nl_core_news_sm", [[[8, 13]], []]]


def test_the_larger_model_is_used(monkeypatch):
    there = {"spacy", "nl_core_news_sm", "nl_core_news_lg"}
    monkeypatch.setattr(names, "find_spec", lambda name: SimpleNamespace() if name in there else None)
    assert names.installed() == "nl_core_news_lg"
