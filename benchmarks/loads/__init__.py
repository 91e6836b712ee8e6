"""What `python -m benchmarks.load` is made of: questions, clients, what is seen, what is told."""
