from django.db import migrations

from acuerdo.apps.journal.guards import guarding
from acuerdo.apps.tickets.guarded import GUARDS


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial"), ("journal", "0002_guards")]

    operations = [guarding(GUARDS)]
