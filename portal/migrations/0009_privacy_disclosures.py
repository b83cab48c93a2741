"""Retention, holds, requests of persons, and what was done about personal data that leaves."""

import django.db.models.deletion
import portal.clock
import portal.tenancy
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0008_identity_files_record_security'),
    ]

    operations = [
        migrations.CreateModel(
            name='Disclosure',
            fields=[
                ('id', models.UUIDField(default=portal.tenancy.new_id, editable=False, primary_key=True, serialize=False)),
                ('owner', models.ForeignKey(default=portal.tenancy.acting_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.organisation')),
                ('leaves_as', models.CharField(max_length=20)),
                ('subject_id', models.UUIDField()),
                ('place', models.CharField(max_length=100)),
                ('kind', models.CharField(choices=[('email', 'E-mail address'), ('phone', 'Telephone number'), ('orcid', 'ORCID iD'), ('document', 'Number of a passport or identity card'), ('account', 'Bank account'), ('birth', 'Date of birth'), ('cv', 'Curriculum vitae'), ('name', 'Name of a person')], max_length=20)),
                ('found_digest', models.CharField(max_length=64)),
                ('treated', models.CharField(choices=[('redacted', 'Redacted'), ('justified', 'Justified')], max_length=10)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField(default=portal.clock.now)),
                ('by', models.CharField(max_length=200)),
                ('user_id', models.UUIDField(null=True)),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='LegalHold',
            fields=[
                ('id', models.UUIDField(default=portal.tenancy.new_id, editable=False, primary_key=True, serialize=False)),
                ('owner', models.ForeignKey(default=portal.tenancy.acting_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.organisation')),
                ('subject_type', models.CharField(blank=True, max_length=60)),
                ('subject_id', models.UUIDField(null=True)),
                ('title', models.CharField(max_length=300)),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('placed_at', models.DateTimeField(default=portal.clock.now)),
                ('by', models.CharField(max_length=200)),
                ('released_at', models.DateTimeField(null=True)),
                ('released_by', models.CharField(blank=True, max_length=200)),
                ('released_because', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'ordering': ['-placed_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='PersonRequest',
            fields=[
                ('id', models.UUIDField(default=portal.tenancy.new_id, editable=False, primary_key=True, serialize=False)),
                ('owner', models.ForeignKey(default=portal.tenancy.acting_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.organisation')),
                ('kind', models.CharField(choices=[('access', 'A copy of what is held'), ('rectification', 'Correction'), ('erasure', 'Erasure'), ('objection', 'Objection')], max_length=14, verbose_name='asks for')),
                ('person', models.CharField(max_length=200, verbose_name='person')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('user_id', models.UUIDField(null=True)),
                ('note', models.CharField(blank=True, max_length=1000, verbose_name='note')),
                ('received_on', models.DateField(verbose_name='received')),
                ('due_on', models.DateField()),
                ('state', models.CharField(choices=[('open', 'Open'), ('making', 'Being put together'), ('ready', 'Ready to fetch'), ('closed', 'Closed')], default='open', max_length=10)),
                ('outcome', models.CharField(blank=True, max_length=1000, verbose_name='answer')),
                ('stored_as', models.CharField(blank=True, max_length=100)),
                ('problem', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField(default=portal.clock.now)),
                ('by', models.CharField(max_length=200)),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_by', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'ordering': ['due_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PrivacySettings',
            fields=[
                ('id', models.UUIDField(default=portal.tenancy.new_id, editable=False, primary_key=True, serialize=False)),
                ('owner', models.ForeignKey(default=portal.tenancy.acting_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.organisation')),
                ('controller', models.CharField(max_length=300, verbose_name='controller')),
                ('contact', models.EmailField(max_length=254, verbose_name='contact for questions')),
                ('officer', models.CharField(blank=True, max_length=300, verbose_name='data protection officer')),
                ('basis', models.CharField(blank=True, max_length=500, verbose_name='legal basis')),
                ('processors', models.TextField(blank=True, max_length=4000, verbose_name='processors')),
                ('erases_authors', models.BooleanField(default=False)),
                ('changed_at', models.DateTimeField(default=portal.clock.now)),
                ('by', models.CharField(max_length=200)),
            ],
        ),
        migrations.CreateModel(
            name='RetentionRule',
            fields=[
                ('id', models.UUIDField(default=portal.tenancy.new_id, editable=False, primary_key=True, serialize=False)),
                ('owner', models.ForeignKey(default=portal.tenancy.acting_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.organisation')),
                ('category', models.CharField(max_length=40)),
                ('months', models.PositiveSmallIntegerField(verbose_name='months')),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('changed_at', models.DateTimeField(default=portal.clock.now)),
                ('by', models.CharField(max_length=200)),
            ],
            options={
                'ordering': ['category'],
            },
        ),
        migrations.CreateModel(
            name='RetentionRun',
            fields=[
                ('id', models.UUIDField(default=portal.tenancy.new_id, editable=False, primary_key=True, serialize=False)),
                ('owner', models.ForeignKey(default=portal.tenancy.acting_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.organisation')),
                ('kind', models.CharField(default='retention', max_length=10)),
                ('at', models.DateTimeField(default=portal.clock.now)),
                ('rules', models.JSONField(default=dict)),
                ('removed', models.JSONField(default=dict)),
                ('held', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.AddField(
            model_name='auditpruning',
            name='mac',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['owner', 'event', '-at'], name='audit_kind'),
        ),
        migrations.AddIndex(
            model_name='disclosure',
            index=models.Index(fields=['owner', 'subject_id'], name='disclosure_subject'),
        ),
        migrations.AddConstraint(
            model_name='disclosure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('treated', 'justified'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='disclosure_justified_says_why'),
        ),
        migrations.AddConstraint(
            model_name='legalhold',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('subject_id__isnull', True), ('subject_type', '')), models.Q(models.Q(('subject_type', ''), _negated=True), ('subject_id__isnull', False)), _connector='OR'), name='legal_hold_of_one_or_all'),
        ),
        migrations.AddConstraint(
            model_name='privacysettings',
            constraint=models.UniqueConstraint(fields=('owner',), name='privacy_settings_once'),
        ),
        migrations.AddConstraint(
            model_name='retentionrule',
            constraint=models.UniqueConstraint(fields=('owner', 'category'), name='retention_rule_once'),
        ),
    ]
