"""The chosen options of scores made so far, as they are packed from now on (`domain.packing`)."""

import json
import struct

from django.db import migrations

CHUNK = 1000
BITS = 32


def _words(questions, answers):
    words = []
    for question in questions:
        codes = [option["code"] for option in question.get("options", ())]
        answer = answers.get(question["id"]) if codes else None
        chosen = answer if isinstance(answer, list) else [] if answer is None else [answer]
        words.append(sum(1 << codes.index(code) for code in chosen))
    return struct.pack(f"<{len(words)}I", *words)


def pack(apps, schema_editor):
    versions = apps.get_model("diligence", "QuestionnaireVersion").objects
    editions = {}
    for digest, document in versions.values_list("digest", "document"):
        questions = json.loads(document)["questions"]
        if all(len(question.get("options", ())) <= BITS for question in questions):
            editions[digest] = questions
    scores = apps.get_model("diligence", "Score").objects
    rows = scores.filter(packed=None, version_digest__in=editions).order_by("pk")
    last = None
    while chunk := list((rows.filter(pk__gt=last) if last else rows)[:CHUNK]):
        for score in chunk:
            score.packed = _words(editions[score.version_digest], json.loads(score.answers))
        scores.bulk_update(chunk, ["packed"])
        last = chunk[-1].pk


class Migration(migrations.Migration):
    dependencies = [("diligence", "0017_owned_questionnaires_security")]

    operations = [migrations.RunPython(pack, migrations.RunPython.noop, elidable=True)]
