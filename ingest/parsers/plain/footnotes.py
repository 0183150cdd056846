from ingest.parsers.plain.units import *
def find_footnotes(lines, setting, claims): return {}
