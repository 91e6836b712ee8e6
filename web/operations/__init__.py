"""What keeps a site running: who is answered now, how often one may ask, what the machine tells."""
