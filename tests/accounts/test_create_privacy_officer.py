import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Organisation, User


def create(capsys, *args):
    call_command("create_privacy_officer", *args)
    return capsys.readouterr().out.strip()


@pytest.mark.urls("tests.accounts.urls")
def test_the_first_officer_gets_a_link_that_works(db, capsys):
    link = create(capsys, "--email", "Petra@Boekel.example", "--name", " Petra  de Wit ")
    petra = User.objects.get()
    assert (petra.email, petra.name, petra.roles) == (
        "petra@boekel.example",
        "Petra de Wit",
        ["privacy_officer"],
    )
    assert petra.organisation.kind == "municipality"
    assert not petra.has_usable_password()
    assert "Kies uw wachtwoord" in Client().get(link, follow=True).content.decode()


def test_the_link_can_be_whole(db, capsys):
    args = [
        "--email",
        "petra@boekel.example",
        "--name",
        "Petra",
        "--base-url",
        "https://dossiers.boekel.example/",
    ]
    assert create(capsys, *args).startswith("https://dossiers.boekel.example/toegang/")


def test_making_an_officer_is_logged(db, capsys, log_rows):
    create(capsys, "--email", "petra@boekel.example", "--name", "Petra")
    assert [row.action for row in log_rows()] == ["account_create", "account_link"]


@pytest.mark.parametrize(
    ("email", "name", "said"),
    [
        ("", "Petra", "geldig e-mailadres"),
        ("petra", "Petra", "geldig e-mailadres"),
        ("petra@boekel.example", "  ", "voor- en achternaam"),
        ("petra@boekel.example", "P" * 151, "te lang"),
        ("HANNA@boekel.example", "Hanna", "Er is al een account"),
    ],
)
def test_bad_input_is_refused_and_leaves_nothing(hanna, email, name, said):
    with pytest.raises(CommandError, match=said):
        call_command("create_privacy_officer", "--email", email, "--name", name)
    assert User.objects.count() == 1
    assert Organisation.objects.count() == 1


def test_a_second_officer_joins_the_same_organisation(petra, capsys):
    create(capsys, "--email", "pien@boekel.example", "--name", "Pien")
    assert Organisation.objects.count() == 1
