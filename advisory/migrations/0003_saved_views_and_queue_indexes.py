"""Views that members save, and an index for each order of the queue."""

import django.db.models.deletion
import portal.clock
import portal.tenancy
from django.db import migrations, models

from portal.rowsecurity import ProtectRows


class Migration(migrations.Migration):

    dependencies = [
        ('advisory', '0002_row_security'),
        ('portal', '0004_collector_and_timeline'),
    ]

    operations = [
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.UUIDField(default=portal.tenancy.new_id, editable=False, primary_key=True, serialize=False)),
                ('membership', models.UUIDField()),
                ('owner', models.ForeignKey(default=portal.tenancy.acting_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.organisation')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('query', models.CharField(blank=True, max_length=1000)),
                ('created_at', models.DateTimeField(default=portal.clock.now)),
            ],
            options={
                'ordering': ['name', 'id'],
            },
        ),
        migrations.AlterField(
            model_name='referral',
            name='priority',
            field=models.PositiveSmallIntegerField(default=32000),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('state__in', ['queued', 'taken', 'waiting', 'drafted', 'countersigned'])), fields=['owner', 'state', 'priority', 'due_on', 'id'], name='referral_queue_state'),
        ),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(condition=models.Q(('state__in', ['queued', 'taken', 'waiting', 'drafted', 'countersigned'])), fields=['owner', '-received_at', '-id'], name='referral_queue_recent'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.UniqueConstraint(fields=('owner', 'membership', 'name'), name='saved_view_name_once'),
        ),
        ProtectRows('savedview'),
    ]
