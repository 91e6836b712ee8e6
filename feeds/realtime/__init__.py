"""GTFS-Realtime at the door: untrusted bytes in, plain messages and notices out."""
