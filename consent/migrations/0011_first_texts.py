"""The first texts, in Dutch and English. As they were written then: a better text is a new version, made in /beheer/."""

from datetime import date

from django.db import migrations

from sealing.models import new_id

FIRST = date(2026, 1, 1)
DUTCH_WORDS = {
    "geven": "De gemeente {gemeente} geeft gegevens aan {organisatie}.",
    "vragen": "De gemeente {gemeente} vraagt gegevens aan {organisatie}.",
    "geven_en_vragen": "De gemeente {gemeente} en {organisatie} geven gegevens aan elkaar.",
    "wie_daar": "wie daar bij de hulp hoort",
    "contact": "naam, adres en telefoonnummer",
    "gezin": "wie er bij het gezin horen",
    "plan": "het plan en de doelen",
    "voortgang": "hoe de hulp gaat",
    "veiligheid": "afspraken over veiligheid",
    "wonen": "hoe iemand woont",
    "school": "school en opleiding",
    "werk": "werk, of wat iemand overdag doet",
    "geld": "geld, uitkering en schulden",
    "gezondheid": "gezondheid",
    "behandeling": "wat een behandelaar opschreef",
    "gedwongen_zorg": "verplichte zorg",
    "justitie": "politie en justitie",
}
ENGLISH_WORDS = {
    "geven": "The municipality of {gemeente} gives information to {organisatie}.",
    "vragen": "The municipality of {gemeente} asks {organisatie} for information.",
    "geven_en_vragen": "The municipality of {gemeente} and {organisatie} give each other information.",
    "wie_daar": "the people there who are part of the help",
    "contact": "name, address and telephone number",
    "gezin": "who belongs to the family",
    "plan": "the plan and its goals",
    "voortgang": "how the help is going",
    "veiligheid": "agreements about safety",
    "wonen": "how somebody lives",
    "school": "school and training",
    "werk": "work, or what somebody does during the day",
    "geld": "money, benefits and debts",
    "gezondheid": "health",
    "behandeling": "what somebody who treats you wrote down",
    "gedwongen_zorg": "compulsory care",
    "justitie": "police and justice",
}
DUTCH_TITLE, ENGLISH_TITLE = "Ja, jullie mogen gegevens delen", "Yes, you may share information"
DUTCH_BODY = """Het gaat over: {naam}.

{richting}
Bij {organisatie} is dat: {wie}.

Het gaat om:
{gegevens}

Precies: {precies}

Waarvoor: {doel}

Dit geldt van {vanaf} tot en met {tot}. Daarna stopt het vanzelf.

Ik hoef geen ja te zeggen.
Ik kan mijn ja altijd intrekken. Dat kan mondeling, op papier of op de website van de gemeente.
Dan delen jullie vanaf dat moment niets meer. Wat al gedeeld is, blijft bij wie het kreeg.

Iemand heeft mij uitgelegd wat dit betekent. Ik heb het begrepen."""
ENGLISH_BODY = """This is about: {naam}.

{richting}
At {organisatie} that is: {wie}.

It is about:
{gegevens}

Exactly: {precies}

What it is for: {doel}

This holds from {vanaf} up to and including {tot}. After that it stops by itself.

I do not have to say yes.
I can always take back my yes. I can say so, write it down, or do it on the website of the municipality.
From that moment you share nothing more. What was shared before stays with whoever received it.

Somebody explained to me what this means. I understood it."""
TEXTS = (("nl", DUTCH_TITLE, DUTCH_BODY, DUTCH_WORDS), ("en", ENGLISH_TITLE, ENGLISH_BODY, ENGLISH_WORDS))


def write(apps, schema_editor):
    texts = apps.get_model("consent", "ConsentText").objects.using(schema_editor.connection.alias)
    for language, title, body, words in TEXTS:
        facts = {"title": title, "body": body, "words": words, "in_force_from": FIRST}
        texts.create(id=new_id(), language=language, version=1, **facts)


class Migration(migrations.Migration):
    dependencies = [("consent", "0010_words_and_reviews")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop, hints={"database": "default"})]
