"""Published reports: what they say, found by the labels and headings of the form."""
