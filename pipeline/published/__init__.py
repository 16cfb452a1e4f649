"""Published reports: read, audited, imported."""
