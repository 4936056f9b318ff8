"""`./dev bench [NAME]`: run the measures of this folder, each in processes of its own, and print their tables."""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    """Run the named benchmarks, or all of them; the status is that of the first that failed."""
    known = {path.stem: path for path in sorted(HERE.glob("*.py")) if not path.stem.startswith("_")}
    wanted = sys.argv[1:] or list(known)
    if unknown := [name for name in wanted if name not in known]:
        print(f"Mesure inconnue · unknown benchmark: {', '.join(unknown)} ({', '.join(known)})", file=sys.stderr)
        return 2
    for name in wanted:
        print(f"== {name}", flush=True)
        status = subprocess.run([sys.executable, str(known[name])], check=False).returncode
        if status:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
