from django.db import migrations

from acuerdo.apps.journal.guarded import GUARDS
from acuerdo.apps.journal.guards import guarding


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]

    operations = [guarding(GUARDS)]
