"""What stands where on a page: pure functions over glyphs, lines and boxes; `flow` puts them together."""
