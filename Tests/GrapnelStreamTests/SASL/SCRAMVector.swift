import Testing

@testable import GrapnelStream

/// One login with fixed nonces whose every message is known.
struct SCRAMVector: Sendable, CustomTestStringConvertible {
    var name: String
    var mechanism: String
    var user = "user"
    var password = "pencil"
    var nonce: String
    var binding: ChannelBinding?
    var clientFirst: String
    var serverFirst: String
    var clientFinal: String
    var serverFinal: String

    var testDescription: String { name }

    /// RFC 5802 §5.
    static let sha1 = SCRAMVector(
        name: "SCRAM-SHA-1 of RFC 5802",
        mechanism: "SCRAM-SHA-1",
        nonce: "fyko+d2lbbFgONRv9qkxdawL",
        clientFirst: "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL",
        serverFirst: "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
        clientFinal: "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
        serverFinal: "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="
    )

    /// RFC 7677 §3.
    static let sha256 = SCRAMVector(
        name: "SCRAM-SHA-256 of RFC 7677",
        mechanism: "SCRAM-SHA-256",
        nonce: "rOprNGfwEbeRWgbNEkqO",
        clientFirst: "n,,n=user,r=rOprNGfwEbeRWgbNEkqO",
        serverFirst: "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
        clientFinal: "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
            + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
        serverFinal: "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="
    )

    /// The exchange of RFC 7677 with another hash, computed with Python's hashlib.
    static let sha512 = SCRAMVector(
        name: "SCRAM-SHA-512",
        mechanism: "SCRAM-SHA-512",
        nonce: sha256.nonce,
        clientFirst: sha256.clientFirst,
        serverFirst: sha256.serverFirst,
        clientFinal: "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
            + "p=gMGXRcevScNtxZ6/8lQYpGtnsNAc3mGcmNomv+xnoOMw+3R2xNJdMNnzMlTN8PPC6wdp6dybEmDYXYTxwnYPJQ==",
        serverFinal: "v=ZQnYEgWQMFmmsM8aQMF0nDDCy/AgCzkwk8CmMZYcMg0vSVlKDanekLtifDSeVGT4+5ZxXnJq199RVG2rR7N7Zw=="
    )

    /// The exchange of RFC 7677 bound to 32 bytes 00...1F, computed with Python's hashlib.
    static let exporter = SCRAMVector(
        name: "SCRAM-SHA-256-PLUS with tls-exporter",
        mechanism: "SCRAM-SHA-256-PLUS",
        nonce: sha256.nonce,
        binding: ChannelBinding(.tlsExporter, data: Array(0..<32)),
        clientFirst: "p=tls-exporter,,n=user,r=rOprNGfwEbeRWgbNEkqO",
        serverFirst: sha256.serverFirst,
        clientFinal: "c=cD10bHMtZXhwb3J0ZXIsLAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f,"
            + "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
            + "p=QC6CS20quADQRb3mT99YUH+n3VJxUvzuK0K0E1Vrs2M=",
        serverFinal: "v=2GiAgapEppLVlUXbxUDksL3VgYHzuqiK5tR4mhJGgvs="
    )

    /// The same bound to 12 bytes 00...0B.
    static let unique = SCRAMVector(
        name: "SCRAM-SHA-256-PLUS with tls-unique",
        mechanism: "SCRAM-SHA-256-PLUS",
        nonce: sha256.nonce,
        binding: ChannelBinding(.tlsUnique, data: Array(0..<12)),
        clientFirst: "p=tls-unique,,n=user,r=rOprNGfwEbeRWgbNEkqO",
        serverFirst: sha256.serverFirst,
        clientFinal: "c=cD10bHMtdW5pcXVlLCwAAQIDBAUGBwgJCgs=,"
            + "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
            + "p=Rr4VnwDlwUO/uvbHAzRRwznbdQOFy5XDW+M3J/2eRsM=",
        serverFinal: "v=ZJuwKpNCjUerKmZZIEw+5Ekce5mUJI1hCYcv5LoylDQ="
    )

    static let all = [sha1, sha256, sha512, exporter, unique]

    var tls: TLSSession {
        switch binding?.kind {
        case .tlsExporter: .modern(exporter: binding?.data)
        case .tlsUnique: .older(unique: binding?.data)
        case .tlsServerEndPoint: .modern(exporter: nil, endPoint: binding?.data)
        case nil: .modern(exporter: nil)
        }
    }

    func exchange(_ credential: SCRAMCredential? = nil) throws -> SCRAMExchange {
        let choice = try SASLChoice(from: SASLOffer(mechanisms: [mechanism]), over: tls)
        return try SCRAMExchange(
            user: user,
            credential: credential ?? .password(password),
            choice: choice,
            nonce: nonce
        )
    }
}
