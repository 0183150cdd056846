"""The commands, one module a purpose; `search_api.cli` puts them together."""
