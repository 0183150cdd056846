"""What makes a plain text with all the dirt of extraction whole again: its pages, notes, tables and paragraphs."""
