"""Passages, mentions and vectors in, one searchable generation out; and the search of it."""
