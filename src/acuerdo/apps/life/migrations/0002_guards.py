from django.db import migrations

from acuerdo.apps.life.guarded import GUARDS
from acuerdo.apps.journal.guards import guarding


class Migration(migrations.Migration):
    dependencies = [("life", "0001_initial"), ("journal", "0002_guards")]

    operations = [guarding(GUARDS)]
