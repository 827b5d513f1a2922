"""Print what makes a shell complete zhengwen's commands, flags and tables when the tab key is pressed.

bash and zsh: eval "$(zhengwen completion bash)" in ~/.bashrc, likewise zsh in ~/.zshrc.
fish: zhengwen completion fish > ~/.config/fish/completions/zhengwen.fish
"""

import argparse

SHELLS = ("bash", "zsh", "fish")
PROGRAMS = ("zhengwen", "run_local.sh")
"""What may be typed: the installed program, and a clone's script, which hands on."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument("shell", choices=SHELLS, help="which shell")


def run(options: argparse.Namespace) -> int:
    """Print the shell's code."""
    from argcomplete.shell_integration import shellcode

    print(shellcode(list(PROGRAMS), shell=options.shell))
    return 0
