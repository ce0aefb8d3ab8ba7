import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tickets", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ticket", models.CharField(max_length=250)),
                ("commitment", models.CharField(max_length=100)),
                ("met", models.BooleanField(null=True)),
                ("due_us", models.BigIntegerField(null=True)),
                ("said_us", models.BigIntegerField()),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="tickets.source"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["source", "commitment", "-said_us"], name="claims_latest")],
                "constraints": [models.UniqueConstraint(fields=("source", "ticket", "commitment"), name="claims_once")],
            },
        ),
    ]
