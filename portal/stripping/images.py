"""Pictures: JPEG and PNG without EXIF, XMP, IPTC, comments, previews and what follows their end.

Nothing is compressed again where that can be avoided: segments and chunks that aren't needed to
show the picture are left out. Only a picture that is turned by its metadata, or whose colours need
a profile that isn't the usual one, is written anew.
"""

import io
import struct
import warnings
import zlib
from typing import Final

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from portal.stripping.traces import Kind, Trace, Traces, UnstrippableError, Why

PNG: Final = b"\x89PNG\r\n\x1a\n"
MOST_PIXELS: Final = 80_000_000
_PNG_KEPT: Final = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT"),
    *(b"bKGD", b"pHYs", b"cICP", b"hIST", b"acTL", b"fcTL", b"fdAT"),
}
_ORIENTATION, _GPS = 0x0112, 0x8825
_EXIF_PEOPLE: Final = (0x013B, 0x8298, 0x9C9D, 0xA430)  # artist, copyright, author, owner
_EXIF_PROGRAMS: Final = (0x010F, 0x0110, 0x0131, 0xA431, 0xA433, 0xA434)  # make, model, software
_EXIF_DATES: Final = (0x0132, 0x9003, 0x9004)
_EXIF_TEXTS: Final = (0x010E, 0x9C9B, 0x9C9C, 0x9C9E, 0x9C9F)
_BY_TAG: Final = {
    Kind.PEOPLE: _EXIF_PEOPLE,
    Kind.PROGRAMS: _EXIF_PROGRAMS,
    Kind.DATES: _EXIF_DATES,
    Kind.TEXTS: _EXIF_TEXTS,
}
_FAILURES: Final = (
    *(OSError, ValueError, SyntaxError, struct.error, zlib.error, EOFError, KeyError),
    *(UnidentifiedImageError, Image.DecompressionBombError),
)


def stripped(data: bytes) -> tuple[bytes, tuple[Trace, ...]]:
    """The picture without metadata, and what it has of them. Raises UnstrippableError."""
    traces = Traces()
    try:
        turned, profile = _looked(data, traces)
        kept = _png(data, traces) if data.startswith(PNG) else jpeg(data, traces)
        if turned or profile:
            kept = _written_anew(data)
            kept = _png(kept, Traces()) if kept.startswith(PNG) else kept
    except UnstrippableError:
        raise
    except _FAILURES:
        raise UnstrippableError(Why.DAMAGED) from None
    return kept, traces.told()


def _looked(data: bytes, traces: Traces) -> tuple[bool, bool]:
    """Whether metadata turn the picture, and whether its colours need a profile of its own."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise UnstrippableError(Why.TOO_LARGE)
            exif = picture.getexif()
            _told_by_exif(exif, traces)
            profile = _profile_name(picture.info.get("icc_profile"))
            if profile:
                traces.add(Kind.COLOURS, profile)
            turned = exif.get(_ORIENTATION, 1) not in (0, 1)
            return turned, bool(profile) and "srgb" not in profile.lower()


def _told_by_exif(exif: Image.Exif, traces: Traces) -> None:
    tags = dict(exif) | dict(exif.get_ifd(0x8769))
    for kind, numbers in _BY_TAG.items():
        for number in numbers:
            if number in tags:
                traces.add(kind, _readable(tags[number]))
    if exif.get_ifd(_GPS):
        traces.add(Kind.PLACE)
    if exif.get_ifd(1):
        traces.add(Kind.PREVIEW)


def _readable(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-16-le" if b"\0" in value else "latin-1", "ignore").strip("\0")
    return str(value).strip("\0")


def _profile_name(profile: object) -> str:
    if not isinstance(profile, bytes):
        return ""
    try:
        told = ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile)))
    except (ImageCms.PyCMSError, OSError):
        return ""
    return told.strip() or "?"


def _written_anew(data: bytes) -> bytes:
    """The picture as it is seen: turned upright, in the colours of every screen (sRGB)."""
    with Image.open(io.BytesIO(data)) as picture:
        form = picture.format
        upright = ImageOps.exif_transpose(picture)
        profile = picture.info.get("icc_profile")
        if profile:
            upright = _in_srgb(upright, profile)
        out = io.BytesIO()
        if form == "PNG":
            # A new picture takes pixels and transparency along, and no other information.
            bare = upright.copy()
            bare.info = {k: v for k, v in upright.info.items() if k == "transparency"}
            bare.save(out, "PNG")
        else:
            upright.info.clear()
            upright.save(out, "JPEG", quality=95, subsampling=0)
        return out.getvalue()


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    target = ImageCms.createProfile("sRGB")
    if picture.mode in ("RGB", "RGBA", "CMYK"):
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        told = ImageCms.profileToProfile(picture, source, target, outputMode=mode)
        return told if told is not None else picture
    return picture  # greys and palettes look alike on every screen


# -- JPEG ------------------------------------------------------------------------------------------
def jpeg(data: bytes, traces: Traces) -> bytes:
    """The segments that the picture needs, up to its own end. Raises UnstrippableError.

    Of a picture inside another document, that document gives the turn and the colours.
    """
    out, at = [data[:2]], 2
    while data[at : at + 2] != b"\xff\xd9":
        if len(data) < at + 4 or data[at] != 0xFF:
            raise UnstrippableError(Why.DAMAGED)
        if data[at + 1] == 0xFF:  # padding
            at += 1
            continue
        marker, start = data[at + 1], at
        at += 2 + struct.unpack_from(">H", data, at + 2)[0]
        if not _left_out(marker, data[start + 4 : at], traces):
            out.append(data[start:at])
        if marker == _SCAN:
            start, at = at, _end_of_scan(data, at)
            out.append(data[start:at])
    if data[at + 2 :].strip(b"\0"):
        traces.add(Kind.EARLIER)
    return b"".join([*out, b"\xff\xd9"])


_SCAN: Final = 0xDA
_BY_SEGMENT: Final = (
    (b"Exif", None),  # told tag by tag
    (b"ICC_PROFILE", None),  # told by its name
    (b"JFXX", Kind.PREVIEW),
    (b"MPF\0", Kind.PREVIEW),
    (b"http://ns.adobe.com/", Kind.TEXTS),
    (b"Photoshop", Kind.TEXTS),
    (b"", Kind.IDENTIFIERS),
)


def _left_out(marker: int, body: bytes, traces: Traces) -> bool:
    if marker == 0xFE:
        traces.add(Kind.TEXTS, body.decode("utf-8", "replace"))
        return True
    needed = (marker == 0xE0 and body.startswith(b"JFIF\0")) or (
        marker == 0xEE and body.startswith(b"Adobe")
    )
    if needed or not 0xE0 <= marker <= 0xEF:
        return False
    kind = next(kind for start, kind in _BY_SEGMENT if body.startswith(start))
    if kind is not None:
        traces.add(kind)
    return True


def _end_of_scan(data: bytes, at: int) -> int:
    """Where the compressed pixels end: at the next marker that is none of theirs."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise UnstrippableError(Why.DAMAGED)
        if data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7:
            at += 2
        elif data[at + 1] == 0xFF:
            at += 1
        else:
            return at


# -- PNG -------------------------------------------------------------------------------------------
def _png(data: bytes, traces: Traces) -> bytes:
    out = [PNG]
    at = len(PNG)
    while at + 12 <= len(data):
        size = struct.unpack_from(">I", data, at)[0]
        name, chunk = data[at + 4 : at + 8], data[at : at + 12 + size]
        if len(chunk) < 12 + size:
            raise UnstrippableError(Why.DAMAGED)
        at += 12 + size
        if name in _PNG_KEPT:
            out.append(chunk)
        else:
            _told_by_chunk(name, chunk[8:-4], traces)
        if name == b"IEND":
            if data[at:].strip(b"\0"):
                traces.add(Kind.EARLIER)
            return b"".join(out)
    raise UnstrippableError(Why.DAMAGED)


def _told_by_chunk(name: bytes, body: bytes, traces: Traces) -> None:
    if name in (b"tEXt", b"zTXt", b"iTXt"):
        key = body.partition(b"\0")[0].decode("latin-1")
        value = body.partition(b"\0")[2].decode("latin-1") if name == b"tEXt" else ""
        kind = {"Author": Kind.PEOPLE, "Software": Kind.PROGRAMS, "Creation Time": Kind.DATES}
        traces.add(kind.get(key, Kind.TEXTS), f"{key}: {value}" if value else key)
    elif name == b"tIME":
        traces.add(Kind.DATES)
    elif name not in (b"iCCP", b"eXIf"):
        traces.add(Kind.IDENTIFIERS)
