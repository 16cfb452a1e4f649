"""What is written: whole files or none, and never over what a person changed."""
