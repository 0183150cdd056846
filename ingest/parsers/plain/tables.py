from ingest.parsers.plain.units import *
def find_tables(lines, setting, claims): return {}
