"""The engine for archives beyond one machine: filters, totals, facets, nearness and words in a Milvus collection."""
