"""From a form to a decision: the model of a submission, its checks, its states, the queue and the log."""
