"""Who runs the deliveries, and when."""
