"""How organisations let their people in, keys of files, seals of the record, scopes of tokens."""

import django.contrib.postgres.fields
import django.db.models.deletion
import portal.clock
import portal.tenancy
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('portal', '0006_link_and_absence_security'),
    ]

    operations = [
        migrations.AddField(
            model_name='apitoken',
            name='scopes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('read', 'Read'), ('register', 'Register partnerships'), ('appraise', 'Appraise'), ('advise', 'Advise'), ('decide', 'Treat and decide'), ('export', 'Export'), ('author', 'Write questionnaires'), ('publish', 'Publish')], max_length=10), default=list, size=None),
        ),
        migrations.AddField(
            model_name='apitoken',
            name='warned_on',
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='detail_digest',
            field=models.CharField(blank=True, db_default='', max_length=64),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='format',
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='mac',
            field=models.CharField(blank=True, db_default='', max_length=64),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='person_digest',
            field=models.CharField(blank=True, db_default='', max_length=64),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='salt',
            field=models.CharField(blank=True, db_default='', max_length=32),
        ),
        migrations.AddField(
            model_name='membership',
            name='granted',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('officer', 'Research officer'), ('decider', 'Decider'), ('adviser', 'Adviser'), ('policy_officer', 'Policy officer'), ('analyst', 'Analyst'), ('steward', 'Steward')], max_length=20), default=list, size=None),
        ),
        migrations.AddField(
            model_name='membership',
            name='joined_by',
            field=models.CharField(choices=[('invitation', 'Invitation'), ('domain', 'E-mail domain'), ('provider', 'Sign-in of the organisation')], default='invitation', max_length=10),
        ),
        migrations.CreateModel(
            name='AddressProof',
            fields=[
                ('id', models.UUIDField(default=portal.tenancy.new_id, editable=False, primary_key=True, serialize=False)),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('created_at', models.DateTimeField(default=portal.clock.now, editable=False)),
                ('expires_at', models.DateTimeField(verbose_name='expires')),
                ('email', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('used_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(default=portal.tenancy.acting_id, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AuditPruning',
            fields=[
                ('id', models.UUIDField(default=portal.tenancy.new_id, editable=False, primary_key=True, serialize=False)),
                ('before', models.DateTimeField()),
                ('count', models.PositiveIntegerField()),
                ('ids_digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField(default=portal.clock.now)),
                ('by', models.CharField(max_length=200)),
                ('owner', models.ForeignKey(default=portal.tenancy.acting_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.organisation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FileKey',
            fields=[
                ('id', models.UUIDField(default=portal.tenancy.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('wrapped', models.BinaryField()),
                ('master', models.CharField(max_length=16)),
                ('made_at', models.DateTimeField(default=portal.clock.now)),
                ('retired_at', models.DateTimeField(null=True)),
                ('owner', models.ForeignKey(default=portal.tenancy.acting_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='IdentityProvider',
            fields=[
                ('id', models.UUIDField(default=portal.tenancy.new_id, editable=False, primary_key=True, serialize=False)),
                ('digest', models.CharField(editable=False, max_length=64)),
                ('key', models.CharField(editable=False, max_length=16)),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('protocol', models.CharField(choices=[('oidc', 'OpenID Connect'), ('saml', 'SAML 2.0')], max_length=4)),
                ('preset', models.CharField(max_length=30)),
                ('state', models.CharField(choices=[('draft', 'Being set up'), ('live', 'In use'), ('off', 'Switched off')], default='draft', max_length=5)),
                ('entity_id', models.CharField(max_length=500)),
                ('client_id', models.CharField(blank=True, max_length=200)),
                ('secret_sealed', models.BinaryField(null=True)),
                ('metadata_url', models.URLField(blank=True, max_length=500)),
                ('metadata', models.TextField(blank=True)),
                ('metadata_pending', models.TextField(blank=True)),
                ('metadata_certificate', models.TextField(blank=True)),
                ('fetched_at', models.DateTimeField(null=True)),
                ('fetch_problem', models.CharField(blank=True, max_length=300)),
                ('certificate_until', models.DateTimeField(null=True)),
                ('warned_on', models.DateField(null=True)),
                ('attribute_names', models.JSONField(blank=True, default=dict)),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=253), blank=True, default=list, size=None)),
                ('trusted_contexts', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, default=list, size=None)),
                ('asks_second_factor', models.BooleanField(default=False)),
                ('creates_accounts', models.BooleanField(default=False)),
                ('sp_key_sealed', models.BinaryField(null=True)),
                ('sp_certificate', models.TextField(blank=True)),
                ('tried_at', models.DateTimeField(null=True)),
                ('tried_digest', models.CharField(blank=True, max_length=64)),
                ('changed_at', models.DateTimeField(default=portal.clock.now)),
                ('by', models.CharField(max_length=200)),
                ('owner', models.ForeignKey(default=portal.tenancy.acting_id, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.organisation')),
            ],
            options={
                'ordering': ['name', 'id'],
            },
        ),
        migrations.CreateModel(
            name='EmailDomain',
            fields=[
                ('id', models.UUIDField(default=portal.tenancy.new_id, editable=False, primary_key=True, serialize=False)),
                ('digest', models.CharField(editable=False, max_length=64)),
                ('domain', models.CharField(max_length=253, verbose_name='domain')),
                ('claimed_at', models.DateTimeField(default=portal.clock.now)),
                ('claimed_by', models.CharField(max_length=200)),
                ('verified_at', models.DateTimeField(null=True)),
                ('verified_by', models.CharField(blank=True, max_length=200)),
                ('joining', models.BooleanField(default=False)),
                ('owner', models.ForeignKey(default=portal.tenancy.acting_id, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.organisation')),
                ('provider', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='domains', to='portal.identityprovider')),
            ],
            options={
                'ordering': ['domain'],
            },
        ),
        migrations.CreateModel(
            name='ClaimRule',
            fields=[
                ('id', models.UUIDField(default=portal.tenancy.new_id, editable=False, primary_key=True, serialize=False)),
                ('claim', models.CharField(max_length=40, verbose_name='claim')),
                ('test', models.CharField(choices=[('is', 'is'), ('starts', 'begins with'), ('contains', 'contains')], default='is', max_length=10)),
                ('value', models.CharField(max_length=300, verbose_name='value')),
                ('role', models.CharField(choices=[('officer', 'Research officer'), ('decider', 'Decider'), ('adviser', 'Adviser'), ('policy_officer', 'Policy officer'), ('analyst', 'Analyst'), ('steward', 'Steward')], max_length=20, verbose_name='role')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('owner', models.ForeignKey(default=portal.tenancy.acting_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.organisation')),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='portal.unit')),
                ('provider', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='portal.identityprovider')),
            ],
            options={
                'ordering': ['position', 'id'],
            },
        ),
        migrations.AddField(
            model_name='membership',
            name='provider',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='portal.identityprovider'),
        ),
        migrations.CreateModel(
            name='JoinRequest',
            fields=[
                ('id', models.UUIDField(default=portal.tenancy.new_id, editable=False, primary_key=True, serialize=False)),
                ('asked_at', models.DateTimeField(default=portal.clock.now)),
                ('decided_at', models.DateTimeField(null=True)),
                ('accepted', models.BooleanField(null=True)),
                ('by', models.CharField(blank=True, max_length=200)),
                ('owner', models.ForeignKey(default=portal.tenancy.acting_id, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['asked_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='KnownDevice',
            fields=[
                ('id', models.UUIDField(default=portal.tenancy.new_id, editable=False, primary_key=True, serialize=False)),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('label', models.CharField(max_length=100)),
                ('first_on', models.DateField()),
                ('last_on', models.DateField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SecuritySettings',
            fields=[
                ('id', models.UUIDField(default=portal.tenancy.new_id, editable=False, primary_key=True, serialize=False)),
                ('idle_minutes', models.PositiveSmallIntegerField(default=60)),
                ('session_hours', models.PositiveSmallIntegerField(default=12)),
                ('second_factor_for_all', models.BooleanField(default=False)),
                ('password_sign_in', models.BooleanField(default=True)),
                ('markings', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None)),
                ('classified_channel', models.CharField(blank=True, max_length=500)),
                ('notify_email', models.EmailField(blank=True, max_length=254)),
                ('changed_at', models.DateTimeField(default=portal.clock.now)),
                ('by', models.CharField(max_length=200)),
                ('owner', models.ForeignKey(default=portal.tenancy.acting_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='SignInProblem',
            fields=[
                ('id', models.UUIDField(default=portal.tenancy.new_id, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=10)),
                ('at', models.DateTimeField(default=portal.clock.now)),
                ('kind', models.CharField(max_length=30)),
                ('cause', models.CharField(max_length=1000)),
                ('owner', models.ForeignKey(default=portal.tenancy.acting_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.organisation')),
                ('provider', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='problems', to='portal.identityprovider')),
            ],
            options={
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.UUIDField(default=portal.tenancy.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=100)),
                ('size', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('content_type', models.CharField(max_length=100)),
                ('state', models.CharField(choices=[('unscanned', 'Not scanned'), ('quarantined', 'Being scanned'), ('clean', 'Scanned'), ('refused', 'Refused by the scanner')], default='unscanned', max_length=11)),
                ('scanned_at', models.DateTimeField(null=True)),
                ('finding', models.CharField(blank=True, max_length=200)),
                ('made_at', models.DateTimeField(default=portal.clock.now)),
                ('removed_at', models.DateTimeField(null=True)),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.filekey')),
                ('owner', models.ForeignKey(default=portal.tenancy.acting_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.organisation')),
                ('stripped_from', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stripped', to='portal.storedfile')),
            ],
        ),
        migrations.CreateModel(
            name='AuditSeal',
            fields=[
                ('id', models.UUIDField(default=portal.tenancy.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveBigIntegerField()),
                ('previous', models.CharField(blank=True, max_length=64)),
                ('head', models.CharField(max_length=64)),
                ('count', models.PositiveSmallIntegerField()),
                ('entries', models.BinaryField()),
                ('sealed_at', models.DateTimeField(default=portal.clock.now)),
                ('key_id', models.CharField(max_length=16)),
                ('signature', models.BinaryField()),
                ('owner', models.ForeignKey(default=portal.tenancy.acting_id, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portal.organisation')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('owner', 'number'), name='audit_seal_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='filekey',
            constraint=models.UniqueConstraint(fields=('owner', 'number'), name='file_key_once'),
        ),
        migrations.AddConstraint(
            model_name='identityprovider',
            constraint=models.UniqueConstraint(fields=('digest',), name='provider_digest_once'),
        ),
        migrations.AddConstraint(
            model_name='identityprovider',
            constraint=models.UniqueConstraint(fields=('owner', 'name'), name='provider_name_once'),
        ),
        migrations.AddConstraint(
            model_name='emaildomain',
            constraint=models.UniqueConstraint(fields=('digest',), name='email_domain_digest_once'),
        ),
        migrations.AddConstraint(
            model_name='emaildomain',
            constraint=models.UniqueConstraint(fields=('owner', 'domain'), name='email_domain_once'),
        ),
        migrations.AddConstraint(
            model_name='joinrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('decided_at__isnull', True)), fields=('owner', 'user'), name='join_request_open_once'),
        ),
        migrations.AddConstraint(
            model_name='securitysettings',
            constraint=models.UniqueConstraint(fields=('owner',), name='security_settings_once'),
        ),
        migrations.AddConstraint(
            model_name='securitysettings',
            constraint=models.CheckConstraint(condition=models.Q(('idle_minutes__gte', 5), ('idle_minutes__lte', 480), ('session_hours__gte', 1), ('session_hours__lte', 24)), name='security_settings_times'),
        ),
        migrations.AddIndex(
            model_name='signinproblem',
            index=models.Index(fields=['owner', '-at'], name='sign_in_problem_recent'),
        ),
        migrations.AddConstraint(
            model_name='signinproblem',
            constraint=models.UniqueConstraint(fields=('owner', 'code'), name='sign_in_code_once'),
        ),
        migrations.AddConstraint(
            model_name='storedfile',
            constraint=models.UniqueConstraint(fields=('owner', 'name'), name='stored_file_once'),
        ),
    ]
