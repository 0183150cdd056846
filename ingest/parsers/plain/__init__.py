"""What makes a plain text, an extraction with all its dirt, readable again: lines to pages, notes, tables, paragraphs."""
