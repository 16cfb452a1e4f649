"""The checks. Each takes a batch of returns and gives one outcome per rule and office."""
