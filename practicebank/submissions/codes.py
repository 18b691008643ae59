"""Makes and reads what people hold in their hands: references, private codes and keys of drafts.

A key (`new_key`) is made with a form. It opens the draft, and it is the token that makes sending twice
one submission. The private code is derived from it, so that a repeated send can show the same code although
only a hash of it is stored. Codes have 73 random bits: a salted SHA-256 keeps them as safe as a slow hash
keeps a password a person has chosen, and costs nothing.
"""

import hashlib
import hmac
import secrets

ALPHABET = "2346789CDFGHJKMNPQRTVWXY"  # no vowels, and one of each pair that looks alike
_LOOK_ALIKES = str.maketrans({"B": "8", "Z": "2", "U": "V"})
_REFERENCE_LENGTH = 8
_CODE_LENGTH = 16


def new_key() -> str:
    """An unguessable key of 256 bits that fits in a link."""
    return secrets.token_urlsafe(32)


def new_reference() -> str:
    """A reference such as PB-7K3M-9Q2X. It says nothing about the submission."""
    return "PB-" + _grouped(secrets.randbelow(len(ALPHABET) ** _REFERENCE_LENGTH), _REFERENCE_LENGTH)


def private_code(key: str) -> str:
    """The private code that belongs to the form with this key: always the same one."""
    digest = hmac.digest(key.encode(), b"private code", "sha256")
    return _grouped(int.from_bytes(digest) % len(ALPHABET) ** _CODE_LENGTH, _CODE_LENGTH)


def read_reference(typed: str) -> str:
    """A reference as a person may type it, in its own spelling; "" when it cannot be one."""
    letters = _letters(typed)
    if len(letters) == _REFERENCE_LENGTH + 2 and letters.startswith("PB"):
        letters = letters[2:]
    letters = letters.translate(_LOOK_ALIKES)
    if len(letters) != _REFERENCE_LENGTH or not set(letters) <= set(ALPHABET):
        return ""
    return f"PB-{letters[:4]}-{letters[4:]}"


def key_hash(key: str) -> str:
    """What is stored in place of a key. A key is long and random, so its hash needs no salt."""
    return hashlib.sha256(b"key:" + key.encode()).hexdigest()


def code_hash(code: str, salt: str) -> str:
    """What is stored in place of a private code, however the code was typed."""
    letters = _letters(code[:100]).translate(_LOOK_ALIKES)
    return hashlib.sha256(f"code:{salt}:{letters}".encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Equal or not, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())


def _letters(typed: str) -> str:
    return "".join(letter for letter in typed[:100].upper() if letter.isascii() and letter.isalnum())


def _grouped(number: int, length: int) -> str:
    letters = []
    for _ in range(length):
        number, digit = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[digit])
    return "-".join("".join(letters[start : start + 4]) for start in range(0, length, 4))
