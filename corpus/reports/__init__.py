"""The embedded reports: their sources, the generator that typesets them, and what it made."""
