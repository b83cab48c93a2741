"""Opening an encrypted assertion without touching what its signature covers.

python3-saml moves the decrypted element into the answer, where lxml gives it the prefixes that the
answer uses for the same namespaces. The signature covers prefixes: it would no longer hold where
the two differ. Here the answer is put together as text and read anew.
"""

from typing import Any, Final

from lxml import etree
from onelogin.saml2.errors import OneLogin_Saml2_ValidationError
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.utils import OneLogin_Saml2_Utils
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

_V = OneLogin_Saml2_ValidationError
_PLACE: Final = "ajar-opened-assertion"


class Response(OneLogin_Saml2_Response):
    """An answer whose assertion, once opened, is byte for byte what was signed."""

    def _decrypt_assertion(self, xml: Any) -> Any:
        outer = _only(xml, "/samlp:Response/saml:EncryptedAssertion")
        data = _only(outer, "./xenc:EncryptedData")
        information = _only(data, "./ds:KeyInfo")
        # Some put the key beside the data, and only refer to it.
        for key in OneLogin_Saml2_XML.query(outer, "./xenc:EncryptedKey"):
            information.append(key)
        opened = OneLogin_Saml2_Utils.decrypt_element(
            data, self._settings.get_sp_key(), inplace=True
        )
        told = etree.tostring(opened, with_tail=False)
        xml.replace(outer, etree.Element(_PLACE))
        before, *after = etree.tostring(xml).split(f"<{_PLACE}/>".encode())
        if len(after) != 1:
            raise _V("The answer can't be put together.", _V.WRONG_NUMBER_OF_ASSERTIONS)
        return OneLogin_Saml2_XML.to_etree(before + told + after[0])


def _only(node: Any, path: str) -> Any:
    found = OneLogin_Saml2_XML.query(node, path)
    if len(found) != 1:
        raise _V(f"{len(found)} of {path} in the answer.", _V.WRONG_NUMBER_OF_ASSERTIONS)
    return found[0]
