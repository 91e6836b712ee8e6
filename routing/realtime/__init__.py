"""Realtime over a network: plain messages in, an overlay and the network under it out."""
