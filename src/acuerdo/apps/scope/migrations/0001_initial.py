import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agreements", "0002_guards"),
        ("catalogue", "0002_guards"),
        ("parties", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Basis",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("level", models.CharField(db_index=True, max_length=64)),
                ("name", models.CharField(max_length=80)),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agreements.version"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CoveredService",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(db_index=True, max_length=200)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="agreements.version"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("version", "key"), name="covered_said_once")],
            },
        ),
        migrations.CreateModel(
            name="UsedService",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since_on", models.DateField()),
                ("origin", models.CharField(max_length=16)),
                ("note", models.CharField(blank=True, default="", max_length=400)),
                ("recorded_at", models.DateTimeField()),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.party"
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalogue.service"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("customer", "service"), name="used_said_once")],
            },
        ),
    ]
