"""One file per page: what a person sees, in the order they see it."""
