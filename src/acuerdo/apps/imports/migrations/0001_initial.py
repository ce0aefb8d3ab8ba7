import acuerdo.apps.imports.shapes
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tickets", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ident", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("profile", models.CharField(max_length=100)),
                ("own_profile", models.TextField(blank=True, default="")),
                ("time_zone", models.CharField(blank=True, default="", max_length=64)),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                (
                    "stand",
                    models.CharField(
                        choices=[
                            ("reading", "READING"),
                            ("read", "READ"),
                            ("recording", "RECORDING"),
                            ("stopped", "STOPPED"),
                            ("done", "DONE"),
                            ("failed", "FAILED"),
                            ("forgotten", "FORGOTTEN"),
                        ],
                        max_length=16,
                    ),
                ),
                ("share", models.FloatField(default=0)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("facts", models.PositiveIntegerField(default=0)),
                ("tickets", models.PositiveIntegerField(default=0)),
                ("refused", models.PositiveIntegerField(default=0)),
                ("fresh", models.PositiveIntegerField(default=0)),
                ("there", models.PositiveIntegerField(default=0)),
                ("clashing", models.PositiveIntegerField(default=0)),
                ("first_us", models.BigIntegerField(null=True)),
                ("last_us", models.BigIntegerField(null=True)),
                ("pauses_unknown", models.BooleanField(default=False)),
                ("kept_refused", models.PositiveIntegerField(default=0)),
                ("position", models.PositiveIntegerField(default=0)),
                ("recorded", models.PositiveIntegerField(default=0)),
                ("duplicates", models.PositiveIntegerField(default=0)),
                ("not_taken", models.PositiveIntegerField(default=0)),
                ("account", models.JSONField(blank=True, default=dict)),
                ("fault", models.CharField(blank=True, default="", max_length=32)),
                ("fault_text", models.TextField(blank=True, default="")),
                (
                    "begun_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.source"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            (
                                "stand__in",
                                [
                                    acuerdo.apps.imports.shapes.Stand["READING"],
                                    acuerdo.apps.imports.shapes.Stand["RECORDING"],
                                ],
                            )
                        ),
                        fields=["id"],
                        name="imports_under_way",
                    ),
                    models.Index(fields=["source", "-id"], name="imports_of_source"),
                ],
            },
        ),
    ]
