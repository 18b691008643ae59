"""What is read from the queue, each view by its own query."""
