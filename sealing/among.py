"""`pk__among=ids`: as `pk__in`, with the ids in one parameter, for Django looks at each of many parameters twice."""

from django.db.models import Lookup, UUIDField


@UUIDField.register_lookup
class Among(Lookup):
    """`ids`: UUIDs. None of them: no rows, and the question is asked all the same."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        sql, params = self.process_lhs(compiler, connection)
        return f"{sql} = ANY(%s::uuid[])", [*params, list(self.rhs)]
