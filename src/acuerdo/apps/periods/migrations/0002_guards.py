from django.db import migrations

from acuerdo.apps.periods.guarded import GUARDS
from acuerdo.apps.journal.guards import guarding


class Migration(migrations.Migration):
    dependencies = [("periods", "0001_initial"), ("journal", "0002_guards")]

    operations = [guarding(GUARDS)]
