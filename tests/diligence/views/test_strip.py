"""What a file tells about itself is said in words; a copy without it is put beside the file."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from diligence.actions import attach, strip
from diligence.models import Attachment, Partnership
from portal.authority import Refused
from portal.enums import Tlp
from portal.models import AuditEvent, StoredFile
from portal.tenancy import acting_for
from tests.factories import PartnershipFactory
from tests.files.test_storage import folder
from tests.files.test_stripping import WHO, photo

pytestmark = pytest.mark.django_db
__all__ = ["folder"]


@pytest.fixture
def row(ines) -> Partnership:
    with acting_for(ines.organisation):
        return PartnershipFactory()


def added(ines, row, name="photo.jpg", data=None) -> Attachment:
    with acting_for(ines.organisation):
        upload = ContentFile(photo() if data is None else data, name=name)
        return attach.add(by=ines.actor, partnership=row, upload=upload)


def url(file) -> str:
    return reverse("diligence:attachment-metadata", args=[file.pk])


def text(answer) -> str:
    return answer.content.decode()


def test_the_page_says_what_the_file_tells(ines, row, browse):
    told = text(browse(ines).get(url(added(ines, row))))
    assert "Who wrote, changed or took it" in told
    assert f"<q>{WHO}</q>" in told
    assert "Where the picture was taken" in told
    assert "Make a copy without it" in told


def test_a_copy_is_put_beside_the_file_which_stays_as_it_is(ines, row, browse):
    file = added(ines, row)
    answer = browse(ines).post(url(file), follow=True)
    assert "photo (no metadata).jpg” was added" in text(answer)
    assert "Make a copy without it" not in text(answer)
    with acting_for(ines.organisation):
        copy = Attachment.objects.exclude(pk=file.pk).get()
        assert (copy.partnership_id, copy.question, copy.tlp) == (row.pk, "", file.tlp)
        stored = StoredFile.objects.get(name=copy.stored_as)
        assert stored.stripped_from == StoredFile.objects.get(name=file.stored_as)
        with default_storage.open(copy.stored_as) as content:
            bare = content.read()
        with default_storage.open(file.stored_as) as content:
            assert content.read() == photo()
        [event] = AuditEvent.objects.filter(event="attachment.stripped")
        assert event.detail["copy"] == str(copy.pk)
    assert WHO.encode() not in bare
    with Image.open(io.BytesIO(bare)) as picture:
        assert not dict(picture.getexif())
    page = text(browse(ines).get(url(copy)))
    assert "copy without metadata of “photo.jpg”" in page
    assert "Nothing was found" in page


def test_a_copy_has_the_label_of_its_original(ines, row):
    file = added(ines, row)
    with acting_for(ines.organisation):
        recipient = ines.user.pk
        Attachment.objects.filter(pk=file.pk).update(tlp=Tlp.RED, tlp_recipients=[recipient])
        copy = strip.copy(file.pk, by=ines.actor).attachment
        assert (copy.tlp, copy.tlp_recipients) == (Tlp.RED, [recipient])


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("notes.txt", b"Agreed in Lund", "nothing beside their content"),
        ("broken.pdf", b"%PDF-1.7 and no more", "may be damaged"),
    ],
)
def test_where_no_copy_can_be_made_the_page_says_why(ines, row, browse, name, data, told):
    file = added(ines, row, name, data)
    assert told in text(browse(ines).get(url(file)))
    assert told in text(browse(ines).post(url(file), follow=True))
    with acting_for(ines.organisation):
        assert Attachment.objects.count() == 1


def test_a_file_that_tells_nothing_gets_no_copy(ines, row, browse):
    out = io.BytesIO()
    Image.new("RGB", (5, 5)).save(out, "PNG")
    file = added(ines, row, "a.png", out.getvalue())
    assert "Nothing was found" in text(browse(ines).get(url(file)))
    assert "There is nothing to remove" in text(browse(ines).post(url(file), follow=True))


def test_whoever_may_not_add_files_makes_no_copies(ines, dora, row):
    file = added(ines, row)
    with acting_for(ines.organisation), pytest.raises(Refused):
        strip.copy(file.pk, by=dora.actor)


def test_the_stranger_finds_nothing(ines, otto, row, browse):
    assert browse(otto).get(url(added(ines, row))).status_code == 404


def test_the_lists_lead_there_for_kinds_that_tell_something(ines, row, browse):
    file, plain = added(ines, row), added(ines, row, "notes.txt", b"Agreed")
    page = text(browse(ines).get(reverse("diligence:partnership-detail", args=[row.pk])))
    assert url(file) in page
    assert url(plain) not in page


def test_a_file_whose_bytes_are_gone_is_said_to_be(ines, row, browse):
    file = added(ines, row)
    with acting_for(ines.organisation):
        default_storage.delete(file.stored_as)
    assert "can’t be read" in text(browse(ines).get(url(file))).replace("&#x27;", "’").replace(
        "'", "’"
    )
