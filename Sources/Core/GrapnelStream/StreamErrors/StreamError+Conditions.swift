extension StreamError.Condition {
    public static let badFormat = Self(rawValue: "bad-format")
    public static let badNamespacePrefix = Self(rawValue: "bad-namespace-prefix")
    public static let conflict = Self(rawValue: "conflict")
    public static let connectionTimeout = Self(rawValue: "connection-timeout")
    public static let hostGone = Self(rawValue: "host-gone")
    public static let hostUnknown = Self(rawValue: "host-unknown")
    public static let improperAddressing = Self(rawValue: "improper-addressing")
    public static let internalServerError = Self(rawValue: "internal-server-error")
    public static let invalidFrom = Self(rawValue: "invalid-from")
    public static let invalidNamespace = Self(rawValue: "invalid-namespace")
    public static let invalidXML = Self(rawValue: "invalid-xml")
    public static let notAuthorized = Self(rawValue: "not-authorized")
    public static let notWellFormed = Self(rawValue: "not-well-formed")
    public static let policyViolation = Self(rawValue: "policy-violation")
    public static let remoteConnectionFailed = Self(rawValue: "remote-connection-failed")
    public static let reset = Self(rawValue: "reset")
    public static let resourceConstraint = Self(rawValue: "resource-constraint")
    public static let restrictedXML = Self(rawValue: "restricted-xml")
    public static let seeOtherHost = Self(rawValue: "see-other-host")
    public static let systemShutdown = Self(rawValue: "system-shutdown")
    public static let undefinedCondition = Self(rawValue: "undefined-condition")
    public static let unsupportedEncoding = Self(rawValue: "unsupported-encoding")
    public static let unsupportedFeature = Self(rawValue: "unsupported-feature")
    public static let unsupportedStanzaType = Self(rawValue: "unsupported-stanza-type")
    public static let unsupportedVersion = Self(rawValue: "unsupported-version")

    /// The conditions that RFC 6120 §4.9.3 defines.
    public static let defined: [Self] = [
        badFormat, badNamespacePrefix, conflict, connectionTimeout, hostGone, hostUnknown, improperAddressing,
        internalServerError, invalidFrom, invalidNamespace, invalidXML, notAuthorized, notWellFormed, policyViolation,
        remoteConnectionFailed, reset, resourceConstraint, restrictedXML, seeOtherHost, systemShutdown,
        undefinedCondition, unsupportedEncoding, unsupportedFeature, unsupportedStanzaType, unsupportedVersion,
    ]

    /// Whether connecting again without a change makes sense.
    ///
    /// After `conflict` it does not: two clients with one resource would throw each other out for ever.
    public var allowsReconnecting: Bool {
        switch self {
        case .conflict, .hostGone, .hostUnknown, .notAuthorized, .policyViolation, .unsupportedVersion,
            .unsupportedFeature:
            false
        default: true
        }
    }
}
