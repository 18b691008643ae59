"""Messages to contributors: their words, the outbox, the thread that sends them."""
