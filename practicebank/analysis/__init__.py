"""What can be said of the practices chosen: counts, sentences, figures, gaps, answers to a problem."""
