"""What an event is about, and who acted, are found by indexes that row policies leave usable.

The column is filled by rewriting the table: some ten seconds for a million events.
"""

from django.db import migrations, models
from django.db.models.fields.json import KT


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0014_provider_spare_key'),
    ]

    operations = [
        migrations.AddField(
            model_name='auditevent',
            name='partnership',
            field=models.GeneratedField(
                db_persist=True,
                expression=KT('detail__partnership'),
                output_field=models.TextField(null=True),
            ),
        ),
        migrations.RemoveIndex(
            model_name='auditevent',
            name='audit_partnership',
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['owner', 'partnership', '-at'], name='audit_about'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['owner', 'user_id', '-at'], name='audit_person'),
        ),
    ]
