#!/usr/bin/env python3
"""A small client that keeps the rules, or breaks the one that MODEL_DEFECT names: what the harness is tested against.

It takes the lines that the harness types and keeps a database with the columns that the harness reads; it is no client
for people.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from client.front import main  # noqa: E402

main(Path(sys.argv[2]))
