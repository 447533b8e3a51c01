"""A BRP to try things with: `python -m brp.standin [--data FOLDER_OR_FILE] [--port N]`.

Answers from files in the response shape of the Personen API; without `--data` from made-up families. Says
its address on stderr and stops on Ctrl-C or SIGTERM. The key it asks for comes from BRP_API_KEY.
"""

import argparse
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from brp.generated import families
from brp.standin.description import Description
from brp.standin.register import description_for, people_in
from brp.standin.server import StandIn

DEMO_KEY = "demo"


def main():
    options = _options()
    people = people_in(options.data) if options.data else families()
    description = Description(description_for(options.data))
    key = os.environ.get("BRP_API_KEY") or DEMO_KEY
    with StandIn(options.port, people, description, key=key, misbehave=options.misbehave) as server:
        signal.signal(signal.SIGTERM, _stop)
        sys.stderr.write(f"BRP stand-in on {server.url}, {len(people)} persons\n")
        with suppress(KeyboardInterrupt):
            server.serve_forever()


def _options():
    parser = argparse.ArgumentParser(prog="python -m brp.standin", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder with personen.json, or one file of that shape")
    parser.add_argument("--port", type=int, default=0, help="0: any free one")
    parser.add_argument("--misbehave", action="store_true", help="let a question ask for a wrong answer (tests)")
    options = parser.parse_args()
    if options.data and not options.data.exists():
        parser.error(f"{options.data} does not exist")
    return options


def _stop(signum, frame):
    raise KeyboardInterrupt


main()
