"""Text in, text and bytes out; the only importer of jinja2 and premailer."""
