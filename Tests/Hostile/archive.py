"""The server's archive of one address (XEP-0313): answers queries page by page, or leaves one open for a case."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from xml.sax.saxutils import escape, quoteattr

from vocabulary import CLIENT, DELAY, FORM, FORWARD, FRIEND, MAM, RSM, STANZAS

PAGE = 50


@dataclass(frozen=True)
class Kept:
    """One archived message."""

    name: str
    stamp: str
    stanza: str  # with its own namespace


@dataclass
class Query:
    """What a client asks an archive."""

    request: object  # its iq
    name: str | None
    form: dict
    after: str | None
    before: str | None
    most: int

    @property
    def id(self):
        return self.request.get("id", "")


class Archive:
    def __init__(self, owner, kept=(), page=PAGE):
        self.owner = owner
        self.kept = list(kept)
        self.page = page
        self.queries = []
        self.holds = 0  # how many of the next queries stay unanswered
        self.latest = None  # the last that was left open
        self.edge = None  # the moment of the last message that the client has got

    # MARK: Asking

    def take(self, session, request):
        """Answers a query, or keeps it open."""
        query = asked(request)
        self.queries.append(query)
        if self.holds:
            self.holds -= 1
            self.latest = query
            return
        self.answer(session, query)

    def answer(self, session, query):
        page = self.select(query)
        if page is None:
            error = f"<error type='cancel'><item-not-found xmlns='{STANZAS}'/></error>"
            session.say(f"<iq type='error' id={quoteattr(query.id)} from='{self.owner}'>{error}</iq>")
            return
        found, is_complete = page
        for kept in found:
            session.say(self.result(session, query, kept))
        self.finish(session, query, [kept.name for kept in found], is_complete)

    def select(self, query):
        """The messages of the page that is asked for, and whether there is no further one; None for an unknown id."""
        names = [kept.name for kept in self.kept]
        if any(edge and edge not in names for edge in (query.after, query.before)):
            return None
        found = [kept for kept in self.kept if self.matches(kept, query.form)]
        if query.after:
            bound = names.index(query.after)
            found = [kept for kept in found if names.index(kept.name) > bound]
        if query.before:
            bound = names.index(query.before)
            found = [kept for kept in found if names.index(kept.name) < bound]
        most = min(query.most, self.page)
        page = found[-most:] if query.before is not None and most else found[:most]
        return page, len(page) == len(found)

    @staticmethod
    def matches(kept, form):
        start, end, ids = (form.get(name) for name in ("start", "end", "ids"))
        return (
            (not start or kept.stamp >= start[0][:19] + "Z")
            and (not end or kept.stamp <= end[0][:19] + "Z")
            and (not ids or kept.name in ids)
            and ("with" not in form or form["with"][0] in kept.stanza)
        )

    # MARK: Telling

    def result(self, session, query, kept):
        name = f" queryid={quoteattr(query.name)}" if query.name is not None else ""
        return (
            f"<message from='{self.owner}' to='{session.address}'>"
            f"<result xmlns='{MAM}'{name} id={quoteattr(kept.name)}>"
            f"<forwarded xmlns='{FORWARD}'><delay xmlns='{DELAY}' stamp='{kept.stamp}'/>{kept.stanza}</forwarded>"
            "</result></message>"
        )

    def finish(self, session, query, names, is_complete):
        edges = f"<first index='0'>{escape(names[0])}</first><last>{escape(names[-1])}</last>" if names else ""
        complete = " complete='true'" if is_complete else ""
        session.say(
            f"<iq type='result' id={quoteattr(query.id)} from='{self.owner}' to='{session.address}'>"
            f"<fin xmlns='{MAM}'{complete}><set xmlns='{RSM}'>{edges}<count>{len(self.kept)}</count></set></fin></iq>"
        )

    def metadata(self):
        edges = [("start", self.kept[0]), ("end", self.kept[-1])] if self.kept else []
        told = "".join(f"<{name} id={quoteattr(kept.name)} timestamp='{kept.stamp}'/>" for name, kept in edges)
        return f"<metadata xmlns='{MAM}'>{told}</metadata>"


def asked(request):
    query = request.find(f"{{{MAM}}}query")
    form = {
        field.get("var", ""): [value.text or "" for value in field]
        for field in query.findall(f"{{{FORM}}}x/{{{FORM}}}field")
    }
    page = query.find(f"{{{RSM}}}set")
    edges = {name: None if page is None else page.find(f"{{{RSM}}}{name}") for name in ("after", "before", "max")}
    texts = {name: None if found is None else (found.text or "") for name, found in edges.items()}
    most = texts["max"] or ""
    return Query(
        request, query.get("queryid"), form, texts["after"], texts["before"], int(most) if most.isdigit() else PAGE
    )


def said(body, name, to="alice@example.org"):
    """A message of the friend, as an archive keeps it."""
    return (
        f"<message xmlns='{CLIENT}' from='{FRIEND}/x' to='{to}' type='chat' id='{name}'>"
        f"<body>{escape(body)}</body></message>"
    )


def ago(seconds):
    """A moment of the past; a client need not read an archive from its beginning."""
    return (datetime.now(timezone.utc) - timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def now():
    return ago(0)
