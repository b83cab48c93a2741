"""A report as PDF: seconds and megabytes a page, against the same page set without tags.

Each number is taken in a process of its own, because memory is never given back. The floor is
WeasyPrint alone on the same HTML: untagged, without archival metadata, attachments and the pass
that finishes them. Run: `python -m bench.report_pdf [chapters]`.
"""

import json
import resource
import subprocess
import sys
import time

MEASURED = ("made", "floor")


def measure(what: str, chapters: int) -> dict[str, float]:
    """CPU seconds, pages and peak megabytes of one making; runs in a process of its own."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from tests.reporting import sample

    html = sample.page(chapters=chapters)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begun = time.process_time()
    if what == "made":
        from portal import pdf

        made = pdf.render(html, title=sample.TITLE, language="en-GB", dated=sample.DATED)
        pages, size = made.pages, len(made.data)
    else:
        import weasyprint

        from portal.pdf.make import BASE_URL
        from portal.pdf.sources import Shelf

        fetch = Shelf().for_weasyprint()
        document = weasyprint.HTML(string=html, base_url=BASE_URL, url_fetcher=fetch).render()
        pages, size = len(document.pages), len(document.write_pdf())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    spent = time.process_time() - begun
    return {"cpu": spent, "pages": pages, "bytes": size, "before": before, "peak": peak}


def main() -> None:
    if len(sys.argv) > 2:
        print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
        return
    for chapters in [int(sys.argv[1])] if len(sys.argv) > 1 else [3, 12]:
        found = {}
        for what in MEASURED:
            command = [sys.executable, "-m", "bench.report_pdf", what, str(chapters)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            found[what] = json.loads(done.stdout.splitlines()[-1])
        made, floor = found["made"], found["floor"]
        pages = made["pages"]
        print(
            f"{pages} pages: {made['cpu'] / pages:.3f} CPU s a page, "
            f"{made['cpu'] / floor['cpu']:.2f} × untagged; peak {made['peak']:.0f} MB "
            f"({(made['peak'] - made['before']) / pages:.1f} MB a page beyond the "
            f"{made['before']:.0f} MB before); file {made['bytes'] / 1e6:.2f} MB"
        )


if __name__ == "__main__":
    main()
