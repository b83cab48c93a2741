"""Files in a bucket: the real client, against a stand-in that speaks as much of S3 as it asks for.

The stand-in checks that each request is signed and keeps what it is given; it is no proof that any
particular product is compatible.
"""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import unquote, urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages

from portal import sealing, stores
from portal.models import StoredFile
from portal.tenancy import acting_for
from tests.cast import Member

WORDS = b"The agreement says: keep the samples in Lund. " * 3000


class FakeBucket(BaseHTTPRequestHandler):
    """PUT, GET, HEAD, DELETE of objects by path."""

    objects: ClassVar[dict[str, bytes]] = {}
    headers_seen: ClassVar[list[dict[str, str]]] = []
    protocol_version = "HTTP/1.1"

    def log_message(self, *_told: object) -> None:
        return

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        length = headers.pop("length", str(len(body)))
        for name, value in {"Content-Length": length, "ETag": '"1"', **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _key(self) -> str | None:
        if not self.headers.get("Authorization", "").startswith("AWS4-HMAC-SHA256"):
            self._answer(403)
            return None
        self.headers_seen.append(dict(self.headers))
        return unquote(urlsplit(self.path).path)

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if key := self._key():
            self.objects[key] = body
            self._answer(200)

    def do_GET(self) -> None:
        key = self._key()
        if key is None:
            return
        if key not in self.objects:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
            return
        body, told = self.objects[key], {"Last-Modified": "Mon, 23 Nov 2026 00:00:00 GMT"}
        if (wanted := self.headers.get("Range")) and self.command == "GET":
            first, _dash, last = wanted.removeprefix("bytes=").partition("-")
            part = body[int(first) : int(last) + 1 if last else None]
            span = f"bytes {first}-{int(first) + len(part) - 1}/{len(body)}"
            self._answer(206, part, **{"Content-Range": span}, **told)
            return
        self._answer(200, body, **told)

    do_HEAD = do_GET  # noqa: N815 - as the server calls it

    def do_DELETE(self) -> None:
        if key := self._key():
            self.objects.pop(key, None)
            self._answer(204)


@pytest.fixture
def bucket(settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[dict[str, bytes]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), FakeBucket)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    FakeBucket.objects.clear()
    FakeBucket.headers_seen.clear()
    told = f"s3://ajar/live?endpoint=http://127.0.0.1:{server.server_port}&region=eu-north-1"
    settings.STORAGES = settings.STORAGES | {"files": stores.files(told, tmp_path)}
    yield FakeBucket.objects
    server.shutdown()
    server.server_close()


@pytest.mark.django_db
def test_files_lie_sealed_in_the_bucket_and_are_read_from_it(stella: Member, bucket):
    with acting_for(stella.organisation):
        name = default_storage.save(f"{stella.organisation.pk}/one", ContentFile(WORDS))
        assert list(bucket) == [f"/ajar/live/{name}"]
        [body] = bucket.values()
        assert sealing.is_sealed(body)
        assert b"samples" not in body
        with default_storage.open(name) as content:
            assert (content.size, content.read()) == (len(WORDS), WORDS)
            content.seek(100_000)
            assert content.read(10) == WORDS[100_000:100_010]
        assert default_storage.exists(name)
        assert default_storage.size(name) == len(WORDS)
    private = [told["x-amz-acl"] for told in FakeBucket.headers_seen if "x-amz-acl" in told]
    assert private == ["private"]


@pytest.mark.django_db
def test_an_object_is_sealed_anew_in_its_place_and_deleted(stella: Member, bucket):
    with acting_for(stella.organisation):
        name = f"{stella.organisation.pk}/old"
        bucket[f"/ajar/live/{name}"] = WORDS
        with default_storage.open(name) as content:
            assert content.read() == WORDS
        assert default_storage.reseal(name)
        assert list(bucket) == [f"/ajar/live/{name}"]
        assert sealing.is_sealed(bucket[f"/ajar/live/{name}"])
        with default_storage.open(name) as content:
            assert content.read() == WORDS
        default_storage.delete(name)
        assert not bucket
        assert StoredFile.objects.get(name=name).removed_at is not None


@pytest.mark.django_db
def test_an_object_that_is_not_there_is_a_missing_file(stella: Member, bucket):
    with acting_for(stella.organisation):
        assert not default_storage.exists("nowhere/at-all")
        with pytest.raises(FileNotFoundError):
            default_storage.open("nowhere/at-all")


@pytest.mark.django_db
def test_an_object_that_was_changed_is_noticed(stella: Member, bucket):
    with acting_for(stella.organisation):
        name = default_storage.save(f"{stella.organisation.pk}/one", ContentFile(WORDS))
        body = bytearray(bucket[f"/ajar/live/{name}"])
        body[1000] ^= 1
        bucket[f"/ajar/live/{name}"] = bytes(body)
        with pytest.raises(sealing.DamagedFileError), default_storage.open(name) as content:
            content.read()


def test_a_folder_is_the_default(tmp_path: Path):
    assert stores.files("", tmp_path)["OPTIONS"]["location"] == tmp_path
    assert "files" in storages.backends


@pytest.mark.parametrize(
    "told", ["bucket", "https://x", "s3://", "s3:///p", "s3://b?token=x", "s3://b?endpoint=a&x=1"]
)
def test_what_is_no_place_says_how_one_is_written(told: str, tmp_path: Path):
    with pytest.raises(SystemExit, match="AJAR_FILES"):
        stores.files(told, tmp_path)


def test_a_compatible_store_is_asked_by_path(tmp_path: Path):
    options = stores.files("s3://b/a%20b/?endpoint=https://s.example", tmp_path)["OPTIONS"]
    assert (options["bucket_name"], options["location"]) == ("b", "a b")
    assert options["client_config"].s3 == {"addressing_style": "path"}
    assert stores.files("s3://b", tmp_path)["OPTIONS"]["endpoint_url"] is None
