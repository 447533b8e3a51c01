"""Whatever is dropped: an answer, and never a half-kept mail."""

from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, example, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from cases import mail
from cases.errors import MailRefused
from cases.mail import text
from cases.mail.letter import MOST_ATTACHMENTS
from cases.models import Document, Entry
from tests.cases import samples
from tests.cases.letters import compound, eml, msg, outlook
from tests.cast import acting, sign_in

pytestmark = pytest.mark.policy("4.2")
WHOLE = {
    ".eml": eml(html="<p>Dag</p>", attachments=[("brief.pdf", samples.pdf()), ("a.txt", b"tekst")]),
    ".msg": msg(attachments=[("brief.pdf", samples.pdf()), ("door", outlook(attachments=[("a.txt", b"tekst")]))]),
}
KINDS = st.sampled_from(sorted(WHOLE))
# Words that mean something inside a mail, so that damage also hits where it matters.
PIECES = st.sampled_from(
    [
        b"From: a@x.example\r\n", b"Date: x\r\n", b"Subject: =?utf-8?B?", b"Message-ID: <", b"MIME-Version: 1.0\r\n",
        b'Content-Type: multipart/mixed; boundary="x"\r\n', b"Content-Type: multipart/alternative; boundary=x\r\n",
        b"Content-Type: message/rfc822\r\n", b"Content-Type: text/html; charset=\xff\r\n", b"--x\r\n", b"--x--\r\n",
        b"Content-Transfer-Encoding: base64\r\n", b"Content-Transfer-Encoding: uuencode\r\n", b"begin 666 a\r\n",
        b"Content-Disposition: attachment; filename*0*=utf-8''%ff; filename*1=x\r\n", b"\r\n", b"\r\n\r\n", b"<a ",
        b"\x00", b"Content-Type: ;;=\r\n", b"Content-ID: <>\r\n", b"=E9=\r\n",
        b"Content-Type: message/external-body\r\n",
    ]
)  # fmt: skip
ANY_MAIL = st.lists(PIECES | st.binary(max_size=20), max_size=30).map(b"".join)
QUICK = examples(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FEW = examples(QUICK, max_examples=25)


@st.composite
def damaged(draw):
    """A good mail of either kind, with some bytes of it changed, left out or doubled."""
    kind = draw(KINDS)
    content = bytearray(WHOLE[kind])
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(content)))
        end = min(len(content), start + draw(st.integers(0, 200)))
        content[start:end] = draw(st.binary(max_size=20) | st.just(bytes(content[start:end]) * 2))
    return f"a{kind}", bytes(content)


def read_or_refused(name, content):
    try:
        letter = mail.read(name, content)
    except MailRefused:
        return
    for said in (letter.text, letter.subject, letter.sender, letter.message_id, *(a.name for a in letter.attachments)):
        said.encode()
        assert "\x00" not in said
    assert not any("\n" in line for line in (letter.subject, letter.sender, letter.message_id))
    assert len(letter.attachments) <= MOST_ATTACHMENTS
    assert sum(len(one.content) for one in letter.attachments) <= 4 * len(content)


@QUICK
@given(KINDS, st.binary(max_size=2000))
@example(".msg", compound({}))
def test_any_bytes_are_read_or_refused(kind, content):
    read_or_refused(f"a{kind}", content)


@QUICK
@given(ANY_MAIL)
def test_any_heap_of_headers_is_read_or_refused(content):
    read_or_refused("a.eml", content)


@QUICK
@given(damaged())
def test_any_damage_is_read_or_refused(spoilt):
    read_or_refused(*spoilt)


@QUICK
@given(st.text())
def test_any_text_becomes_plain_and_stays_so(said):
    once = text.plain(said)
    assert text.plain(once) == once
    assert "\n" not in text.one_line(said)
    text.of_html(said).encode()


@QUICK
@given(st.text(alphabet=st.characters(codec="utf-8", categories=["L", "N", "P", "So"]), min_size=1))
def test_what_was_written_is_kept_to_the_letter(said):
    assert text.plain(said) == said


@FEW
@given(damaged() | st.tuples(st.just("a.eml"), ANY_MAIL))
def test_any_mail_gets_an_answer_and_is_kept_whole_or_not_at_all(cast, spoilt):
    before = counted(cast)
    answer = sign_in(cast.cem).post(
        f"/dossiers/{cast.family.dossier.pk}/mail/nieuw/",
        {"source": "professional", "mails": [SimpleUploadedFile(*spoilt)]},
    )
    entries, documents, files = (after - count for after, count in zip(counted(cast), before, strict=True))
    assert documents == files
    if answer.status_code == 302:
        assert entries == 1
    else:
        assert (answer.status_code, entries, documents) == (200, 0, 0)


def counted(cast) -> tuple[int, int, int]:
    with acting(cast.roos):
        rows = Entry.objects.count(), Document.objects.count()
    return *rows, sum(path.is_file() for path in Path(configured.FILES_DIR).rglob("*"))
