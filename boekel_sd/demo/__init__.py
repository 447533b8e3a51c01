"""The demo municipality: made-up colleagues, families (from the sample data where it is present), their dossiers."""
