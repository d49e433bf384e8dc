"""Privacy: people erased, details that grow old, and all that is held of somebody."""
