/// Whom a look-up asks and how long.
struct LookupSettings: Sendable, Hashable {
    /// Name servers as `address:port`, instead of those that the system names.
    var nameServers: [String] = []
    /// Where the system names its name servers; nil for `/etc/resolv.conf`.
    var configuration: String?
    /// How long the first try of a name server may take; each further one takes twice as long.
    var patience = Duration.milliseconds(1500)
    /// How many times each name server is tried.
    var tries = 2
    /// How long a look-up may take, whatever happens in it.
    var limit = Duration.seconds(10)
}
