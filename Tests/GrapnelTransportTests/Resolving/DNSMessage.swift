import Foundation

/// DNS messages as octets, as far as a name server of the tests needs them (RFC 1035 §4).
struct DNSMessage {
    /// What was asked.
    struct Question: Sendable, Hashable {
        let name: String
        let type: UInt16
    }

    /// What a test's name server says.
    enum Reply: Sendable {
        case records([[UInt8]])
        /// A response code: 2 is SERVFAIL, 3 is NXDOMAIN, 5 is REFUSED.
        case code(UInt8)
        /// By UDP the request to ask again by TCP, where these records are.
        case overTCP([[UInt8]])
        /// The header of an answer with this many records, and then these octets.
        case raw(count: UInt16, [UInt8])
        case silence
    }

    static let (a, aaaa, srv): (UInt16, UInt16, UInt16) = (1, 28, 33)

    static func question(in message: [UInt8]) -> Question? {
        var labels: [String] = []
        var index = 12
        while index < message.count, message[index] > 0 {
            let end = index + 1 + Int(message[index])
            guard end < message.count else { return nil }
            labels.append(String(decoding: message[(index + 1)..<end], as: UTF8.self))
            index = end
        }
        guard index + 4 < message.count else { return nil }
        return Question(
            name: labels.joined(separator: ".").lowercased(),
            type: UInt16(message[index + 1]) << 8 | UInt16(message[index + 2]))
    }

    /// The answer to `message`, nil for silence.
    static func answer(to message: [UInt8], _ reply: Reply, overTCP: Bool) -> [UInt8]? {
        guard let end = message.dropFirst(12).firstIndex(of: 0), message.count >= end + 5 else { return nil }
        let question = Array(message[12..<(end + 5)])
        func header(_ flags: UInt16, _ count: Int) -> [UInt8] {
            Array(message[0..<2]) + octets(flags) + octets(1) + octets(UInt16(count)) + octets(0) + octets(0) + question
        }
        switch reply {
        case .records(let records): return header(0x8180, records.count) + records.joined()
        case .code(let code): return header(0x8180 | UInt16(code), 0)
        case .overTCP(let records):
            return overTCP ? header(0x8180, records.count) + records.joined() : header(0x8380, 0)
        case .raw(let count, let bytes): return header(0x8180, Int(count)) + bytes
        case .silence: return nil
        }
    }

    static func service(_ priority: UInt16, _ weight: UInt16, _ port: UInt16, _ target: String) -> [UInt8] {
        record(srv, octets(priority) + octets(weight) + octets(port) + name(target))
    }

    static func address(_ parts: UInt8...) -> [UInt8] {
        record(parts.count == 4 ? a : aaaa, parts)
    }

    /// A record of the name that was asked for: a pointer to the question.
    static func record(_ type: UInt16, _ data: [UInt8]) -> [UInt8] {
        [0xc0, 12] + octets(type) + octets(1) + [0, 0, 0, 60] + octets(UInt16(data.count)) + data
    }

    static func name(_ text: String) -> [UInt8] {
        text.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
    }

    private static func octets(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 255)] }
}
