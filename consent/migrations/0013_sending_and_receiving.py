"""What the sender writes in a dossier, and what a receiver sees by their link. docs/adr/0089-sharing.md"""

from importlib import import_module

from django.db import migrations

from audit.purposes import Purpose
from audit.roles import GRANTS_READER
from audit.rowsecurity import HINTS

first = import_module("cases.migrations.0002_walls")
PURPOSE = "(SELECT current_setting('app.purpose', true))"
SENDING = f"{PURPOSE} = '{Purpose.SHARING}'"
RECEIVING = f"{PURPOSE} = '{Purpose.DELIVERY}'"
OWN_NOTE = f"{SENDING} AND kind = 'verstrekking'"
THIS_LINK = f"{RECEIVING} AND id = (SELECT my_delivery())"

# Asked by the policies of two tables that look at each other: as definer, or they would go round in a circle.
LINK = f"""
CREATE FUNCTION my_delivery() RETURNS uuid LANGUAGE sql {first.DEFINER} AS $$
    SELECT id FROM consent_delivery
    WHERE token_digest = decode(NULLIF(current_setting('app.delivery', true), ''), 'hex')
      AND revoked_at IS NULL AND expires_at > {first.NOW}
$$;
CREATE FUNCTION my_delivered() RETURNS uuid LANGUAGE sql {first.DEFINER} AS $$
    SELECT disclosure_id FROM consent_delivery WHERE id = my_delivery()
$$;
"""
NO_LINK = "DROP FUNCTION my_delivered(); DROP FUNCTION my_delivery();"


def policy(table: str, name: str, command: str, *, using: str = "", check: str = ""):
    """One more way in, for a system purpose alone."""
    rules = [f"{word} ({rule})" for word, rule in (("USING", using), ("WITH CHECK", check)) if rule]
    return migrations.RunSQL(
        f'CREATE POLICY "{table}_{name}" ON "{table}" FOR {command} {" ".join(rules)}',
        f'DROP POLICY "{table}_{name}" ON "{table}"',
        hints=HINTS,
    )


def given_away():
    yield f"GRANT SELECT ON consent_delivery TO {GRANTS_READER}"
    yield f"CREATE POLICY consent_delivery_functions ON consent_delivery FOR SELECT TO {GRANTS_READER} USING (true)"
    yield f"ALTER FUNCTION my_delivery() OWNER TO {GRANTS_READER}"
    yield f"ALTER FUNCTION my_delivered() OWNER TO {GRANTS_READER}"


def taken_back():
    yield "DROP POLICY consent_delivery_functions ON consent_delivery"
    yield f"REVOKE SELECT ON consent_delivery FROM {GRANTS_READER}"


class Migration(migrations.Migration):
    dependencies = [("consent", "0011_first_texts")]

    operations = [
        # The dossier is held while something is sent, and moves up in the list "laatst gewijzigd".
        policy("cases_dossier", "sending_reads", "SELECT", using=SENDING),
        policy("cases_dossier", "sending_moves", "UPDATE", using=SENDING),
        *[
            one
            for table, rule in (
                ("cases_entry", OWN_NOTE),
                ("cases_historicalentry", OWN_NOTE),
                ("cases_task", SENDING),
                ("cases_historicaltask", SENDING),
            )
            for one in (
                policy(table, "sending_reads", "SELECT", using=rule),
                policy(table, "sending_adds", "INSERT", check=rule),
            )
        ],
        migrations.RunSQL([LINK], [NO_LINK], hints=HINTS),
        migrations.RunSQL(list(given_away()), list(taken_back()), hints=HINTS),
        policy("consent_delivery", "receiver_reads", "SELECT", using=THIS_LINK),
        policy("consent_delivery", "receiver_writes", "UPDATE", using=THIS_LINK, check=RECEIVING),
        policy(
            "consent_disclosure",
            "receiver_reads",
            "SELECT",
            using=f"{RECEIVING} AND status = 'verzonden' AND id = (SELECT my_delivered())",
        ),
    ]
