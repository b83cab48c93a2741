"""Trials of ministries' drafts, and the few more columns that the collector reads for them."""

import django.db.models.deletion
import portal.clock
import portal.tenancy
from django.db import migrations, models

from portal.rowsecurity import ProtectRows

GRANTS = """
GRANT SELECT (packed, version_digest) ON diligence_score TO portal_collector;
GRANT SELECT (triage_refers) ON diligence_appraisal TO portal_collector;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0006_link_and_absence_security'),
        ('reporting', '0003_tallies'),
        ('diligence', '0021_simulations_resume'),
    ]

    operations = [
        migrations.CreateModel(
            name='PolicySimulation',
            fields=[
                ('id', models.UUIDField(default=portal.tenancy.new_id, editable=False, primary_key=True, serialize=False)),
                ('draft', models.UUIDField()),
                ('title', models.CharField(max_length=250)),
                ('revision', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('document', models.JSONField()),
                ('since', models.CharField(max_length=7)),
                ('period', models.CharField(max_length=7)),
                ('state', models.CharField(choices=[('waiting', 'Waiting to start'), ('running', 'Running'), ('done', 'Done'), ('cancelled', 'Cancelled'), ('failed', 'Failed')], default='waiting', max_length=10)),
                ('asked_at', models.DateTimeField(default=portal.clock.now)),
                ('asked_by', models.CharField(max_length=200)),
                ('member', models.UUIDField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=1)),
                ('result', models.JSONField(null=True)),
                ('problem', models.TextField(blank=True)),
                ('owner', models.ForeignKey(default=portal.tenancy.acting_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.organisation')),
            ],
            options={
                'ordering': ['-asked_at', '-id'],
            },
        ),
        ProtectRows('policysimulation'),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
