"""Options in, exit code out; the only place for log, screen and clock."""
