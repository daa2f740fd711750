extension Schema {
    /// What takes a broken stream up again (XEP-0198), also after the process was killed.
    ///
    /// A message in the outbox has a row in `outboxPosition` once it is on a stream: its number among the stanzas of the
    /// stream in `stream`, or -1 where its stream is lost and nobody knows whether the server has it. It stands beside
    /// the journal, so that no text has to be written again for it.
    static let streams = """
        CREATE TABLE stream (
            account INTEGER PRIMARY KEY REFERENCES account ON DELETE CASCADE,
            id TEXT NOT NULL,
            address TEXT NOT NULL,
            location TEXT,
            -- How many stanzas of the server were handled, modulo 2^32, and when the last of them was.
            handled INTEGER NOT NULL,
            seen INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE outboxPosition (
            message INTEGER PRIMARY KEY REFERENCES journal ON DELETE CASCADE,
            position INTEGER NOT NULL
        ) STRICT;

        -- Stanzas beside the messages of the journal that are sent again where the server did not take them.
        CREATE TABLE outgoingStanza (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
            position INTEGER,
            octets BLOB NOT NULL
        ) STRICT;

        CREATE INDEX outgoingStanzaInOrder ON outgoingStanza (account, number);
        """
}
