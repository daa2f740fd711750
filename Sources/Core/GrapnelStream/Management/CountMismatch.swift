internal import GrapnelKit

/// The server acknowledged stanzas that it was never sent, or took an acknowledgement back (XEP-0198 §6).
public struct CountMismatch: Error, Sendable, Hashable, CustomStringConvertible {
    public let handled: UInt32
    public let sent: UInt32

    public init(handled: UInt32, sent: UInt32) {
        self.handled = handled
        self.sent = sent
    }

    /// What the server is told before the stream is closed.
    public var streamError: StreamError {
        StreamError(
            .undefinedCondition, text: "You acknowledged \(handled) stanzas, but I sent you \(sent) so far.",
            detail: XMLElement(
                "handled-count-too-high", StreamNamespace.management, ["h": "\(handled)", "send-count": "\(sent)"]))
    }

    public var description: String {
        "The server acknowledged \(handled) stanzas where \(sent) were sent, so the connection was closed; "
            + "what it may not have is sent again. Tell its operator if that goes on."
    }
}
