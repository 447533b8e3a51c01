"""The demo municipality: generated colleagues, families from the sample data where it is present, and their dossiers."""
