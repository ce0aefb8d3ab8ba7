import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("acts", "0001_initial"),
        ("parties", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=100, unique=True)),
                ("titles", models.JSONField(blank=True, default=dict)),
                ("words", models.TextField(blank=True, default="", editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("sla", "Sla"), ("ola", "Ola"), ("underpinning", "Underpinning")],
                        default="sla",
                        max_length=16,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("reviewed_since", models.DateTimeField(blank=True, null=True)),
                ("terminated_on", models.DateField(blank=True, null=True)),
                ("renewed_version", models.PositiveIntegerField(blank=True, null=True)),
                ("renewed_until", models.DateField(blank=True, null=True)),
                ("buffer_days", models.PositiveSmallIntegerField(default=14)),
                (
                    "created_by",
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
        ),
        migrations.CreateModel(
            name="AgreementSigner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("side", models.CharField(choices=[("provider", "PROVIDER"), ("customer", "CUSTOMER")], max_length=16)),
                ("role", models.CharField(blank=True, default="", max_length=32)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="signers", to="agreements.agreement"
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
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("side", models.CharField(max_length=16)),
                ("text", models.TextField()),
                ("revision", models.PositiveIntegerField(default=1)),
                ("reason", models.TextField(blank=True, default="")),
                ("origin", models.CharField(blank=True, default="", max_length=200)),
                ("changed_at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="drafts", to="agreements.agreement"
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Offer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.CharField(max_length=64)),
                ("text", models.TextField()),
                ("canonical", models.TextField()),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("reason", models.TextField(blank=True, default="")),
                ("origin", models.CharField(blank=True, default="", max_length=200)),
                ("from_on", models.DateField(blank=True, null=True)),
                ("to_on", models.DateField(blank=True, null=True)),
                ("takes_over_on", models.DateField(blank=True, null=True)),
                ("renewal", models.CharField(blank=True, default="", max_length=16)),
                ("notice", models.CharField(blank=True, default="", max_length=16)),
                ("time_zone", models.CharField(blank=True, db_index=True, default="", max_length=64)),
                (
                    "act",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="agreements.agreement"
                    ),
                ),
                (
                    "offer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agreements.offer",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Support",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agreement_key", models.SlugField(max_length=100)),
                ("commitment", models.CharField(blank=True, default="", max_length=100)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="supports", to="agreements.version"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="offer",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="offers", to="agreements.version"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("renewed_until__isnull", True), ("renewed_version__isnull", True)),
                    models.Q(("renewed_until__isnull", False), ("renewed_version__isnull", False)),
                    _connector="OR",
                ),
                name="agreements_renewed_version_and_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementsigner",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("person__isnull", True), models.Q(("role", ""), _negated=True)),
                    models.Q(("person__isnull", False), ("role", "")),
                    _connector="OR",
                ),
                name="signers_role_or_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementsigner",
            constraint=models.UniqueConstraint(
                fields=("agreement", "side", "role", "person"), name="signers_said_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(fields=("agreement", "side"), name="drafts_one_per_side"),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(fields=("agreement", "number"), name="versions_number_in_agreement"),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("from_on__isnull", True), ("offer__isnull", True)),
                    models.Q(("from_on__isnull", False), ("offer__isnull", False)),
                    _connector="OR",
                ),
                name="versions_govern_from_a_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="support",
            constraint=models.UniqueConstraint(
                fields=("version", "agreement_key", "commitment"), name="supports_said_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.UniqueConstraint(fields=("version", "content"), name="offers_content_in_version"),
        ),
    ]
