"""Forms in which authors change a draft: each reads one part of its document and writes it back."""
