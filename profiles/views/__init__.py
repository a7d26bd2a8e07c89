"""Views: what each page says, as blocks. They know the archive; they know no Markdown and no HTML text."""
