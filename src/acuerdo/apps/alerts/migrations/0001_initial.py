import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agreements", "0002_guards"),
        ("tickets", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Held",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200, unique=True)),
                ("about", models.CharField(db_index=True, max_length=64)),
                ("body", models.JSONField(default=dict)),
                ("due_at", models.DateTimeField(db_index=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=32)),
                ("commitment", models.CharField(max_length=100)),
                ("cycle", models.PositiveIntegerField()),
                ("point", models.CharField(max_length=32)),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("started", "STARTED"),
                            ("warned", "WARNED"),
                            ("due", "DUE"),
                            ("breached", "BREACHED"),
                        ],
                        max_length=16,
                    ),
                ),
                ("at_us", models.BigIntegerField()),
                ("raised_us", models.BigIntegerField()),
                (
                    "late",
                    models.CharField(
                        blank=True, choices=[("worker", "WORKER"), ("facts", "FACTS")], default="", max_length=16
                    ),
                ),
                ("unknown", models.JSONField(blank=True, default=list)),
                ("gathered", models.JSONField(blank=True, default=dict)),
                ("taken_us", models.BigIntegerField(blank=True, null=True)),
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
                    "taken_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tickets.ticket"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("name",), name="alerts_told_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("taken_by__isnull", True), ("taken_us__isnull", True)),
                            models.Q(("taken_by__isnull", False), ("taken_us__isnull", False)),
                            _connector="OR",
                        ),
                        name="alerts_taken_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Messenger",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ident", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=60)),
                ("service", models.CharField(max_length=60)),
                ("sealed", models.TextField()),
                ("urgent_only", models.BooleanField(default=True)),
                ("added_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "name"), name="alerts_messenger_name")],
            },
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("quiet_from", models.TimeField(blank=True, null=True)),
                ("quiet_until", models.TimeField(blank=True, null=True)),
                ("summary", models.CharField(choices=[("held", "Held"), ("all", "All")], default="held", max_length=8)),
                ("summary_at", models.TimeField()),
                ("urgent_passes", models.BooleanField(default=True)),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quiet_from__isnull", True), ("quiet_until__isnull", True)),
                            models.Q(("quiet_from__isnull", False), ("quiet_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="alerts_quiet_from_and_until",
                    )
                ],
            },
        ),
    ]
