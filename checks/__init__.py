"""What `make check` asks of the packages the bank is made of. Nothing here runs with the bank."""
