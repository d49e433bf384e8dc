"""The bytes of a message: headers, MIME, and the values of one recipient."""
