"""Data protection as data: what is kept how long, which columns name people, what for and why.

Each room registers its own by string: `retention_classes`, `person_data`, `processing`.
"""
