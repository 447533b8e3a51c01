"""Declarations of destruction: they are added, and never altered. docs/adr/0102-declarations.md"""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models

from audit.roles import APP


class Migration(migrations.Migration):
    dependencies = [("retention", "0010_specification")]

    operations = [
        migrations.CreateModel(
            name="Declaration",
            fields=[
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False, verbose_name="nummer")),
                ("after_seq", models.PositiveBigIntegerField(verbose_name="na regel")),
                ("through_seq", models.PositiveBigIntegerField(verbose_name="tot en met regel")),
                ("head", models.BinaryField(max_length=32)),
                ("made_at", models.DateTimeField(verbose_name="opgemaakt op")),
                ("facts", models.JSONField(verbose_name="inhoud")),
                ("pdf", models.BinaryField()),
                ("sha256", models.CharField(max_length=64, verbose_name="vingerafdruk (SHA-256)")),
            ],
            options={
                "verbose_name": "verklaring van vernietiging",
                "verbose_name_plural": "verklaringen van vernietiging",
                "ordering": ("-number",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("through_seq__gt", models.F("after_seq"))),
                        name="a_declaration_covers_a_line",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("after_seq"),
                                    models.F("through_seq"),
                                    django.contrib.postgres.fields.ranges.RangeBoundary(
                                        inclusive_lower=False, inclusive_upper=True
                                    ),
                                    function="int8range",
                                    output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField(),
                                ),
                                "&&",
                            )
                        ],
                        name="no_line_is_declared_twice",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            f"REVOKE UPDATE, DELETE, TRUNCATE ON retention_declaration FROM {APP}",
            f"GRANT UPDATE, DELETE ON retention_declaration TO {APP}",
            hints={"database": "keys"},
        ),
    ]
