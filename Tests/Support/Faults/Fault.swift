/// What can happen to a connection that is open.
public enum Fault: Sendable, Hashable, CaseIterable {
    /// Both sides get a TCP reset; what is under way is lost.
    case reset
    /// Both sides get an end of the stream (FIN), as if the other one had closed.
    case finish
    /// The client gets an end of the stream, while what it sends still arrives.
    case halfCloseToClient
    /// The server gets an end of the stream, while what it sends still arrives.
    case halfCloseToServer
    /// Nothing arrives any more, in either direction, and nobody is told. It never ends for that connection.
    case blackHole
}
