/// What the server offered for authentication, as it listed it over TLS.
public struct SASLOffer: Sendable, Hashable {
    /// More names than this are refused, far above what any server lists.
    public static let limit = 64

    /// Every name that was listed, known here or not; XEP-0474 hashes all of them.
    public let mechanisms: [String]
    /// The announced channel binding types (XEP-0440), or nil without an announcement.
    public let bindingTypes: [String]?

    public init(mechanisms: [String], bindingTypes: [String]? = nil) {
        self.mechanisms = mechanisms
        self.bindingTypes = bindingTypes
    }
}
