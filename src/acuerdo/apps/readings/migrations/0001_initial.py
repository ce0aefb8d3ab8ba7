import django.db.models.deletion
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
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("program", models.CharField(choices=[("request_tracker", "Request Tracker")], max_length=32)),
                ("address", models.CharField(max_length=500)),
                ("account", models.CharField(blank=True, max_length=200)),
                ("secret", models.TextField()),
                ("words", models.JSONField(blank=True, default=dict)),
                ("every_s", models.PositiveIntegerField(default=60)),
                ("begun_at", models.DateTimeField()),
                ("paused_at", models.DateTimeField(blank=True, null=True)),
                ("last", models.BigIntegerField(default=0)),
                ("since", models.BigIntegerField(default=0)),
                ("told", models.BigIntegerField(default=0)),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("next_at", models.DateTimeField(db_index=True)),
                ("faults", models.PositiveIntegerField(default=0)),
                ("fault", models.CharField(blank=True, default="", max_length=32)),
                ("found", models.CharField(blank=True, default="", max_length=200)),
                ("fault_at", models.DateTimeField(blank=True, null=True)),
                ("claim", models.CharField(blank=True, default="", max_length=32)),
                ("claimed_until", models.DateTimeField(blank=True, null=True)),
                (
                    "begun_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "source",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.source"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("since__lte", models.F("last"))), name="readings_since_before_last"
                    )
                ],
            },
        ),
    ]
