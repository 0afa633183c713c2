"""On Linux the kernel refuses an answer whatever it does not need: seccomp, in strict rules.

No process, no program, no connection, no file that is written, renamed or removed, no signal to
another process. It holds for one process, cannot be taken back, and needs no rights, so that it
works where bubblewrap does not, too.

References
----------
The manual pages seccomp(2) and bpf(4), and linux/audit.h and linux/filter.h for the constants.
"""

import ctypes
import errno
import os
import platform
import struct
import sys

# Each with its number on x86-64 and on ARM (64 bits); None where there is none.
REFUSED = {
    "socket": (41, 198), "socketpair": (53, 199), "connect": (42, 203), "bind": (49, 200),
    "fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281),
    "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "creat": (85, None), "truncate": (76, 45), "mknod": (133, None), "mknodat": (259, 33),
    "rename": (82, None), "renameat": (264, 38), "renameat2": (316, 276),
    "mkdir": (83, None), "mkdirat": (258, 34), "rmdir": (84, None),
    "unlink": (87, None), "unlinkat": (263, 35),
    "link": (86, None), "linkat": (265, 37), "symlink": (88, None), "symlinkat": (266, 36),
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53),
    "chown": (92, None), "lchown": (94, None), "fchown": (93, 55), "fchownat": (260, 54),
    "utime": (132, None), "utimes": (235, None), "futimesat": (261, None),
    "utimensat": (280, 88), "setxattr": (188, 5), "lsetxattr": (189, 6), "fsetxattr": (190, 7),
    "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "unshare": (272, 97), "setns": (308, 268), "setpriority": (141, 140),
    "shmget": (29, 194), "shmat": (30, 196), "semget": (64, 190), "msgget": (68, 186),
    "mq_open": (240, 180), "mq_unlink": (241, 181),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "open_by_handle_at": (304, 265), "reboot": (169, 142), "settimeofday": (164, 170),
    "clock_settime": (227, 112),
}  # fmt: skip
CLONE, OPEN, OPENAT = (56, 220), (2, None), (257, 56)
NEW = 424  # and above: numbers that all machines share; the C library does without them
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # AUDIT_ARCH_…
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
CLONE_THREAD = 0x10000
ALLOW, REFUSE = 0x7FFF0000, 0x00050000  # SECCOMP_RET_…
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # BPF_…
NUMBER, MACHINE, FIRST_ARGUMENT, WIDTH = 0, 4, 16, 8  # struct seccomp_data
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, MODE_FILTER = 38, 22, 2


def refuse_system_calls():
    """Let the kernel refuse this process whatever an answer does not need, from now on.

    Returns
    -------
    bool
        Whether it does: not on other systems than Linux, nor on other processors than these two.
    """
    if sys.platform != "linux" or platform.machine() not in MACHINES:
        return False
    rules = ctypes.create_string_buffer(_program(*MACHINES[platform.machine()]))
    program = struct.pack("HxxxxxxP", (len(rules) - 1) // 8, ctypes.addressof(rules))
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return library.prctl(PR_SET_SECCOMP, MODE_FILTER, program, 0, 0) == 0


def _program(column, machine):
    """Return the rules as the kernel reads them: each refused call ends them, what is left may."""
    refuse, missing = REFUSE | errno.EPERM, REFUSE | errno.ENOSYS
    rules = [(LOAD, 0, 0, MACHINE), (EQUAL, 1, 0, machine), (RETURN, 0, 0, refuse)]
    rules += [(LOAD, 0, 0, NUMBER), (AT_LEAST, 0, 1, NEW), (RETURN, 0, 0, missing)]
    for numbers in REFUSED.values():
        if numbers[column] is not None:
            rules += [(EQUAL, 0, 1, numbers[column]), (RETURN, 0, 0, refuse)]
    rules += _if_bits(CLONE[column], 0, CLONE_THREAD, ALLOW, refuse)
    for numbers, argument in ((OPEN, 1), (OPENAT, 2)):
        rules += _if_bits(numbers[column], argument, WRITES, refuse, ALLOW)
    rules.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("HBBI", *rule) for rule in rules)


def _if_bits(number, argument, bits, then, otherwise):
    """Return rules for one call, which is decided by bits of one of its arguments."""
    if number is None:
        return []
    return [
        (EQUAL, 0, 4, number),
        (LOAD, 0, 0, FIRST_ARGUMENT + WIDTH * argument),  # the lower half, of a little-endian
        (ANY_BIT, 0, 1, bits),
        (RETURN, 0, 0, then),
        (RETURN, 0, 0, otherwise),
    ]
