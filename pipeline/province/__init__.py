"""Many districts, one level up."""
