"""How people write a name, a number, an address and a day: each a way to hide it from who looks for it too simply."""

import random
import unicodedata
from html import escape
from urllib.parse import quote

from casework.masking import Somebody

MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()


def names(one: Somebody, dice: random.Random):
    given, whole = one.given_names, f"{one.prefix} {one.surname}".strip()
    if not any(letter.isalpha() for letter in f"{given}{one.surname}"):
        return
    initials = [word[0] for word in given.split()]
    full = f"{given} {whole}".strip()
    yield from (full, whole, given, full.upper(), full.lower(), full.title())
    yield f"{whole}, {given}"
    yield f"{one.surname}, {one.prefix}, {given}" if one.prefix else full
    yield f"{one.surname}, {''.join(f'{letter}.' for letter in initials)} {one.prefix}".strip()
    yield f"{''.join(f'{letter}.' for letter in initials)} {whole}"
    yield f"{' '.join(initials)} {whole}"
    yield f"{'. '.join(initials)}. {whole}"
    yield f"{full}s" if not full.endswith("s") else f"{full}'"
    yield f"{full}’s"
    yield without_accents(full)
    yield unicodedata.normalize("NFD", full)
    yield fullwidth(full)
    yield escape(full)
    yield "".join(f"&#{ord(letter)};" for letter in full)
    yield "".join(f"&#x{ord(letter):x};" for letter in full)
    yield quote(full)
    yield full.replace(" ", "\u00a0")
    yield full.replace(" ", "\n")
    yield full.replace(" ", "-")
    yield full.replace(" ", "_")
    yield full.replace("-", " ")
    yield full.replace("-", "")
    yield full.replace(" ", "")
    yield "\u00ad".join(full)
    yield "\u200b".join(full)
    yield " ".join(full.replace(" ", "")) if len(full) < 12 else full
    for word in full.split():
        if len(word) > 5:
            yield f"{word[:3]}-\n{word[3:]}"
            yield f"<b>{word[:2]}</b>{word[2:]}"
            yield one_letter_wrong(word, dice)
            yield f"familie{word}"
            yield f"{word}-Jansma"
    yield from one.names


def one_letter_wrong(word: str, dice: random.Random) -> str:
    at = dice.randrange(1, len(word) - 1)
    other = dice.choice("abeklmnorst")
    return dice.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + other + word[at:],
            word[:at] + other + word[at + 1 :],
            word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
        )
    )


def without_accents(text: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


def fullwidth(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if letter.isascii() and letter.isalpha() else letter for letter in text)


def numbers(one: Somebody):
    for number in one.bsns:
        yield from (number, f"{number[:4]} {number[4:6]} {number[6:]}", ".".join((number[:3], number[3:6], number[6:])))
        yield from (" ".join(number), "-".join(number), f"BSN:{number}", "\u200b".join(number))
    for number in one.telephones:
        yield from (number, f"{number[:2]}-{number[2:]}", f"+31 {number[1:]}", f"0031{number[1:]}", " ".join(number))
        yield f"({number[:4]}) {number[4:7]} {number[7:]}"
    yield from one.mails
    for mail in one.mails:
        yield from (
            mail.upper(),
            mail.replace("@", " @ "),
            mail.replace("@", "(at)"),
            f"<a href='mailto:{mail}'>mail</a>",
        )


def addresses(one: Somebody):
    for each in one.addresses:
        street, number = each.get("street", ""), each.get("number", "")
        postcode, town = each.get("postcode", ""), each.get("town", "")
        if street and street != ".":
            yield from (
                f"{street} {number}",
                f"{street.upper()} {number}",
                f"{street}, nr. {number}",
                without_accents(street),
            )
        if postcode:
            yield from (postcode, f"{postcode[:4]} {postcode[-2:]}", postcode.lower(), f"{postcode} {town}")
        yield each.get("text", "")


def days(one: Somebody):
    for birth in one.births:
        if birth.day:
            day, month, year = birth.day, birth.month, birth.year
            yield from (f"{day}-{month}-{year}", f"{day:02}/{month:02}/{year}", f"{day:02}.{month:02}.{year % 100:02}")
            yield from (
                f"{year}-{month:02}-{day:02}",
                f"{day} {MONTHS[month - 1]} {year}",
                f"{day} {MONTHS[month - 1][:3]}. '{year % 100:02}",
            )
            yield f"{day:02}{month:02}{year}"
