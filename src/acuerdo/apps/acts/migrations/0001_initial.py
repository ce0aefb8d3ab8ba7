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
            name="Act",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=32)),
                ("subject_key", models.CharField(max_length=100)),
                ("chain", models.CharField(max_length=200)),
                ("signers", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("not_begun", "NOT_BEGUN"),
                            ("offered", "OFFERED"),
                            ("agreed", "AGREED"),
                            ("registered", "REGISTERED"),
                            ("disputed", "DISPUTED"),
                            ("rejected", "REJECTED"),
                            ("withdrawn", "WITHDRAWN"),
                            ("expired", "EXPIRED"),
                        ],
                        max_length=16,
                    ),
                ),
                ("content", models.CharField(blank=True, default="", max_length=64)),
                ("open_until", models.DateTimeField(blank=True, null=True)),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("offers_made", models.PositiveIntegerField(default=0)),
                ("waits_for", models.CharField(blank=True, default="", max_length=32)),
                ("moves_made", models.PositiveIntegerField(default=0)),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.party"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ActMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("propose", "PROPOSE"),
                            ("counter", "COUNTER"),
                            ("accept", "ACCEPT"),
                            ("reject", "REJECT"),
                            ("withdraw", "WITHDRAW"),
                            ("register", "REGISTER"),
                        ],
                        max_length=16,
                    ),
                ),
                ("side", models.CharField(choices=[("provider", "PROVIDER"), ("customer", "CUSTOMER")], max_length=16)),
                ("roles", models.CharField(max_length=400)),
                ("at_us", models.BigIntegerField()),
                ("content", models.CharField(max_length=64)),
                ("open_until_us", models.BigIntegerField(blank=True, null=True)),
                ("document", models.CharField(blank=True, default="", max_length=64)),
                ("note", models.TextField(blank=True, default="")),
                ("note_salt", models.CharField(blank=True, default="", max_length=32)),
                ("receipt_number", models.PositiveBigIntegerField()),
                ("receipt_head", models.CharField(max_length=64)),
                (
                    "act",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="acts.act"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.UniqueConstraint(fields=("subject", "subject_key"), name="acts_one_per_subject"),
        ),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("agreed_at__isnull", False), models.Q(("state", "agreed"), _negated=True), _connector="OR"
                ),
                name="acts_agreed_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="actmove",
            constraint=models.UniqueConstraint(fields=("act", "number"), name="moves_number_in_act"),
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("document", models.CharField(max_length=64)),
                ("content", models.CharField(max_length=64)),
                ("side", models.CharField(choices=[("provider", "PROVIDER"), ("customer", "CUSTOMER")], max_length=16)),
                ("at_us", models.BigIntegerField()),
                ("receipt_number", models.PositiveBigIntegerField()),
                ("receipt_head", models.CharField(max_length=64)),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="evidence", to="acts.act"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("act", "document"), name="evidence_said_once")],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField()),
                ("name", models.CharField(blank=True, default="", max_length=200)),
                ("added_at", models.DateTimeField()),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="parties.party"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("customer", "sha256"), name="papers_once_per_customer")
                ],
            },
        ),
        migrations.CreateModel(
            name="ActOffer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.CharField(max_length=64)),
                ("said", models.TextField()),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="offers", to="acts.act"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="actoffer",
            constraint=models.UniqueConstraint(fields=("act", "content"), name="acts_content_once"),
        ),
    ]
