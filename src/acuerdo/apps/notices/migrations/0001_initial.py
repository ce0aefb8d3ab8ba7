import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("parties", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("worker", models.CharField(max_length=64, unique=True)),
                ("beat_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Trial",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("tried_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Outgoing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200, unique=True)),
                ("kind", models.CharField(max_length=64)),
                (
                    "channel",
                    models.CharField(
                        choices=[("mail", "MAIL"), ("webhook", "WEBHOOK"), ("messenger", "MESSENGER")], max_length=16
                    ),
                ),
                ("address", models.CharField(blank=True, default="", max_length=2000)),
                ("language", models.CharField(blank=True, default="", max_length=2)),
                ("about", models.CharField(blank=True, default="", max_length=64)),
                ("body", models.JSONField(default=dict)),
                ("put_at", models.DateTimeField()),
                ("next_try_at", models.DateTimeField()),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("claim", models.CharField(blank=True, default="", max_length=32)),
                ("claimed_until", models.DateTimeField(blank=True, null=True)),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
                ("failed_at", models.DateTimeField(blank=True, null=True)),
                ("fault", models.CharField(blank=True, default="", max_length=200)),
                (
                    "customer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.party",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("delivered_at__isnull", True), ("failed_at__isnull", True)),
                        fields=["next_try_at"],
                        name="outgoing_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("about", ""), _negated=True), fields=["about"], name="outgoing_about"
                    ),
                    models.Index(
                        condition=models.Q(("failed_at__isnull", False)), fields=["failed_at"], name="outgoing_failed"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("delivered_at__isnull", True), ("failed_at__isnull", True), _connector="OR"
                        ),
                        name="outgoing_delivered_or_failed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["mail", "webhook", "messenger"])),
                        name="outgoing_known_channel",
                    ),
                ],
            },
        ),
    ]
