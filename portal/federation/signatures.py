"""The one place that talks to xmlsec by itself: the signature of a whole document."""

from typing import Any

import xmlsec


def verified(root: Any, signature: Any, certificate: str) -> bool:
    """Whether the signature is by the key of this PEM certificate, whatever key it names itself."""
    security: Any = xmlsec
    try:
        security.tree.add_ids(root, ["ID"])
        context = security.SignatureContext()
        context.key = security.Key.from_memory(certificate, security.constants.KeyDataFormatCertPem)
        context.verify(signature)
    except (xmlsec.Error, ValueError, TypeError):
        return False
    return True
