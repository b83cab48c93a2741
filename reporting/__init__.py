"""Uptake figures: collect, publish. Reads the other rooms and writes to none of them."""
