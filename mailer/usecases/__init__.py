"""What a user or a timer can ask for; the only place that opens transactions."""
