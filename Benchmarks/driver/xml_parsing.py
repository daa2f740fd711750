"""Parse a stream and build an element per stanza; MB per second of processor time."""
import statistics

from . import building


def run(runs, directory):
    """Beside libxml2 building its own tree per stanza and libxml2 building nothing."""
    ours = building.ours("grapnel-bench")
    peer = building.peer("xml-libxml2.c", directory / "xml-libxml2", "libxml-2.0")
    corpus = directory / "corpus.xml"
    building.output(ours, "corpus", 50_000_000, corpus)
    commands = {"ours": [ours, "xml"], "tree": [peer, "tree"], "sax": [peer, "sax"]}
    figures = {name: [] for name in commands}
    for _ in range(runs):  # interleaved, so that a slow moment of the machine hits all of them
        for name, command in commands.items():
            figures[name].append(float(building.output(*command, corpus)))
    median = {name: statistics.median(values) for name, values in figures.items()}
    yield "parse and build", "MB/s", median["ours"], "libxml2 with its own tree per stanza", median["tree"]
    yield "parse and build", "MB/s", median["ours"], "libxml2 SAX2, nothing built", median["sax"]
