"""XLSForm workbooks: how ODK, Kobo and Survey123 write forms, read and written."""
