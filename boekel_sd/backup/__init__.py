"""Back-ups of both databases and the sealed files, and putting them back. docs/adr/0103-backups.md"""
