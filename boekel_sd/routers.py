from django.apps import apps


class KeysApart:
    """Sends what must be destroyable apart from the data to the keys database.

    A model says so itself (`database = "keys"`), a RunSQL or RunPython by `hints={"database": "keys"}`;
    everything else lives in the default database.
    """

    def db_for_read(self, model, **hints):
        return home_of(model)

    def db_for_write(self, model, **hints):
        return home_of(model)

    def allow_relation(self, one, other, **hints):
        # Through _meta, for request.user is a lazy wrapper whose own type is no model.
        return home_of(one._meta.model) == home_of(other._meta.model)

    def allow_migrate(self, db, app_label, model_name=None, model=None, database=None, **hints):
        if database:
            return db == database
        if model_name is None:
            return db == "default"
        return db == home_named(app_label, model_name)


def home_of(model):
    return home_named(model._meta.app_label, model._meta.model_name)


def home_named(app_label, model_name):
    """By name, because the models that migrations work with have lost their class attributes."""
    try:
        return getattr(apps.get_model(app_label, model_name), "database", "default")
    except LookupError:
        return "default"
