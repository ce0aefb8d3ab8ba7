import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agreements", "0002_guards"),
        ("tickets", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Clock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("commitment", models.CharField(max_length=100)),
                ("cycle", models.PositiveIntegerField()),
                ("measure", models.CharField(max_length=100)),
                ("priority", models.CharField(blank=True, default="", max_length=1000)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("met", "MET"),
                            ("breached", "BREACHED"),
                            ("running", "RUNNING"),
                            ("paused", "PAUSED"),
                            ("cancelled", "CANCELLED"),
                            ("excluded", "EXCLUDED"),
                            ("not_applicable", "NOT_APPLICABLE"),
                        ],
                        max_length=16,
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=1000)),
                ("marks", models.CharField(blank=True, default="", max_length=100)),
                ("group", models.TextField(blank=True, default="")),
                ("started_us", models.BigIntegerField(null=True)),
                ("stopped_us", models.BigIntegerField(null=True)),
                ("target_us", models.BigIntegerField(null=True)),
                ("consumed_us", models.BigIntegerField()),
                ("paused_us", models.BigIntegerField()),
                ("outside_us", models.BigIntegerField()),
                ("excluded_us", models.BigIntegerField()),
                ("due_us", models.BigIntegerField(null=True)),
                ("breaches_us", models.BigIntegerField(null=True)),
                ("breached_us", models.BigIntegerField(null=True)),
                ("late_us", models.BigIntegerField(null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("met", "MET"),
                            ("breached", "BREACHED"),
                            ("cancelled", "CANCELLED"),
                            ("excluded", "EXCLUDED"),
                            ("not_applicable", "NOT_APPLICABLE"),
                            ("incomplete", "INCOMPLETE"),
                            ("pauses_unknown_met", "PAUSES_UNKNOWN_MET"),
                            ("pauses_unknown_breached", "PAUSES_UNKNOWN_BREACHED"),
                            ("running", "RUNNING"),
                        ],
                        max_length=24,
                    ),
                ),
                ("counted_us", models.BigIntegerField(null=True)),
                ("content", models.CharField(max_length=64)),
                ("engine", models.CharField(max_length=16)),
                ("judged_us", models.BigIntegerField()),
                ("next_us", models.BigIntegerField(null=True)),
                ("risk_us", models.BigIntegerField(null=True)),
                ("told", models.TextField(blank=True, default="")),
                ("watched_us", models.BigIntegerField(default=0)),
                ("ahead", models.TextField(blank=True, default="")),
                (
                    "agreement",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clocks",
                        to="tickets.ticket",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agreements.version",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_us__isnull", False)), fields=["next_us"], name="clocks_next"
                    ),
                    models.Index(
                        condition=models.Q(("due_us__isnull", False), ("stopped_us__isnull", True)),
                        fields=["due_us"],
                        name="clocks_due",
                    ),
                    models.Index(
                        condition=models.Q(("stopped_us__isnull", True)), fields=["verdict"], name="clocks_open"
                    ),
                    models.Index(
                        fields=["agreement", "counted_us", "commitment", "kind", "version"], name="clocks_counted"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("ticket", "agreement", "commitment", "cycle"), name="clocks_cycle_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Part",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("commitment", models.CharField(max_length=100)),
                ("opened_us", models.BigIntegerField()),
                ("counted_us", models.BigIntegerField(null=True)),
                ("holds", models.BooleanField()),
                ("open_from_us", models.BigIntegerField(null=True)),
                ("open_until_us", models.BigIntegerField(null=True)),
                (
                    "apart",
                    models.CharField(
                        blank=True,
                        choices=[("excluded", "EXCLUDED"), ("incomplete", "INCOMPLETE"), ("pauses_unknown", "UNKNOWN")],
                        default="",
                        max_length=16,
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agreements.agreement",
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="tickets.ticket"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agreements.version",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["agreement", "counted_us"], name="clocks_parts_counted"),
                    models.Index(
                        condition=models.Q(("open_from_us__isnull", False)),
                        fields=["version", "open_from_us"],
                        name="clocks_parts_open",
                    ),
                ],
            },
        ),
    ]
