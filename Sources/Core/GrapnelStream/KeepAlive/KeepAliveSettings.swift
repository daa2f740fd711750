/// When a silent connection is kept open, asked and given up.
public struct KeepAliveSettings: Sendable, Hashable {
    /// Silence on our side after which a space is sent, so that address translators keep their entry.
    ///
    /// Many forget a TCP connection after five minutes.
    public var whitespaceAfter: Duration
    /// Silence on the server's side after which it is asked.
    public var pingAfter: Duration
    /// How long the server may take to send anything at all once it was asked.
    public var deadAfter: Duration

    /// Three minutes, one minute, thirty seconds: a server that fell silent is noticed within a minute and a half.
    public init(
        whitespaceAfter: Duration = .seconds(180),
        pingAfter: Duration = .seconds(60),
        deadAfter: Duration = .seconds(30)
    ) {
        self.whitespaceAfter = whitespaceAfter
        self.pingAfter = pingAfter
        self.deadAfter = deadAfter
    }
}
