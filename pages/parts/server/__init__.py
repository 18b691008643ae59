"""What a server does around its pages: starting, opening the bank, saying what is wrong."""
