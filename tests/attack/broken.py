"""A mistake that a proof must find: who asks is told to the connection and not to the transaction, and only once."""

from django.db import connection

from audit import context
from boekel_sd import middleware


def set_for_good(*, user_id=None, purpose="", now, account="staff", delivery=b"", using="default"):
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('app.user', true), '')")
        if cursor.fetchone()[0]:
            return
        values = [str(user_id or ""), str(purpose), now.isoformat(), account, delivery.hex(), ""]
        pairs = [part for pair in zip(context.NAMES, values, strict=True) for part in pair]
        cursor.execute("SELECT " + ", ".join("set_config(%s, %s, false)" for _ in context.NAMES), pairs)


class OneRequest(middleware.OneRequest):
    def __init__(self, get_response):
        super().__init__(get_response)
        middleware.set_context = set_for_good
