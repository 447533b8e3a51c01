"""The databases of a test run: templates are made once by the owner, every xdist worker gets a copy of that cluster,
and every test that commits a clone of the templates. Tests run as boekel_app; as a superuser row security would
silently be skipped. A cluster for each worker, because the oldest running transaction is one of the whole cluster:
sealing the log would wait for somebody else's test.

A migrated cluster of our own is kept until something it is made of changes: migrating takes longer than copying.
The run that starts it all has a directory; the workers find it in the environment. Servers that were given
(DATABASE_URL, KEYS_DATABASE_URL, REDIS_URL) are used for databases of our own, which are dropped at the end.
"""

import base64
import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import dj_database_url
import psycopg
from psycopg import sql

from boekel_sd import embedded, roles

ROOT = Path(__file__).resolve().parent.parent
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
ALIASES = {"default": "DATABASE_URL", "keys": "KEYS_DATABASE_URL"}
IN_ENVIRONMENT = "BOEKEL_TEST_RUN"
PREFIX = "boekel-test-"
# Tests never see a real key, and no run can read what another one sealed by accident of a shared directory.
SECRETS = {
    "SECRET_KEY": "a secret of tests that is long enough to be taken for one",
    "MASTER_KEY": base64.b64encode(b"m" * 32).decode(),
    "INDEX_KEY": base64.b64encode(b"i" * 32).decode(),
}
KEPT = ROOT / ".cache" / "test-clusters"
# What a migrated database is made of: migrations and all they read.
ROOMS_MIGRATED_FROM = {"accounts", "audit", "boekel_sd", "sealing", "terms"}
FILES_MIGRATED_FROM = {"walls.py", "choices.py", "roles.py", "authorisation.py", "scope.py", "states.py", "wording.py"}
FROM_OUTSIDE = (
    "BRP_URL",
    "BRP_API_KEY",
    "CLAMAV_SOCKET",
    "FILES_DIR",
    "LEDGER_FILE",
    "ANCHOR_FILE",
    "BACKUP_DIR",
    "KEYS_BACKUP_DIR",
    "POSTGRES_PROGRAMS",
    "MASTER_KEYS_BEFORE",
    "PDF_SEAL_CERTIFICATE",
    "PDF_SEAL_CERTIFICATE_FILE",
    "PDF_SEAL_CERTIFICATES_BEFORE",
    "PDF_SEAL_CERTIFICATES_BEFORE_FILE",
    "PDF_SEAL_KEY",
    "PDF_SEAL_KEY_FILE",
)


class Run:
    def __init__(self, directory, *, mine):
        self.directory = Path(directory)
        self.mine = mine
        self.given = given_urls()
        # On a server that was given others have databases too; in a cluster of our own the name can stay the same.
        of_run = self.directory.name.removeprefix(PREFIX).replace("-", "_").lower()
        self.name = of_run if "DATABASE_URL" in self.given else "own"
        self.base = self._servers("base")
        self.servers = self._servers(WORKER)

    def _servers(self, whose):
        return embedded.Servers(
            self.directory / whose / "servers",
            postgres="DATABASE_URL" not in self.given,
            valkey="REDIS_URL" not in self.given,
            durable=False,
        )

    @classmethod
    def join(cls):
        """The run this process belongs to; the first process begins one, and clears up after runs that were killed."""
        if directory := os.environ.get(IN_ENVIRONMENT):
            return cls(directory, mine=False)
        clear_abandoned()
        # Held for as long as this process lives; that is how others know the run is not abandoned. The directory
        # gets its name when the lock is there, or another run that starts now would clear it up.
        new = Path(tempfile.mkdtemp(prefix=f"new-{PREFIX}"))
        alive = (new / "alive.lock").open("w")
        fcntl.flock(alive, fcntl.LOCK_EX)
        run = cls(new.rename(new.with_name(new.name.removeprefix("new-"))), mine=True)
        run.alive = alive
        os.environ[IN_ENVIRONMENT] = str(run.directory)
        os.environ.update({f"GIVEN_{name}": url for name, url in run.given.items()})
        return run

    def environment(self):
        """What settings.py reads in this worker."""
        data = self.directory / WORKER
        (data / "static").mkdir(parents=True, exist_ok=True)
        return {
            **SECRETS,
            "DEMO": "1",
            "DATA_DIR": str(data),
            "REDIS_PREFIX": f"{self.name}:{WORKER}:",
            **self.given,
            **self.servers.addresses(),
        }

    # The superuser, or whoever was given

    def admin_url(self, alias, database=None, servers=None):
        if not self.servers.postgres:
            name = ALIASES[alias]
            url = self.given.get(owner_of(name)) or self.given[name]
            return with_database(url, database) if database else url
        return (servers or self.servers).superuser_url(database or "postgres")

    def admin(self, alias, database=None, servers=None):
        return psycopg.connect(self.admin_url(alias, database, servers), autocommit=True)

    def database(self, alias, what):
        return f"test_{self.name}_{what}_{alias}"

    @contextlib.contextmanager
    def used(self):
        """The servers of this worker, with the templates in them."""
        self._once("template", self._make_templates)
        if self.servers.postgres:
            self._copy_cluster()
        with self.servers.used():
            yield

    def _copy_cluster(self):
        self._make_place(self.servers)
        copy(embedded.Cluster(self.base).home, embedded.Cluster(self.servers).home)

    def _make_place(self, servers):
        embedded.private_dir(servers.directory)
        servers.make_socket_dir()

    def make_demo(self):
        """The demo municipality as a template of its own: `clone(what, source="demo")`, files in `demo_files`.

        For this worker alone, unless the server was given.
        """
        self._once(f"demo-{WORKER}" if self.servers.postgres else "demo", self._make_demo)

    def _once(self, what, make):
        """Once per run, by whichever worker comes first."""
        with (self.directory / f"{what}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            made = self.directory / f"{what}.made"
            if not made.exists():
                make()
                made.touch()

    @property
    def demo_files(self):
        return self.directory / (WORKER if self.servers.postgres else "") / "demo-files"

    def _make_demo(self):
        for alias in ALIASES:
            self._clone(alias, "demo")
        files = {"FILES_DIR": str(self.demo_files), "LEDGER_FILE": str(self.directory / "demo-ledger.jsonl")}
        self._manage("load_demo", self.urls("demo") | files)

    def _make_templates(self):
        home, kept = embedded.Cluster(self.base).home, KEPT / digest_of_what_is_migrated()
        if self.base.postgres and kept.exists():
            self._make_place(self.base)
            copy(kept, home)
            return
        with self.base.used():
            self._make_and_migrate_templates()
        if self.base.postgres:
            keep(home, kept)

    def _make_and_migrate_templates(self):
        app_login = psycopg.conninfo.conninfo_to_dict(os.environ["DATABASE_URL"])["user"]
        for alias in ALIASES:
            name = self.database(alias, "template")
            with self.admin(alias, servers=self.base) as admin:
                # Roles first: the owner of the database is one of them.
                roles.prepare(admin, app_login)
                admin.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*map(sql.Identifier, (name, roles.OWNER))))
            with self.admin(alias, name, servers=self.base) as admin:
                roles.prepare(admin, app_login)
        with ThreadPoolExecutor(len(ALIASES)) as side_by_side:
            # Each takes a processor for a while, and they do not wait for each other.
            migrate = partial(self._manage, "migrate_all", self.urls("template", self.base))
            list(side_by_side.map(migrate, ALIASES))

    def _manage(self, name, changes, *arguments):
        environment = {**os.environ, **changes, "PYTHONWARNINGS": ""}
        command = [sys.executable, str(ROOT / "manage.py"), name, *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, cwd=ROOT, check=False)
        if done.returncode:
            raise RuntimeError(f"manage.py {name} failed:\n{done.stdout}{done.stderr}")

    def urls(self, what, servers=None):
        """The environment in which the program uses these databases."""
        addresses = {**self.given, **(servers or self.servers).addresses()}
        urls = {"REDIS_URL": addresses["REDIS_URL"]}
        for alias, name in ALIASES.items():
            database = self.database(alias, what)
            urls[name] = with_database(addresses[name], database)
            for other in (owner_of(name), backup_of(name)):
                urls[other] = with_database(addresses.get(other) or addresses[name], database)
        return urls

    @contextlib.contextmanager
    def clone(self, what, source="template"):
        """Both databases, fresh from the templates."""
        for alias in ALIASES:
            self._clone(alias, what, source)
        try:
            yield
        finally:
            for alias in ALIASES:
                self._drop(alias, what)

    def _clone(self, alias, what, source="template"):
        names = (self.database(alias, what), self.database(alias, source), roles.OWNER)
        with self.admin(alias) as admin:
            statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {} STRATEGY file_copy")
            admin.execute(statement.format(*map(sql.Identifier, names)))

    def _drop(self, alias, what):
        with self.admin(alias) as admin:
            name = sql.Identifier(self.database(alias, what))
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

    def end(self):
        if not self.servers.postgres:
            for what in ("demo", "template"):
                if (self.directory / f"{what}.made").exists():
                    for alias in ALIASES:
                        self._drop(alias, what)
        clear(self.directory)
        self.alive.close()


def digest_of_what_is_migrated() -> str:
    """Of a user too: a cluster of root belongs to nobody."""
    files = [ROOT / "requirements.txt", *(path for path in ROOT.glob("*/**/*.py") if is_migrated_from(path))]
    digest = hashlib.sha256(str(os.getuid()).encode())
    for path in sorted(files):
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


def is_migrated_from(path) -> bool:
    room, *inside = path.relative_to(ROOT).parts
    if room.startswith(".") or room in {"tests", "var", "node_modules"}:
        return False
    of_models = {"migrations", "models", "models.py"} & set(inside)
    return room in ROOMS_MIGRATED_FROM or path.name in FILES_MIGRATED_FROM or bool(of_models)


def copy(source, target):
    """Stopped, a cluster is only files; their owner and mode matter."""
    subprocess.run(["cp", "--archive", "--reflink=auto", str(source), str(target)], check=True)


def keep(home, kept):
    """In one step, for another run may look at this moment; what was kept before is of no use any more."""
    shutil.rmtree(KEPT, ignore_errors=True)
    KEPT.mkdir(parents=True, mode=0o700)
    new = Path(tempfile.mkdtemp(dir=KEPT)) / "home"
    copy(home, new)
    new.rename(kept)
    new.parent.rmdir()


def given_urls():
    """As they were outside, also in a worker, whose environment was changed by the run."""
    names = [name for url in ALIASES.values() for name in (url, owner_of(url), backup_of(url))]
    prefix = "GIVEN_" if os.environ.get(IN_ENVIRONMENT) else ""
    return {name: os.environ[prefix + name] for name in (*names, "REDIS_URL") if os.environ.get(prefix + name)}


def owner_of(name):
    return name.replace("URL", "OWNER_URL")


def backup_of(name):
    return name.replace("URL", "BACKUP_URL")


def with_database(url, database):
    base, _, query = url.partition("?")
    return f"{base.rpartition('/')[0]}/{database}" + (f"?{query}" if query else "")


def settings_of(url):
    """The parts of Django's DATABASES that change when another database is used."""
    parsed = dj_database_url.parse(url)
    return {name: parsed[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}


def clear_abandoned():
    """A killed run leaves its servers running."""
    for directory in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError), (directory / "alive.lock").open("r+") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            clear(directory)


def clear(directory):
    for servers in directory.glob("*/servers"):
        embedded.Servers(servers).destroy()
    shutil.rmtree(directory, ignore_errors=True)
