"""Where the sealed bytes of files lie, as `AJAR_FILES` says it."""

from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qs, unquote, urlsplit

FORM: Final = "s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION"
_IN_MEMORY: Final = 4 * 1024 * 1024


def files(told: str, folder: Path) -> dict[str, Any]:
    """The entry of STORAGES for the sealed bytes: this folder, or a bucket.

    Credentials come from the environment or the machine as boto3 looks for them
    (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, a role). Raises SystemExit for what is no place.
    """
    if not told:
        options = {"location": folder, "file_permissions_mode": 0o600}
        return {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": options}
    parts = urlsplit(told)
    query = parse_qs(parts.query)
    if parts.scheme != "s3" or not parts.netloc or query.keys() - {"endpoint", "region"}:
        raise SystemExit(f"AJAR_FILES is {told!r}: set it to {FORM}, or leave it out.")
    from botocore.config import Config  # slow to load, and most installations use a folder

    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": parts.netloc,
            "location": unquote(parts.path).strip("/"),
            "endpoint_url": query.get("endpoint", [None])[0],
            "region_name": query.get("region", [None])[0],
            # Nobody is ever given an address of the bucket; each read comes through the portal.
            "default_acl": "private",
            "querystring_auth": True,
            "file_overwrite": False,
            "max_memory_size": _IN_MEMORY,
            # Stores that are compatible know neither the newer checksums nor host-style names.
            "client_config": Config(
                s3={"addressing_style": "path" if "endpoint" in query else "auto"},
                signature_version="s3v4",
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                connect_timeout=5,
                read_timeout=30,
                retries={"max_attempts": 3, "mode": "standard"},
            ),
        },
    }
