import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Chain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, unique=True)),
                ("length", models.PositiveBigIntegerField(default=0)),
                ("head", models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Anchor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveBigIntegerField()),
                ("head", models.CharField(max_length=64)),
                ("handed_to", models.CharField(max_length=36)),
                ("by", models.CharField(max_length=32)),
                ("at", models.DateTimeField()),
                (
                    "chain",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="anchors", to="journal.chain"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveBigIntegerField(null=True)),
                ("at_us", models.BigIntegerField()),
                ("actor", models.CharField(blank=True, max_length=36)),
                ("kind", models.CharField(max_length=64)),
                ("body", models.TextField()),
                ("previous", models.CharField(blank=True, default="", max_length=64)),
                ("hash", models.CharField(blank=True, default="", max_length=64)),
                (
                    "chain",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="journal.chain",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("number__isnull", True)), fields=["chain", "id"], name="entries_unsealed"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("chain", "number"), name="entries_number_in_chain"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("hash", ""), ("number__isnull", True)),
                            models.Q(("number__gte", 1), models.Q(("hash", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="entries_sealed_or_not",
                    ),
                ],
            },
        ),
    ]
