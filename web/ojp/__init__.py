"""OJP 2.0 (CEN/TS 17118:2024): XML requests of institutions in, XML answers out."""
