"""What it takes to serve the bank from several processes behind nginx: README.md beside this file."""
