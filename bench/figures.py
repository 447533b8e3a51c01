"""All measurements of one size."""

from bench import destroying, listing, page, town


def show(size: int, superuser_url: str) -> None:
    """Makes a town of `size` dossiers and prints the figures."""
    made = town.make(size, superuser_url)
    print(f"\n{size:,} dossiers")
    listing.measure(made, superuser_url)
    page.measure(made)
    destroying.measure(made, superuser_url)
