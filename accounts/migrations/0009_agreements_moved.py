"""What moved to rows of its own (0008) goes. Apart from it: rows with foreign keys were written there."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_agreements")]

    operations = [
        migrations.RemoveConstraint(
            model_name="organisation",
            name="an_agreement_is_whole_or_absent",
        ),
        migrations.RemoveConstraint(
            model_name="organisation",
            name="an_agreement_ends_after_it_starts",
        ),
        migrations.RemoveField(
            model_name="organisation",
            name="agreement_kind",
        ),
        migrations.RemoveField(
            model_name="organisation",
            name="agreement_valid_from",
        ),
        migrations.RemoveField(
            model_name="organisation",
            name="agreement_valid_until",
        ),
    ]
