import ctypes, os, sys

libc = ctypes.CDLL(None, use_errno=True)


def got(*what):
    print('got', *what, flush=True)


def attempt(what, action, *arguments):
    """An OSError is the sandbox's no, and all else a yes."""
    try:
        answer = action(*arguments)
    except OSError:
        return None
    got(what, answer)
    return answer


