"""What can go wrong with sealed data. None of these ever carries plain or sealed content."""


class SealingError(Exception):
    """Sealed data could not be sealed or opened; nothing was shown."""


class NotOpened(SealingError):
    """Somebody tried to read sealed data without an `Access` that a door issued."""


class KeyMissing(SealingError):
    """There is no data key for this record: it was never made, or the keys database is not the right one."""


class KeyDestroyed(SealingError):
    """The data key was destroyed: what it sealed can never be read again, also not from a back-up."""


class WrongMasterKey(SealingError):
    """The data key was wrapped by another master key than the ones given."""


class BrokenSeal(SealingError):
    """The ciphertext was altered, cut short, or belongs to another record or column."""


class NotSealable(SealingError):
    """A PDF that we cannot put our seal on; the message is for a person."""


class NotPrintable(SealingError):
    """A paper that cannot be typeset. `characters`: which ones no font of ours has; empty when it is something else."""

    def __init__(self, characters: str = ""):
        super().__init__("not printable")
        self.characters = characters
