"""A district's round: read, group, examine, write, prove, tell."""
