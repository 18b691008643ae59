"""Where the bank and the queue meet: what is published reaches readers, what is sent is held against both."""
