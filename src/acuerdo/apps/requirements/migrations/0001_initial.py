import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agreements", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Requirement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ident", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("asked_by", models.CharField(max_length=200)),
                ("text", models.TextField()),
                ("why", models.TextField(blank=True, default="")),
                (
                    "urgency",
                    models.CharField(
                        choices=[("must", "Must"), ("should", "Should"), ("could", "Could")],
                        default="should",
                        max_length=8,
                    ),
                ),
                ("written_at", models.DateTimeField()),
                ("clause", models.CharField(blank=True, default="", max_length=300)),
                ("refusal", models.TextField(blank=True, default="")),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agreements.agreement"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("clause", ""), ("decided_at__isnull", True), ("refusal", "")),
                            models.Q(
                                ("decided_at__isnull", False), ("refusal", ""), models.Q(("clause", ""), _negated=True)
                            ),
                            models.Q(
                                ("clause", ""),
                                ("decided_at__isnull", False),
                                models.Q(
                                    models.Q(("refusal", ""), _negated=True),
                                    ("erased_at__isnull", False),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="requirements_end_in_a_clause_or_a_no",
                    )
                ],
            },
        ),
    ]
