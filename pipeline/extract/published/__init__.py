"""Published reports as they come: Word documents, saved web pages, plain text."""
