"""A file that can't be read here is answered for like personal data that was found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0015_record_indexes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="disclosure",
            name="kind",
            field=models.CharField(
                choices=[
                    ("email", "E-mail address"),
                    ("phone", "Telephone number"),
                    ("orcid", "ORCID iD"),
                    ("document", "Number of a passport or identity card"),
                    ("account", "Bank account"),
                    ("birth", "Date of birth"),
                    ("cv", "Curriculum vitae"),
                    ("name", "Name of a person"),
                    ("unread", "Can’t be read here"),
                ],
                max_length=20,
            ),
        ),
    ]
