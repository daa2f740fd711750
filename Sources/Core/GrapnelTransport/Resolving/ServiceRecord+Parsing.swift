internal import CAres
internal import GrapnelStream

extension ServiceRecord {
    /// Reads the SRV records of a DNS answer; at most ``GrapnelStream/recordLimit``, those with the lowest priorities.
    ///
    /// - Throws: ``TransportError`` with `lookupFailed` for an answer that breaks the rules.
    static func parse(
        _ bytes: UnsafePointer<UInt8>, _ count: Int32, of name: String
    ) throws(TransportError) -> [ServiceRecord] {
        var list: UnsafeMutablePointer<ares_srv_reply>?
        let status = ares_parse_srv_reply(bytes, count, &list)
        defer { ares_free_data(list) }
        if status == ARES_ENODATA { return [] }
        guard status == ARES_SUCCESS else { throw TransportError.lookingUp(name, ARES_EBADRESP) }
        var records: [ServiceRecord] = []
        var node = list
        while let entry = node?.pointee {
            guard let target = entry.host.map({ String(cString: $0) }), isHostName(target) else {
                throw TransportError.lookingUp(name, ARES_EBADRESP)
            }
            records.append(
                ServiceRecord(
                    priority: entry.priority, weight: entry.weight, port: entry.port,
                    target: target.hasSuffix(".") ? String(target.dropLast()) : target))
            node = entry.next
        }
        return Array(records.sorted { $0.priority < $1.priority }.prefix(recordLimit))
    }

    /// Letters, digits, hyphens and underscores between dots, or the root (RFC 2782, RFC 1123 §2.1).
    private static func isHostName(_ text: String) -> Bool {
        text.utf8.count <= 254
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }
}
