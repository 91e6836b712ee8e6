"""One file with everything in it: members in, an archive with a manifest out; and back, checked."""
