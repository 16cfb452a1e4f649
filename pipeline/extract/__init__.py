"""Files → raw cells. Nothing here interprets a value or knows the form."""
