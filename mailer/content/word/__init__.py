"""Word files (.docx): the text of a release, refused while comments or tracked changes are still in it."""
