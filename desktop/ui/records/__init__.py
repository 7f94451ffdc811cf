"""Records on screen: tables of frozen rows, checked forms, numbers as people write them."""
