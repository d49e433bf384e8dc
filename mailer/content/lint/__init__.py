"""What can be found wrong in a composed release."""
