"""Further criteria: what a journey costs by one of them, and the search that reckons with it."""
