import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("acts", "0002_guards"),
        ("agreements", "0002_guards"),
        ("tickets", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="StatedPeriod",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit", models.CharField(max_length=16)),
                ("label", models.CharField(max_length=16)),
                ("from_us", models.BigIntegerField()),
                ("until_us", models.BigIntegerField()),
                (
                    "act",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agreements.agreement"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StatedClock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.CharField(max_length=64)),
                ("commitment", models.CharField(max_length=100)),
                ("cycle", models.PositiveIntegerField()),
                ("was", models.JSONField(null=True)),
                ("now", models.JSONField(null=True)),
                ("text", models.TextField(blank=True, default="")),
                ("why", models.JSONField(blank=True, default=list)),
                ("went", models.CharField(blank=True, default="", max_length=16)),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket"
                    ),
                ),
                (
                    "of",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="periods.statedperiod"
                    ),
                ),
                (
                    "stated",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="clocks", to="periods.statedperiod"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="statedperiod",
            constraint=models.UniqueConstraint(fields=("agreement", "label"), name="periods_stated_once"),
        ),
        migrations.AddIndex(
            model_name="statedclock",
            index=models.Index(fields=["of", "ticket", "commitment", "cycle"], name="periods_of_clock"),
        ),
        migrations.AddConstraint(
            model_name="statedclock",
            constraint=models.UniqueConstraint(
                fields=("stated", "content", "of", "ticket", "commitment", "cycle"), name="periods_clock_once"
            ),
        ),
    ]
