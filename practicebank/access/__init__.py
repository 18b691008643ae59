"""Who may review: a signed-in person is an object that the desk's functions demand and check."""
