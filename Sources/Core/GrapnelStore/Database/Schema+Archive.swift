extension Schema {
    /// Where a message stands in its conversation, and what plugins keep of an account.
    ///
    /// `position` is in microseconds since 1970, so that messages which an archive stamps with the same second still
    /// stand one behind the other; `isPlaced` says that an archive has confirmed it. Rows from before keep the order in
    /// which they were stored.
    static let archive = """
        ALTER TABLE journal ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE journal ADD COLUMN isPlaced INTEGER NOT NULL DEFAULT 0;

        UPDATE journal SET position = placed.position FROM (
            SELECT number, 1000 * max(sent) OVER (PARTITION BY conversation ORDER BY number) AS position FROM journal
        ) AS placed WHERE placed.number = journal.number;

        DROP INDEX journalInOrder;
        CREATE INDEX journalInPlace ON journal (conversation, position, number);

        CREATE TABLE accountSetting (
            account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
            owner TEXT NOT NULL,
            key TEXT NOT NULL,
            value BLOB NOT NULL,
            PRIMARY KEY (account, owner, key)
        ) STRICT, WITHOUT ROWID;
        """
}
