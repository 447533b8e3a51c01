from consent.views.authority import authority, authority_new
from consent.views.records import flag_judge, record_end, record_new

__all__ = ["authority", "authority_new", "flag_judge", "record_end", "record_new"]
