"""What publishers say of roads, car parks and vehicles: their answers in, observations out."""
