"""Looks at a subject are recorded once a day, member and rule."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0012_record_sealing'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='auditevent',
            constraint=models.UniqueConstraint(condition=models.Q(('event__endswith', '.seen'), models.Q(('salt', ''), _negated=True)), fields=('owner', 'salt'), name='audit_seen_once'),
        ),
    ]
