"""What an editor, a lawyer and an administrator ask of a digest: what it shows, what it showed, what was changed in silence."""
