"""Word lists that ship, and the scripts that rebuild them."""
