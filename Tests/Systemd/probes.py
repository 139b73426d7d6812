"""What a program in the daemon's sandbox is refused, and what it is not: one line each, "RESULT EXPECTED TEXT"."""

import ctypes
import mmap
import os
import socket
import sys

libc = ctypes.CDLL(None, use_errno=True)
lines = []


def probe(text, expected, attempt):
    try:
        attempt()
        result = "allowed"
    except OSError:
        result = "refused"
    lines.append(f"{result} {expected} {text}")


def call(function, *arguments):
    if function(*arguments) < 0:
        raise OSError(ctypes.get_errno(), "")


def write(path):
    def attempt():
        with open(path, "w") as file:
            file.write("x")
        os.remove(path)

    return attempt


for folder in ["/", "/etc", "/etc/batchimgd", "/usr/lib", "/var/lib", "/var/cache", "/run", "/home", "/root", "/boot", "/sys", "/proc/sys/kernel"]:
    probe(f"write below {folder}", "refused", write(f"{folder.rstrip('/')}/probe"))
for folder in ["/var/lib/batchimgd", "/run/batchimgd", "/tmp"]:
    probe(f"write below {folder}", "allowed", write(f"{folder}/probe"))

for name, flag in [("user", 0x10000000), ("mount", 0x20000), ("network", 0x40000000), ("pid", 0x20000000), ("uts", 0x4000000), ("ipc", 0x8000000)]:
    probe(f"a new {name} namespace", "refused", lambda: call(libc.unshare, flag))

for name, expected in [("AF_NETLINK", "refused"), ("AF_PACKET", "refused"), ("AF_VSOCK", "refused"), ("AF_INET", "allowed"), ("AF_INET6", "allowed"), ("AF_UNIX", "allowed")]:
    kind = socket.SOCK_RAW if name in ("AF_NETLINK", "AF_PACKET") else socket.SOCK_STREAM
    probe(f"a socket of {name}", expected, lambda: socket.socket(getattr(socket, name), kind).close())

every = mmap.PROT_READ | mmap.PROT_WRITE
probe("memory that is written", "allowed", lambda: mmap.mmap(-1, 4096, prot=every).close())
probe("memory that is written and executed", "refused", lambda: mmap.mmap(-1, 4096, prot=every | mmap.PROT_EXEC).close())


def turn_executable():
    memory = mmap.mmap(-1, 4096, prot=every)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    call(libc.mprotect, ctypes.c_void_p(address), 4096, mmap.PROT_READ | mmap.PROT_EXEC)


probe("memory that is made executable after it was written", "refused", turn_executable)
probe("the source of a credential", "refused", lambda: open("/etc/credstore/probe").close())
probe("the credential itself", "allowed", lambda: open(os.environ["CREDENTIALS_DIRECTORY"] + "/probe").close())
probe("the shadow file", "refused", lambda: open("/etc/shadow").close())
probe("another's process", "refused", lambda: os.stat("/proc/1/status"))
probe("a device", "refused", lambda: os.mknod("/var/lib/batchimgd/null", 0o20666, os.makedev(1, 3)))
probe("a program with another's rights", "refused", lambda: os.chmod("/var/lib/batchimgd", 0o4750))
probe("tracing", "refused", lambda: call(libc.ptrace, 16, 1, 0, 0))
probe("mounting", "refused", lambda: call(libc.mount, b"none", b"/tmp", b"tmpfs", 0, None))
probe("another host name", "refused", lambda: call(libc.sethostname, b"x", 1))
probe("the clock", "refused", lambda: call(libc.settimeofday, ctypes.create_string_buffer(16), None))

with open(sys.argv[1], "w") as file:
    file.write("\n".join(lines) + "\n")
