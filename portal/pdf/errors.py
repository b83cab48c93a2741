"""Why a PDF could not be made."""


class PdfUnavailableError(RuntimeError):
    """The libraries that set pages are absent or broken here; the message says what to install."""


class ForeignAddressError(ValueError):
    """A page wanted what is no file of Ajar's own: nothing is fetched, and nothing is made."""
