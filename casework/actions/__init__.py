"""§ 4.1 Casusregie: the changes of this room, a file per concept. Each takes `by` and `now`."""
