extension Schema {
    /// What a login leaves for the next one, and for whoever asks what the last one was.
    static let login = """
        ALTER TABLE account ADD COLUMN loginToken BLOB;
        ALTER TABLE account ADD COLUMN inlineOffer BLOB;
        ALTER TABLE account ADD COLUMN agentID TEXT;
        ALTER TABLE account ADD COLUMN certificate TEXT;
        ALTER TABLE account ADD COLUMN lastLogin BLOB;
        ALTER TABLE account ADD COLUMN lastRefusal TEXT;
        """
}
