"""Charts on screen: a chart with its words, the gap map, two choices."""
