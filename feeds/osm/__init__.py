"""The door for OpenStreetMap extracts: untrusted bytes in, clean street tables out."""
