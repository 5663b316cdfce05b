"""The scripts of this folder, run by node with the Chromium of this machine."""

import os
import subprocess
from pathlib import Path
from shutil import which

HERE = Path(__file__).parent
NAMES = ("chromium", "chromium-browser", "google-chrome")
ON_A_MAC = "/Applications/Chromium.app/Contents/MacOS/Chromium"


def run(script: str, *words: object) -> str:
    """Return what a script prints; fail with what it says where it fails."""
    assert (HERE / "node_modules").is_dir(), "`make browser` installs what these tests need"
    chromium = next(filter(None, (os.environ.get("CHROMIUM"), *map(which, NAMES))), ON_A_MAC)
    done = subprocess.run(
        ["node", script, *map(str, words)],
        cwd=HERE,
        env=os.environ | {"CHROMIUM": chromium},
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
