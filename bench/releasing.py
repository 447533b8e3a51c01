"""§ 4.2 Casusregiedossier: what who asked gets, in its stages: on paper, for a machine, as a parcel, and read again."""

import random
import subprocess
import sys
from datetime import date, timedelta
from functools import partial
from itertools import accumulate, product
from uuid import UUID

from bench.timing import most_memory, report, seconds
from casework.masking import Masker, Somebody
from inzage import leaks, parcel, portable
from inzage.bundle import Attached, Bundle, Field, Item, Passage
from inzage.papers import bundle as paper

ENTRIES, TENTH, SHIELDED, FILES, LENGTHS = 2_000, 200, 200, 40, (4, 12)
STAGES = ("nothing yet", "on paper", "for a machine", "as a parcel", "read again")
SYLLABLES = "ba be da de do ga ge ka ke ko la le lo ma me mo na ne pa pe po ra re ro sa se so ta te to".split()
# As in any language: few words are said often, and many seldom.
WORDS = ["".join(parts) for parts in product(SYLLABLES, repeat=3)][::5]
OFTEN = list(accumulate(1 / rank for rank in range(1, len(WORDS) + 1)))
EX = Somebody(
    "iemand",
    bsns=("123456782",),
    addresses=({"street": "Berkenlaan", "number": "12", "postcode": "5401 XX", "town": "Uden"},),
    telephones=("06-12345678",),
    mails=("ex.partner@post.example",),
)


def measure():
    took = stages_of(ENTRIES)
    title = f"releasing {ENTRIES:,} entries with {SHIELDED} shieldings and {FILES} files"
    report(title, took, "s", "for a machine")
    each = {f"{name}, per entry": 1000 * one / ENTRIES for name, one in took.items()}
    each |= {f"{name}, per entry of {TENTH}": 1000 * one / TENTH for name, one in stages_of(TENTH).items()}
    report("the same per entry, and of a tenth as many", each, "ms", "read again, per entry")
    memory = {name: memory_of(name) for name in STAGES}
    report("the most memory, when it stops there", memory, "MB", STAGES[0])


def stages_of(entries: int) -> dict[str, float]:
    bundle, secrets = made(entries)
    took, known = {}, {}
    took["on paper"] = seconds(lambda: known.update(pdf=paper.as_pdf(bundle, "Boekel")))
    took["for a machine"] = seconds(lambda: known.update(data=portable.as_json(bundle)))
    together = partial(parcel.put_together, known["pdf"], known["data"], bundle, read)
    took["as a parcel"] = seconds(lambda: known.update(parcel=together()))
    took["read again"] = seconds(lambda: known.update(report=checked(known["parcel"], secrets)))
    found_or_not(known["report"], known["parcel"], bundle)
    return took


def found_or_not(found: leaks.Report, content: bytes, bundle: Bundle) -> None:
    """A figure of what was not looked for is none."""
    shown = leaks.Secret(bundle.items[-1].fields[0].passages[-1].text)
    if not found.may_leave or checked(content, [shown]).may_leave:
        raise AssertionError("what is left out is found, or what is shown is not")


def packed(bundle: Bundle) -> bytes:
    return parcel.packed(bundle, "Boekel", read)


def read(file: Attached) -> bytes:
    return text_of(file.record_id.int, 200).encode()


def checked(content: bytes, secrets) -> leaks.Report:
    return leaks.check(content, secrets, Masker([EX]))


# --- a bundle ---


def made(entries: int) -> tuple[Bundle, list[leaks.Secret]]:
    """Every tenth entry has a passage left out; the last one has none."""
    random.seed(entries)
    every, secrets, items = ENTRIES // SHIELDED, [], []
    for number in range(entries):
        passages = [Passage(text_of(number, 8))]
        if number % every == 0:
            gone = leaks.Secret(text_of(2 * entries + number, 2), before=passages[0].text)
            secrets.append(gone)
            passages += [Passage("", "anderen"), Passage(text_of(entries + number, 2))]
        items.append(item(number, tuple(passages)))
    return Bundle("2026-0042", "Een inwoner", "Alles", date(2026, 11, 24), tuple(items)), secrets


def item(number: int, passages) -> Item:
    file = Attached(UUID(int=number), "x", "text/plain") if number % (ENTRIES // FILES) == 1 else None
    about = {"kind": "Gespreksverslag", "by": "regisseur, dorpsteam", "source": "Eigen waarneming", "file": file}
    on = date(2020, 1, 1) + timedelta(days=number)
    return Item(id=UUID(int=number), on=on, fields=(Field("Verslag", passages),), **about)


def text_of(number: int, sentences: int) -> str:
    chance = random.Random(number)
    return " ".join(sentence(chance) for _sentence in range(sentences))


def sentence(chance: random.Random) -> str:
    words = chance.choices(WORDS, cum_weights=OFTEN, k=chance.randint(*LENGTHS))
    return f"{' '.join(words).capitalize()}."


# --- memory ---


def memory_of(stage: str) -> float:
    """In a process of its own, as a worker is; the most memory it ever held."""
    code = f"import django; django.setup(); from bench import releasing; releasing.alone({stage!r})"
    return float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)


def alone(stage: str) -> None:
    bundle, secrets = made(ENTRIES)
    doing = {
        "on paper": lambda: paper.as_pdf(bundle, "Boekel"),
        "for a machine": lambda: portable.as_json(bundle),
        "as a parcel": lambda: packed(bundle),
        "read again": lambda: checked(packed(bundle), secrets),
    }
    doing.get(stage, lambda: None)()
    print(most_memory())
