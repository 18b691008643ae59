"""The bank as readers have it: what is published, chosen, counted and found by its slug."""
