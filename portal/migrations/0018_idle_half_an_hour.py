from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal", "0017_person_request_here_only")]

    operations = [
        migrations.AlterField(
            model_name="securitysettings",
            name="idle_minutes",
            field=models.PositiveSmallIntegerField(default=30),
        ),
    ]
