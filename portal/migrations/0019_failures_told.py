from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal", "0018_idle_half_an_hour")]

    operations = [
        migrations.AddField(
            model_name="securitysettings",
            name="failures_told",
            field=models.PositiveSmallIntegerField(default=10, db_default=10),
        ),
    ]
