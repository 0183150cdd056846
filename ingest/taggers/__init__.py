"""What finds entities in passages: by their words (`stated`), and by what the words are about (`inferred`)."""
