"""Servers on 127.0.0.1 that speak the providers' protocols, so that the real plugins can be run without a network."""
