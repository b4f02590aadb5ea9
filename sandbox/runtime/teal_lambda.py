"""What a Python function finds on Lambda: read-only folders, a limit of memory, Lambda's own packages and no others."""

import errno
import importlib.machinery
import os
import signal
import site
import sys

try:
    import resource
except ImportError:  # Windows
    resource = None

LIMIT_KB = int(os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]) * 1024
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

# The index of the path that an event changes, and whether the change needs a path that is there (True) or missing (False).
CHANGES = {
    "os.mkdir": (0, False),
    "os.symlink": (1, False),
    "os.link": (1, False),
    "os.rename": (0, True),
    "os.remove": (0, True),
    "os.rmdir": (0, True),
    "os.truncate": (0, True),
    "os.chmod": (0, True),
    "os.chown": (0, True),
    "os.utime": (0, True),
}

# boto3 and what it needs: packages of Lambda's runtime that a function may rely on.
PACKAGES = {"boto3", "botocore", "s3transfer", "jmespath", "dateutil", "six", "urllib3"}


def make_read_only(folders):
    """Refuses changes below these folders with EROFS. Root ignores the modes of files; what other processes do is not seen."""
    roots = [path for folder in folders for path in {folder, os.path.realpath(folder)}]

    def refuse(event, args):
        if event == "open":
            path, changes = args[0], bool(args[2] & WRITES)
        elif event in CHANGES:
            index, exists = CHANGES[event]
            path = args[index]
            changes = isinstance(path, (str, bytes)) and os.path.lexists(path) == exists
        else:
            return
        if not changes or not isinstance(path, (str, bytes)):
            return
        full = os.path.abspath(os.fsdecode(path))
        if any(full == root or full.startswith(root + os.sep) for root in roots):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), os.fsdecode(path))

    sys.addaudithook(refuse)


def peak_kb():
    """Most memory that this process had. On Linux ru_maxrss begins with that of the process which started this one."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform == "darwin" else 1)
    if peak <= LIMIT_KB:
        return peak
    try:
        with open("/proc/self/status", encoding="ascii", errors="replace") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return peak


def check_memory():
    """Ends this process, as Lambda does, when it has had more memory than its function may have."""
    peak = peak_kb() if resource else 0
    if peak > LIMIT_KB:
        text = f"The function used {-(-peak // 1024)} MB of memory, and its memory_size is {LIMIT_KB // 1024} MB.\n"
        os.write(2, text.encode())
        os.kill(os.getpid(), signal.SIGKILL)


class SdkFinder:
    """Finds Lambda's own packages in a folder, and nothing else that is there. The function's own copy comes first."""

    def __init__(self, folder):
        self.folder = folder

    def find_spec(self, name, path=None, target=None):
        if path is None and name in PACKAGES:
            return importlib.machinery.PathFinder.find_spec(name, [self.folder])
        return None


def sdk_folder(root):
    """Where the sandbox puts the copy of boto3 that the environment file names: beside the folders of code."""
    return os.path.join(os.path.dirname(root), "python")


def enter(root, home):
    """Called before the function's code is loaded. Needs `python3 -S`: what is installed on this machine cannot be imported."""
    site.setquit()
    site.setcopyright()
    site.sethelper()
    os.environ["HOME"] = home
    sys.path[0] = root
    sys.meta_path.append(SdkFinder(sdk_folder(root)))
    make_read_only([root, "/home"])


def explain(error, root):
    """The message of an error; names the setting where one of Lambda's own packages is missing."""
    package = (error.name or "").partition(".")[0] if isinstance(error, ModuleNotFoundError) else ""
    if package not in PACKAGES:
        return str(error)
    found = os.path.isdir(sdk_folder(root))
    return (
        f"{error}. Lambda's runtime includes {package}; "
        + ("the folder of sandbox.sdk_path does not: install it there" if found else "the sandbox does not: set sandbox.sdk_path")
        + ", or put it into the package."
    )
