"""What is lost, doubled and out of order of numbered messages."""

from dataclasses import dataclass, field


@dataclass
class Tally:
    lost: list = field(default_factory=list)
    doubled: list = field(default_factory=list)
    reordered: list = field(default_factory=list)  # those that came behind one that was said after them
    strange: list = field(default_factory=list)  # nobody said them

    def __add__(self, other):
        return Tally(*(mine + theirs for mine, theirs in zip(self._all, other._all, strict=True)))

    @property
    def _all(self):
        return [self.lost, self.doubled, self.reordered, self.strange]

    @property
    def is_clean(self):
        return not any(self._all)

    def __str__(self):
        text = f"lost={len(self.lost)} doubled={len(self.doubled)} reordered={len(self.reordered)}"
        return text + (f" strange={len(self.strange)}" if self.strange else "")

    def explain(self):
        """Which ones, a few of each kind, one line per kind."""
        for name, found in zip(("lost", "doubled", "reordered", "strange"), self._all, strict=True):
            if found:
                yield f"{name}: {', '.join(str(text) for text in found[:12])}{' …' if len(found) > 12 else ''}"


def tally(said, heard):
    """Compares what was said, in order, with what was heard, in order."""
    place = {text: number for number, text in enumerate(said)}
    result = Tally()
    seen = set()
    latest = -1
    for text in heard:
        if text not in place:
            result.strange.append(text)
        elif text in seen:
            result.doubled.append(text)
        else:
            seen.add(text)
            if place[text] < latest:
                result.reordered.append(text)
            latest = max(latest, place[text])
    result.lost = [text for text in said if text not in seen]
    return result
