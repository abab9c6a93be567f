"""One module per way out; each renders what it is given and computes nothing."""
