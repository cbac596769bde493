"""The pages of paying and of giving back, and asking the gateway."""
