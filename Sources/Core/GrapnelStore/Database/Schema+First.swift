extension Schema {
    /// Accounts, rosters, requests, conversations, journal, workspaces, plugins and settings.
    ///
    /// Moments are milliseconds since 1970, addresses are prepared texts, bodies are UTF-8 in a BLOB because a body may
    /// contain NUL. AUTOINCREMENT, so that a number which the front or a plugin remembers never names another row.
    static let first = [people, messages, arrangement].joined(separator: "\n")

    private static let people = """
        CREATE TABLE account (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            jid TEXT NOT NULL UNIQUE,
            position INTEGER NOT NULL,
            isEnabled INTEGER NOT NULL,
            host TEXT,
            port INTEGER,
            security TEXT NOT NULL,
            caFile TEXT,
            pinnedFingerprint TEXT,
            resource TEXT,
            nick TEXT,
            passwordCommand TEXT,
            scramKeys BLOB,
            usedMechanism TEXT,
            usedChannelBinding INTEGER NOT NULL,
            rosterVersion TEXT
        ) STRICT;

        CREATE TABLE rosterItem (
            id INTEGER PRIMARY KEY,
            account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
            jid TEXT NOT NULL,
            name TEXT,
            subscription TEXT NOT NULL,
            isAsking INTEGER NOT NULL,
            isApproved INTEGER NOT NULL,
            UNIQUE (account, jid)
        ) STRICT;

        CREATE TABLE rosterGroup (
            item INTEGER NOT NULL REFERENCES rosterItem ON DELETE CASCADE,
            name TEXT NOT NULL,
            PRIMARY KEY (item, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE subscriptionRequest (
            id INTEGER PRIMARY KEY,
            account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
            sender TEXT NOT NULL,
            received INTEGER NOT NULL,
            status TEXT,
            UNIQUE (account, sender)
        ) STRICT;
        """

    private static let messages = """
        CREATE TABLE conversation (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
            peer TEXT NOT NULL,
            kind TEXT NOT NULL,
            opened INTEGER,
            active INTEGER NOT NULL,
            UNIQUE (account, peer)
        ) STRICT;

        CREATE TABLE journal (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            conversation INTEGER NOT NULL REFERENCES conversation ON DELETE CASCADE,
            direction TEXT NOT NULL,
            author TEXT NOT NULL,
            body BLOB NOT NULL,
            stanzaID TEXT,
            archiveID TEXT,
            sent INTEGER NOT NULL,
            state TEXT NOT NULL,
            failure TEXT,
            isDelayed INTEGER NOT NULL,
            -- What somebody else said can never stand in the outbox.
            CHECK ((direction = 'incoming') = (state = 'received'))
        ) STRICT;

        CREATE INDEX journalInOrder ON journal (conversation, number);
        CREATE INDEX journalBySent ON journal (conversation, sent);
        CREATE UNIQUE INDEX journalByArchive ON journal (conversation, archiveID) WHERE archiveID IS NOT NULL;
        CREATE INDEX journalByStanza ON journal (conversation, stanzaID) WHERE stanzaID IS NOT NULL;
        CREATE INDEX outbox ON journal (number) WHERE state = 'pending';
        """

    private static let arrangement = """
        CREATE TABLE workspace (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            name TEXT NOT NULL,
            position INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE workspaceConversation (
            workspace INTEGER NOT NULL REFERENCES workspace ON DELETE CASCADE,
            conversation INTEGER NOT NULL REFERENCES conversation ON DELETE CASCADE,
            position INTEGER NOT NULL,
            PRIMARY KEY (workspace, conversation)
        ) STRICT, WITHOUT ROWID;

        CREATE INDEX workspaceByConversation ON workspaceConversation (conversation);

        CREATE TABLE plugin (
            id TEXT PRIMARY KEY,
            isEnabled INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE settings (
            owner TEXT NOT NULL,
            key TEXT NOT NULL,
            value BLOB NOT NULL,
            PRIMARY KEY (owner, key)
        ) STRICT, WITHOUT ROWID;
        """
}
