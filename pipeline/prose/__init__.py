"""A small reader of Chinese statistical prose: counts, lists and what is said of them."""
