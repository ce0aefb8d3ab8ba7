import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("acts", "0002_guards"),
        ("agreements", "0002_guards"),
        ("tickets", "0002_guards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Rejudging",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ident", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("agreed", "Agreed"),
                            ("registered", "Registered"),
                            ("disputed", "Disputed"),
                            ("renewed", "Renewed"),
                            ("year", "Year"),
                            ("exclusion", "Exclusion"),
                            ("words", "Words"),
                            ("settled", "Settled"),
                            ("facts", "Facts"),
                        ],
                        max_length=16,
                    ),
                ),
                ("about", models.CharField(blank=True, default="", max_length=150)),
                ("from_us", models.BigIntegerField(blank=True, null=True)),
                ("until_us", models.BigIntegerField(blank=True, null=True)),
                ("at_us", models.BigIntegerField()),
                ("tickets", models.PositiveIntegerField(default=0)),
                ("ended_us", models.BigIntegerField(blank=True, null=True)),
                ("touching", models.JSONField(blank=True, null=True)),
                ("again_from", models.BigIntegerField(blank=True, null=True)),
                ("again_until", models.BigIntegerField(blank=True, null=True)),
                (
                    "act",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="acts.act",
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agreements.agreement",
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
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.source",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MovedClock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("commitment", models.CharField(max_length=100)),
                ("cycle", models.PositiveIntegerField()),
                ("was_verdict", models.CharField(blank=True, default="", max_length=16)),
                ("now_verdict", models.CharField(blank=True, default="", max_length=16)),
                ("was", models.JSONField(null=True)),
                ("now", models.JSONField(null=True)),
                ("shared", models.BooleanField(default=False)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
                (
                    "rejudging",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moved",
                        to="rejudging.rejudging",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.PositiveSmallIntegerField()),
                (
                    "rejudging",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="waiting", to="rejudging.rejudging"
                    ),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tickets.ticket"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="rejudging",
            index=models.Index(
                condition=models.Q(("ended_us__isnull", True)), fields=["ended_us"], name="rejudging_under_way"
            ),
        ),
        migrations.AddIndex(
            model_name="movedclock",
            index=models.Index(fields=["agreement", "rejudging"], name="rejudging_of_agreement"),
        ),
        migrations.AddConstraint(
            model_name="movedclock",
            constraint=models.UniqueConstraint(
                fields=("rejudging", "ticket", "agreement", "commitment", "cycle"), name="rejudging_moved_once"
            ),
        ),
        migrations.AddIndex(
            model_name="waiting",
            index=models.Index(fields=["rank", "ticket"], name="rejudging_next"),
        ),
        migrations.AddConstraint(
            model_name="waiting",
            constraint=models.UniqueConstraint(fields=("rejudging", "ticket"), name="rejudging_waits_once"),
        ),
    ]
