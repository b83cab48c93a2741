"""A run acts as a membership, which can end, and not as a user."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("diligence", "0019_baseline_counts")]

    operations = [migrations.RenameField("carryover", "user_id", "member")]
