"""How the octets of an input are cut into writes; the verdict must not depend on it."""

import re

MANY = 64 * 1024
PREFIX = 8 * 1024
# The second and later octets of a character: a cut before one lies inside the character.
INSIDE = re.compile(rb"(?<=[\x80-\xff])(?=[\x80-\xbf])")
PLANS = ("whole", "7", "1", "utf8")


def plans(material):
    """The ways in which this input is sent.

    An input of more than 64 KiB comes whole, and once more with its first 8 KiB in pieces of 7 octets; single octets
    of many megabytes would measure the harness. Where no character has more than one octet, nothing can be cut inside
    one.
    """
    if material.size > MANY:
        return ("whole", "7")
    if INSIDE.search(material.octets(MANY)):
        return PLANS
    return PLANS[:3]


def pieces(chunks, plan):
    """The writes of one segment."""
    if plan == "whole":
        yield from chunks
        return
    left = PREFIX
    for chunk in chunks:
        head, tail = (chunk, b"") if len(chunk) <= MANY and left >= len(chunk) else (chunk[:left], chunk[left:])
        left -= len(head)
        yield from _cut(head, plan)
        if tail:
            yield tail


def _cut(octets, plan):
    if plan == "utf8":
        yield from (piece for piece in INSIDE.split(octets) if piece)
        return
    step = int(plan)
    for start in range(0, len(octets), step):
        yield octets[start : start + step]
