/// What happened to the machine's network.
public enum NetworkChange: Sendable, Hashable {
    /// There is an address or a way out that was not there before; servers may be within reach again.
    case gained
    /// An address, a way out or a link is gone; connections may be dead without a word.
    case lost
}

/// What tells of changes of the machine's network: the real one asks the kernel, that of a test says what it is told.
public protocol NetworkMonitor: Sendable {
    /// The changes from now on; older ones are dropped where nobody takes them.
    ///
    /// It ends at once where the system does not tell.
    func changes() -> AsyncStream<NetworkChange>
}
