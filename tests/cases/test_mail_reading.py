"""Mails into text and files, as bytes: no database here."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest

from cases import mail
from cases.errors import MailRefused
from cases.mail import text
from cases.mail.letter import SMALL_PICTURE
from tests.cases import samples
from tests.cases.letters import SENT, compound, eml, msg, outlook

pytestmark = pytest.mark.policy("4.2")
BODY = "Dag,\n\nWij zien Deniz morgen."
SENT_AT = datetime(2026, 11, 23, 8, 15, tzinfo=UTC)
TICKS = (SENT_AT - datetime(1601, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 10
HEAD = b"From: a@school.example\r\nDate: " + SENT.encode() + b"\r\nSubject: x\r\nMIME-Version: 1.0\r\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [("school.eml", eml()), ("SCHOOL.MSG", msg(sent=TICKS)), ("oud.msg", msg(sent=TICKS, narrow=True, codepage=1252))],
    ids=["eml", "msg", "msg of eight bits"],
)
def test_both_kinds_of_mail_say_the_same(name, content):
    letter = mail.read(name, content)
    assert (letter.sender, letter.subject) == ("Juf Ank Vermeer <ank@school.example>", "Verslag van school")
    assert (letter.message_id, letter.text) == ("een@school.example", BODY)
    assert letter.sent_at == SENT_AT
    assert letter.attachments == ()


def test_plain_text_goes_before_html_and_html_becomes_text():
    assert mail.read("a.eml", eml(html="<p>anders</p>")).text == BODY
    html = EmailMessage()
    html["From"] = "a@school.example"
    html.set_content("<p>Dag <b>Cem</b>,</p><p>Tot&nbsp;morgen<br>Ank</p>", subtype="html")
    assert mail.read("a.eml", html.as_bytes()).text == "Dag Cem,\n\nTot morgen\nAnk"
    outlook_html = msg(strings={0x1000: ""}, binaries={0x1013: "<p>Één</p>".encode("cp1252")}, codepage=1252)
    assert mail.read("a.msg", outlook_html).text == "Één"


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<script>alert(1)</script>Dag<style>p{}</style><!-- weg -->", "Dag"),
        ("<head><title>weg</title></head><body>Dag</body>", "Dag"),
        ("<img src='https://volg.example/x.png' alt=x>Dag", "Dag"),
        ("<a href='https://x.example'>hier</a>", "hier"),
        ("1 < 2 en 3 > 2 &amp; &lt;b&gt;", "1 < 2 en 3 > 2 & <b>"),
        ("<a title='x > y'>Dag</a>", "Dag"),
        ("<ul><li>een<li>twee</ul>", "een\ntwee"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc"),
        ("Dag<script>nooit dicht", "Dag"),
        ("<!--[if mso]>weg<![endif]-->Dag<![if !mso]>!<![endif]>", "Dag!"),
        ("<o:p>&nbsp;</o:p>مرحبا 👋", "مرحبا 👋"),
        ("a\x00b\x08c", "abc"),
    ],
)
def test_of_html_only_what_one_would_read_is_left(html, said):
    assert text.of_html(html) == said


@pytest.mark.parametrize(
    "piece", ["<div>", "<a ", '<a x="', "<!", "<!--", "<style>", "<style></style", "&#", "<a \"'", " \n", "\x00"]
)
def test_no_html_takes_long(piece):
    """In proportion to its length: what goes back over itself would take minutes, and a test has two."""
    text.of_html(piece * 50_000)


@pytest.mark.parametrize(
    ("body", "charset", "encoding"),
    [
        ("Één café – €", "iso-8859-15", "quoted-printable"),
        ("Één café", "windows-1252", "8bit"),
        ("Één café", "bestaat-niet", "8bit"),
        ("Één café", None, "base64"),
        ("Één café", "idna", "8bit"),
        ("שלום 👩‍👧", "utf-8", "base64"),
    ],
)
def test_any_charset_is_read(body, charset, encoding):
    message = EmailMessage()
    message["From"] = "a@school.example"
    known = charset if charset in {"iso-8859-15", "windows-1252"} else "utf-8"
    body = body.replace("–", "-")
    message.set_content(body, charset=known, cte="base64" if encoding == "8bit" else encoding)
    content = message.as_bytes()
    if charset != known:
        content = content.replace(f'charset="{known}"'.encode(), f'charset="{charset}"'.encode() if charset else b"x=y")
    assert mail.read("a.eml", content).text == body


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"Subject: =?utf-8?Q?Caf=C3=A9?= =?utf-8?B?8J+mnA==?=", "Café🦜"),
        (b"Subject: =?bestaat-niet?Q?x=E9?=", "xé"),
        (b"Subject: =?utf-8?B?kapot!!!", "=?utf-8?B?kapot!!!"),
        (b"Subject: rauw \xc3\xa9\xe9", "rauw Ã©é"),
        (b"Subject: rauw \xc3\xa9", "rauw é"),
        (b"Subject: gevouwen\r\n  regel", "gevouwen regel"),
        (b"Subject: bestand\xe2\x80\xaegpj.exe", "bestandgpj.exe"),
        (b"Subject: " + b"x" * 5000, "x" * 300),
        (b"Subject:", ""),
    ],
)
def test_broken_headers_still_say_what_they_can(raw, said):
    assert mail.read("a.eml", b"From: a@school.example\r\n" + raw + b"\r\n\r\ntekst").subject == said


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ('"Jan de Boer" <jan@x.example>', "Jan de Boer <jan@x.example>"),
        ("=?utf-8?Q?=C3=96mer?= <o@x.example>", "Ömer <o@x.example>"),
        ('"baas@boekel.nl <baas@boekel.nl>" <vreemd@x.example>', "baas@boekel.nl <baas@boekel.nl> <vreemd@x.example>"),
        ("jan@x.example", "jan@x.example"),
        ("<jan@x.example>", "<jan@x.example>"),
        ("(" * 5000 + "<a@x.example>", None),
        ("", ""),
    ],
)
def test_the_sender_is_name_and_address(raw, said):
    sender = mail.read("a.eml", f"Date: {SENT}\r\nFrom: {raw}\r\n\r\nx".encode()).sender
    assert sender == said if said is not None else sender


@pytest.mark.parametrize(
    ("raw", "year"),
    [
        (SENT, 2026),
        ("gisteren", None),
        ("", None),
        ("Mon, 99 Nov 2026 99:99:99 +9999", None),
        ("31 Dec 9999 23:59 -1400", None),
    ],
)
def test_a_date_that_cannot_be_is_no_date(raw, year):
    sent_at = mail.read("a.eml", f"From: a@x.example\r\nDate: {raw}\r\n\r\nx".encode()).sent_at
    assert (sent_at and sent_at.year) == year


def test_attachments_keep_their_names_and_small_pictures_of_a_signature_stay_behind():
    inline = {"maintype": "image", "subtype": "png", "cid": "<logo>", "disposition": "inline"}
    content = eml(
        html="<p>x</p>",
        attachments=[
            ("brief Ömer 🦜.pdf", samples.pdf()),
            ("logo.png", samples.png(), inline),
            ("foto.png", b"x" * SMALL_PICTURE, inline),
            ("klein maar bedoeld.png", samples.png(), {"maintype": "image", "subtype": "png"}),
        ],
    )
    letter = mail.read("a.eml", content)
    assert [one.name for one in letter.attachments] == ["brief Ömer 🦜.pdf", "foto.png", "klein maar bedoeld.png"]
    assert letter.attachments[0].content.startswith(b"%PDF")
    assert (letter.left_out, letter.text) == (1, BODY)


def test_outlook_gives_its_attachments_too():
    big = samples.pdf() * 20
    letter = mail.read("a.msg", msg(attachments=[("brief.pdf", big), ("logo.png", b"x" * 10, "cid")]))
    assert [(one.name, one.content) for one in letter.attachments] == [("brief.pdf", big)]
    assert letter.left_out == 1


def test_an_outlook_mail_inside_the_organisation_has_a_name_and_no_address():
    letter = mail.read("a.msg", msg(strings={0x5D01: "", 0x0C1F: "/O=GEMEENTE/OU=X/CN=ANK"}))
    assert letter.sender == "Juf Ank Vermeer"


def test_a_mail_inside_a_mail_joins_the_text_and_its_attachments_join_the_attachments():
    inner = EmailMessage()
    inner["From"], inner["Subject"], inner["Date"] = "Oma <oma@x.example>", "Over Esra", SENT
    inner.set_content("Zij slaapt slecht.")
    inner.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="binnen.pdf")
    outer = EmailMessage()
    outer["From"] = "Ank <ank@school.example>"
    outer.set_content("Zie hieronder.")
    outer.add_attachment(inner)
    letter = mail.read("a.eml", outer.as_bytes())
    said = "Van: Oma <oma@x.example>\nDatum: 23-11-2026\nOnderwerp: Over Esra\n\nZij slaapt slecht."
    assert letter.text == f"Zie hieronder.\n\nDoorgestuurd bericht:\n{said}"
    assert [one.name for one in letter.attachments] == ["binnen.pdf"]
    from_outlook = mail.read("a.msg", msg(attachments=[("door", outlook(attachments=[("binnen.pdf", b"%PDF")]))]))
    assert "Doorgestuurd bericht:\nVan: Juf Ank Vermeer" in from_outlook.text
    assert [one.name for one in from_outlook.attachments] == ["binnen.pdf"]


def test_files_that_hang_on_the_html_of_a_mail_are_found():
    """As mail programs of Apple do it."""
    content = (
        HEAD
        + b'Content-Type: multipart/alternative; boundary="a"\r\n\r\n--a\r\nContent-Type: text/plain\r\n\r\nDag\r\n'
        b'--a\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n'
        b"Content-Type: text/html\r\n\r\n<p>Dag!</p>\r\n--b\r\n"
        b"Content-Type: application/pdf; name=x.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n"
        b"--b--\r\n--a--\r\n"
    )
    letter = mail.read("a.eml", content)
    assert letter.text == "Dag"
    assert [(one.name, one.content) for one in letter.attachments] == [("x.pdf", b"%PDF")]


def nested(depth: int) -> bytes:
    parts = [b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (at, at) for at in range(depth)]
    return b"".join([HEAD, *parts, b"Content-Type: text/plain\r\n\r\ndiep\r\n"])


def shared_sectors() -> bytes:
    """Many streams that claim the same large place: a few kilobytes that say they hold a gigabyte."""
    content = bytearray(compound({f"s{number}": bytes(4096) for number in range(40)}))
    for place in range(0, len(content) - 128, 128):
        if content[place : place + 2] == b"s\x00":
            content[place + 120 : place + 124] = (30_000_000).to_bytes(4, "little")
    return bytes(content)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("brief.pdf", b"%PDF", "geen mail (.eml of .msg)"),
        ("a.eml", b"", "geen mail"),
        ("a.eml", b"\x00\xff" * 100, "geen mail"),
        ("a.eml", b"zomaar een tekst", "geen mail"),
        ("a.msg", b"", "geen mail van Outlook"),
        ("a.msg", eml(), "geen mail van Outlook"),
        ("a.msg", msg()[:700], "niet lezen"),
        ("a.msg", shared_sectors(), "te ingewikkeld"),
        ("a.eml", HEAD + b"Content-Type: application/pkcs7-mime; name=smime.p7m\r\n\r\nx", "versleuteld"),
        ("a.eml", HEAD + b'Content-Type: multipart/encrypted; boundary="x"\r\n\r\n--x\r\n\r\n--x--', "versleuteld"),
        ("a.msg", msg(strings={0x001A: "IPM.Note.SMIME"}), "versleuteld"),
        ("a.eml", nested(12), "te veel mails in elkaar"),
        ("a.eml", nested(5000), "te ingewikkeld"),
        ("a.eml", HEAD + b"\r\n" + b"\n" * 1_100_000, "te ingewikkeld"),
        ("a.eml", eml(attachments=[(f"{one}.txt", b"x") for one in range(51)]), "meer dan 50 bijlagen"),
        ("a.eml", HEAD + b"\r\n" + b"woord " * 31_000, "te lang voor een notitie"),
    ],
)
def test_what_cannot_be_read_safely_is_refused_with_a_sentence(name, content, sentence):
    with pytest.raises(MailRefused) as refused:
        mail.read(name, content)
    assert sentence in str(refused.value)


def test_a_mail_that_is_too_large_is_refused(settings):
    settings.MAX_UPLOAD_MB = 1
    with pytest.raises(MailRefused, match="groter dan 1 MB"):
        mail.read("a.eml", eml() + b"x" * 1024 * 1024)
