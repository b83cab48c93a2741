"""Keys of files change: data keys are wrapped anew, files are sealed anew, a batch at a time."""

import logging
import uuid
from collections.abc import Iterator
from typing import cast

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import QuerySet

from portal import audit, bells, sealing, storage, vault
from portal.authority import product
from portal.models import FileKey, IdentityProvider, Organisation, StoredFile
from portal.tenancy import Owned, acting_for, acting_id

logger = logging.getLogger(__name__)

BELL = "reseal"
AT_ONCE = 50
"""Files of one message; the next ones have a message of their own."""


def rewrap_keys() -> int:
    """Seal the acting organisation's data keys and its providers' secrets with the present master
    key. Returns how many."""
    done = sum(storage.rewrap(row) for row in FileKey.objects.select_for_update())
    done += sum(_provider(row) for row in _providers())
    if done:
        audit.record("file_keys.rewrapped", None, by=product("Ajar"), detail={"keys": done})
    return done


def _providers() -> QuerySet[IdentityProvider]:
    """Locked, as the keys are: a secret that is changed meanwhile is not overwritten."""
    rows: QuerySet[IdentityProvider] = IdentityProvider.objects.select_for_update()
    return rows.filter(owner=acting_id())


def _provider(row: IdentityProvider) -> int:
    changed = []
    for name in ("secret_sealed", "sp_key_sealed", "sp_spare_sealed"):
        sealed = getattr(row, name)
        if sealed and not vault.is_by_current(sealed):
            setattr(row, name, vault.resealed(sealed, row.pk.bytes))
            changed.append(name)
    if changed:
        row.save(update_fields=changed)
    return len(changed)


def renew_key() -> None:
    """Retire the acting organisation's data key; its files are sealed with a new one by and by."""
    key, _secret = storage.data_key(fresh=True)
    audit.record("file_keys.renewed", None, by=product("Ajar"), detail={"number": key.number})
    bells.ring_later(BELL, acting_id())


def reseal_later() -> None:
    """Have whatever is plain or under a retired key sealed with the present one."""
    bells.ring_later(BELL, acting_id())


def reseal_some(organisation: uuid.UUID) -> int:
    """Seal some files anew and ring for the others. Returns how many of this turn were.

    A file that is not there, or not what was stored, is left as it is: sealing it anew would
    make damage look sound.
    """
    bells.silence(BELL, organisation)
    done = 0
    if not FileKey.objects.filter(retired_at=None).exists():
        # A key has to be there for good before a file is replaced by one that needs it.
        storage.data_key()
        bells.ring_later(BELL, organisation)
        return done
    for name, has_row in _stale():
        if done == AT_ONCE:
            bells.ring_later(BELL, organisation)
            break
        done += _reseal(name, has_row)
    return done


def _reseal(name: str, has_row: bool) -> bool:
    if not default_storage.exists(name):
        return False
    try:
        return cast(storage.SealedStorage, default_storage).reseal(name, had_row=has_row)
    except sealing.DamagedFileError as problem:
        logger.warning("Not sealed anew: %s", problem)
        return False


def _stale() -> Iterator[tuple[str, bool]]:
    """Files that the present key did not seal, and whether they have a row: those that do first."""
    current, _secret = storage.data_key()
    rows = StoredFile.objects.exclude(key=current).filter(removed_at=None)
    yield from ((name, True) for name in rows.order_by("pk").values_list("name", flat=True))
    yield from ((name, False) for name in _plain())


def _plain() -> Iterator[str]:
    """Names that rooms note down and that have no row: files of before there was sealing."""
    known = StoredFile.objects.values("name")
    for model in apps.get_models():
        names = {field.name for field in model._meta.get_fields()}
        if issubclass(model, Owned) and "stored_as" in names:
            plain = model.objects.exclude(stored_as="").exclude(stored_as__in=known)
            yield from plain.values_list("stored_as", flat=True)


def ring_where_due() -> int:
    """Ring for every organisation whose files don't all lie under its present key."""
    rung = 0
    for organisation in organisations():
        with acting_for(organisation):
            # Without a key yet, none is made where nothing was ever stored.
            found = _stale() if FileKey.objects.exists() else _plain()
            if next(iter(found), None) is not None:
                reseal_later()
                rung += 1
    return rung


def absent_masters() -> dict[str, list[str]]:
    """Master keys that data keys are wrapped with and that are not here; whose they are."""
    here = {key.name for key in vault.master_keys()}
    absent: dict[str, list[str]] = {}
    for organisation in organisations():
        with acting_for(organisation):
            for name in FileKey.objects.exclude(master__in=here).values_list("master", flat=True):
                absent.setdefault(name, []).append(organisation.name)
    return absent


def organisations() -> list[Organisation]:
    """All whose keys and files are looked after: also those that are suspended."""
    return list(Organisation.objects.order_by("pk"))
