"""A small client that keeps the rules, or breaks the one that MODEL_DEFECT names; the harness is tested against it."""

import os

DEFECT = os.environ.get("MODEL_DEFECT", "")
