"""Values → documents. Everything drawn here derives from the form."""
