"""Saving a section page, the whole set of answers, and one answer, with 10 to 100,000 appraisals.

Floors in the same run: a bare Django view that writes the same JSON, and the bare SQL.
"""

import json
import sys

from bench import stage

SIZES = (10, 1_000, 10_000, 100_000)
RUNS = 60


def main() -> None:
    with stage.database():
        from django.db import connection
        from django.test import Client
        from django.test.utils import CaptureQueriesContext

        from bench import bare
        from diligence.actions import appraise
        from diligence.models import AnswerSheet, Appraisal
        from portal.authority import Actor
        from portal.enums import Permission
        from portal.tenancy import acting_for

        who = stage.member()
        version = stage.version()
        client = Client()
        client.force_login(who.user)
        told = stage.whole_set()
        one = dict([next(iter(told.items()))])
        by = Actor("Bench", who.user.pk, who.membership.pk, frozenset(Permission))
        entries = stage.entries_of(told)
        rows: list[tuple[object, ...]] = []
        filled = 0
        for size in [int(size) for size in sys.argv[1:]] or SIZES:
            stage.fill(who.organisation.pk, version.pk, entries, first=filled + 1, last=size)
            filled = size
            with acting_for(who.organisation):
                appraisal = Appraisal.objects.order_by("id").first()
                sheet = AnswerSheet.objects.get(appraisal=appraisal)
            flip = [False]

            def save(answers: dict[str, object]) -> None:
                # Every run changes something: an unchanged answer writes nothing.
                flip[0] = not flip[0]
                saves = {
                    question: appraise.Save(value=value, note=str(flip[0]))
                    for question, value in answers.items()
                }
                with acting_for(who.organisation, user=who.user.pk):
                    appraise.save(appraisal.pk, by=by, saves=saves)

            def request(answers: dict[str, object]) -> None:
                flip[0] = not flip[0]
                body = {
                    "answers": {
                        question: {"value": value, "note": str(flip[0])}
                        for question, value in answers.items()
                    }
                }
                response = client.patch(
                    f"/api/v1/appraisals/{appraisal.pk}/answers/",
                    json.dumps(body),
                    content_type="application/json",
                )
                assert response.status_code == 200, response.content

            with CaptureQueriesContext(connection) as captured_all:
                request(told)
                of_all = stage.statements(captured_all)
            with CaptureQueriesContext(connection) as captured_one:
                request(one)
                of_one = stage.statements(captured_one)
            whole = stage.Timing.of(lambda: request(told), runs=RUNS)
            single = stage.Timing.of(lambda: request(one), runs=RUNS)
            action = stage.Timing.of(lambda: save(told), runs=RUNS)
            with bare.floor_client(who.user) as plain:
                body = json.dumps({"sheet": str(sheet.pk), "entries": entries})
                floor = stage.Timing.of(
                    lambda: plain.post(
                        "/bare/save/",
                        body,
                        content_type="application/json",
                    ),
                    runs=RUNS,
                )
            sql = stage.Timing.of(
                lambda: bare.run_sql(bare.SAVE_SQL, [json.dumps(entries), sheet.pk]),
                runs=RUNS,
            )
            rows.append(
                (
                    f"{size:,}",
                    f"{of_all}/{of_one}",
                    f"{whole.cpu:.1f}",
                    f"{whole.p50:.1f}",
                    f"{whole.p95:.1f}",
                    f"{single.p50:.1f}",
                    f"{single.p95:.1f}",
                    f"{action.p50:.1f}",
                    f"{floor.p50:.1f}",
                    f"{whole.p50 / floor.p50:.2f}",
                    f"{sql.p50:.2f}",
                )
            )
        stage.table(
            f"Saving {len(told)} answers, and one, through the REST interface",
            (
                "appraisals",
                "statements",
                "all CPU",
                "all p50",
                "all p95",
                "one p50",
                "one p95",
                "action p50",
                "floor p50",
                "all/floor",
                "SQL p50",
            ),
            rows,
        )


if __name__ == "__main__":
    main()
