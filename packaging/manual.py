#!/usr/bin/env python3
"""manual.py BATCHIMGCTL [--check]: writes what the programs say of themselves: batchimgd, which stands beside, the sample
configuration; and into the manual pages, between their two marks, the commands and options into batchimgctl(1), the
sample's keys into batchimgd.toml(5). With --check it writes nothing, and fails when a file is not what it would write."""
import json
import pathlib
import re
import subprocess
import sys

BEGIN, END = '.\\" written by packaging/manual.py\n', '.\\" end of what is written\n'
ROOT = pathlib.Path(__file__).resolve().parent.parent


def text(words):
    """A text as mdoc: no line begins like a macro, no backslash escapes."""
    words = words.replace("\\", "\\e")
    return "\n".join(("\\&" if line[:1] in ".'" else "") + line for line in re.split(r"(?<=[.;:]) (?=[A-Z])", words))



def item(argument):
    if argument["kind"] == "positional":
        return f".It Ar {argument['valueName']}"
    names = [name["name"] for name in argument["names"]]
    flags = " , ".join(f"Fl {name if len(name) == 1 else '-' + name}" for name in names)
    return f".It {flags}" + (f" Ar {argument['valueName']}" if argument["kind"] == "option" else "")


def options(arguments):
    yield ".Bl -tag -width Ds"
    for argument in arguments:
        yield item(argument)
        yield text(argument["abstract"])
    yield ".El"


def usage(argument):
    if argument["kind"] == "positional":
        name = f"Ar {argument['valueName']}" + (" ..." if argument["isRepeating"] else "")
        return f"Oo {name} Oc" if argument["isOptional"] else name
    return None


def commands(document):
    root = document["command"]
    shown = [command for command in root["subcommands"] if command["commandName"] != "help" and command["shouldDisplay"]]

    def own(arguments, common=()):
        return [
            argument for argument in arguments
            if argument["shouldDisplay"] and argument.get("valueName") not in ("help", "version") and argument not in common]
    common = own(root["arguments"])
    yield ".Sh OPTIONS"
    yield "These may stand before the command and after it."
    yield from options(common)
    yield ".Sh COMMANDS"
    for command in shown:
        arguments = own(command["arguments"], common)
        places = [place for place in map(usage, arguments) if place]
        flags = [argument for argument in arguments if argument["kind"] != "positional"]
        yield f".Ss {command['commandName']}"
        yield ".D1 Nm " + " ".join(
            [f"Ic {command['commandName']}"] + (["Oo Ar option ... Oc"] if flags else []) + places)
        yield ".Pp"
        yield text(command["abstract"])
        discussion, _, example = command.get("discussion", "").partition("Example: ")
        if discussion.strip():
            yield text(" ".join(discussion.split()))
        if arguments:
            yield from options(arguments)
        yield ".Pp"
        yield ".Dl " + example.strip().replace("\\", "\\e").replace('"', "\\(dq")


def keys(sample):
    """Each key of the sample, with the comment above it; what is commented out is a key too."""
    above, listed = [], False
    for line in sample.splitlines():
        line = line.removeprefix("# ").removeprefix("#")
        if table := re.fullmatch(r"\[+([a-z.]+)\]+", line):
            if listed:
                yield ".El"
            yield f".Ss {line}"
            listed = False
            if table[1] == "account":
                yield "One table an account."
            above = []
        elif key := re.fullmatch(r"([a-z_]+) *= (.*)", line):
            if not listed:
                yield ".Bl -tag -width Ds"
            yield f".It Ic {key[1]} No = Li {quoted(key[2])}"
            yield text(" ".join(above))
            above, listed = [], True
        elif line:
            above.append(line)
        else:
            above = []
    if listed:
        yield ".El"


def quoted(value):
    """A value as one argument of a macro; one that is longer than a line may break behind its slashes."""
    text = value.replace("\\", "\\e").replace('"', "\\(dq")
    return '"' + (text.replace("/", "/\\:") if len(value) > 60 else text) + '"'


def filled(page, lines):
    """The page with these lines between its marks."""
    head, rest = (ROOT / page).read_text(encoding="utf-8").split(BEGIN)
    return head + BEGIN + "\n".join(lines) + "\n" + END + rest.split(END)[1]


def said(program, *arguments):
    return subprocess.run([program, *arguments], check=True, capture_output=True, encoding="utf-8").stdout


def main():
    program = pathlib.Path(sys.argv[1])
    sample = said(program.with_name("batchimgd"), "sample")
    files = {
        "config/batchimgd.toml": sample,
        "man/batchimgctl.1": filled("man/batchimgctl.1", commands(json.loads(said(program, "--experimental-dump-help")))),
        "man/batchimgd.toml.5": filled("man/batchimgd.toml.5", keys(sample))}
    stale = [name for name, text in files.items() if (ROOT / name).read_text(encoding="utf-8") != text]
    if stale and "--check" in sys.argv:
        sys.exit(f"not what the programs say: {', '.join(stale)}; run: make manual")
    for name in stale:
        (ROOT / name).write_text(files[name], encoding="utf-8")


main()
