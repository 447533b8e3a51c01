"""§ 2.5 Toegankelijkheid, beveiliging: the one place through which a mail leaves the house. docs/adr/0058-mail.md

A mail says that there is something, never what: anybody may read a mailbox, a subject on a locked telephone, or the
log of a mail server. Sender and subject are neutral. What waits in the queue is ids; the words are made when it is
sent, so that access that has ended meanwhile says nothing any more.
"""

from functools import partial
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from celery import Task
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string

from accounts.models import User

TEMPORARY = range(400, 500)


class NotTaken(Exception):
    """The mail server certainly did not take it: it may be offered again."""


class Lost(Exception):
    """The mail server refused it for good, or may have taken it: it is not offered again."""


class Delivery(Task):
    """A task that sends one mail, at most once.

    It leaves the queue before it starts: when its worker is killed the mail is lost, and nobody gets it twice. Only
    what the server certainly did not take is tried again, for about two hours.
    """

    abstract = True
    acks_late = False
    reject_on_worker_lost = False
    autoretry_for = (NotTaken,)
    max_retries = 8
    retry_backoff = 30
    retry_backoff_max = 30 * 60


def hand_over(task, *ids) -> None:
    """Leave a delivery to the queue once the transaction has committed. A broker that is down is logged, no more."""
    transaction.on_commit(partial(task.delay, *map(str, ids)), robust=True)


def send(user_id, *, subject: str, template: str, context: dict) -> bool:
    """To the colleague with this id; False when there is no open account, and then nothing was sent.

    Raises NotTaken or Lost. Call it outside a transaction: a mail server may be slow.
    """
    user = User.objects.filter(pk=user_id, is_active=True).exclude(email="").first()
    if user is None:
        return False
    body = render_to_string(template, context | {"site": settings.SITE_URL})
    # Automatic answers ("I am on holiday") do not come back to such a mail.
    headers = {"Auto-Submitted": "auto-generated"}
    _post(EmailMessage(subject, body, to=[user.email], headers=headers))
    return True


def send_outside(address: str, *, subject: str, template: str, context: dict) -> None:
    """To somebody who works elsewhere. As bare as any mail of ours: that something waits, never what or about whom.

    Raises NotTaken or Lost. Call it outside a transaction: a mail server may be slow.
    """
    body = render_to_string(template, context | {"site": settings.SITE_URL})
    _post(EmailMessage(subject, body, to=[address], headers={"Auto-Submitted": "auto-generated"}))


def _post(message: EmailMessage) -> None:
    """The errors of a mail server name the address, so they stay in here."""
    connection = get_connection()
    try:
        connection.open()
    except (OSError, SMTPException):
        raise NotTaken from None
    try:
        connection.send_messages([message])
    except (OSError, SMTPException) as error:
        raise (NotTaken if _is_temporary(error) else Lost) from None
    finally:
        connection.close()


def _is_temporary(error: Exception) -> bool:
    """Whether the server itself said: not now. A line that broke while sending says nothing at all."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code in TEMPORARY for code, _words in error.recipients.values())
    return isinstance(error, SMTPResponseException) and error.smtp_code in TEMPORARY
