"""What is searched, and the words that it is tagged with."""
