extension Schema {
    /// The proxy of an account as a URL, and what keeps its circuit apart from those of other accounts.
    static let proxy = """
        ALTER TABLE account ADD COLUMN proxy TEXT;
        ALTER TABLE account ADD COLUMN proxyCircuit TEXT;
        """
}
