import GrapnelStream

extension TLSSession {
    static func modern(exporter: [UInt8]? = Array(0..<32), endPoint: [UInt8]? = nil) -> TLSSession {
        TLSSession(
            version: "TLSv1.3",
            cipher: "TLS_AES_256_GCM_SHA384",
            exporter: exporter,
            unique: nil,
            endPoint: endPoint,
            peerFingerprint: String(repeating: "ab", count: 32)
        )
    }

    static func older(unique: [UInt8]? = Array(0..<12), exporter: [UInt8]? = nil, endPoint: [UInt8]? = nil)
        -> TLSSession
    {
        TLSSession(
            version: "TLSv1.2",
            cipher: "ECDHE-RSA-AES256-GCM-SHA384",
            exporter: exporter,
            unique: unique,
            endPoint: endPoint,
            peerFingerprint: String(repeating: "cd", count: 32)
        )
    }
}
