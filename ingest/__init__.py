"""One file in, tagged and embedded passages out. Knows nothing of any index."""
