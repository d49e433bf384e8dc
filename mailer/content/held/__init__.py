"""What is held of a person, told to them: the answer to a request, and the certificate of an erasure."""
