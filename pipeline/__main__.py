"""`python -m pipeline` is the command `nianbao`."""

import sys


def run() -> None:
    """Run the command; one that is interrupted while it is still being loaded says so, too."""
    try:
        from pipeline.cli.commands import main  # 0.1 s in which somebody may think better of it

        main()
    except KeyboardInterrupt:
        sys.exit("已中断。重新运行即可。")


if __name__ == "__main__":
    run()
