"""What the people who write need: scaffolds, one form, corrections, schemas, forms."""
