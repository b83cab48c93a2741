"""Row policies of objections."""

from django.db import migrations

from portal.rowsecurity import ProtectRows


class Migration(migrations.Migration):
    dependencies = [("diligence", "0023_labels_objections")]

    operations = [ProtectRows("objection", references=["fact", "partner", "partnership"])]
