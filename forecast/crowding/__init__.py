"""How full vehicles are: archives of passenger counts in, chances to find a seat out."""
