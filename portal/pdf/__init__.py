"""Publications as PDF: archival (PDF/A-3a) and accessible (PDF/UA-1) in one file.

``render`` turns a page of HTML into the file. WeasyPrint sets the pages, a short pass by pikepdf
adds what both standards ask for beyond that. The same page, date and attachments give the same
bytes on the same release of Ajar and its libraries, in any process.
"""

from portal.pdf.errors import ForeignAddressError, PdfUnavailableError
from portal.pdf.finish import Attached
from portal.pdf.make import Progress, Rendered, render

__all__ = [
    "Attached",
    "ForeignAddressError",
    "PdfUnavailableError",
    "Progress",
    "Rendered",
    "render",
]
