"""REDCap data dictionaries, read and written."""
