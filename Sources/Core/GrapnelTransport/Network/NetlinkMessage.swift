internal import GrapnelStream

/// Reads what the kernel says of links, addresses and routes (rtnetlink(7)), as far as it matters here.
enum NetlinkMessage {
    /// Message types.
    private enum Kind {
        static let (newLink, newAddress, deletedAddress): (UInt16, UInt16, UInt16) = (16, 20, 21)
        static let (newRoute, deletedRoute): (UInt16, UInt16) = (24, 25)
    }

    private static let headerLength = 16

    /// The changes in one datagram: messages one after the other, each at a multiple of four octets.
    ///
    /// What is cut off or unknown is passed over.
    static func changes(in datagram: ArraySlice<UInt8>) -> [NetworkChange] {
        var changes: [NetworkChange] = []
        var rest = datagram
        while rest.count >= headerLength {
            let length = Int(number(rest, at: 0, count: 4))
            guard length >= headerLength, length <= rest.count else { break }
            let kind = UInt16(number(rest, at: 4, count: 2))
            if let change = change(kind, rest.dropFirst(headerLength).prefix(length - headerLength)) {
                changes.append(change)
            }
            rest = rest.dropFirst((length + 3) & ~3)
        }
        return changes
    }

    private static func change(_ kind: UInt16, _ body: ArraySlice<UInt8>) -> NetworkChange? {
        switch kind {
        case Kind.newLink:
            // An address or a route says when it can be used; a link says when it cannot any more.
            guard body.count >= 16 else { return nil }
            let flags = number(body, at: 8, count: 4)
            let (isUp, isLoopback, isRunning) = (flags & 0x1 != 0, flags & 0x8 != 0, flags & 0x40 != 0)
            return isLoopback || (isUp && isRunning) ? nil : .lost
        case Kind.newAddress, Kind.deletedAddress:
            guard body.count >= 8 else { return nil }
            let (flags, scope) = (number(body, at: 2, count: 1), number(body, at: 3, count: 1))
            // Only what reaches beyond the link, and is not still being looked for on it (tentative).
            guard scope < 253, kind == Kind.deletedAddress || flags & 0x40 == 0 else { return nil }
            return kind == Kind.newAddress ? .gained : .lost
        case Kind.newRoute, Kind.deletedRoute:
            // The default routes to other hosts: everything, unicast.
            guard body.count >= 12, number(body, at: 1, count: 1) == 0, number(body, at: 7, count: 1) == 1 else {
                return nil
            }
            return kind == Kind.newRoute ? .gained : .lost
        default:
            return nil
        }
    }

    /// A number in the order of this machine.
    private static func number(_ bytes: ArraySlice<UInt8>, at offset: Int, count: Int) -> UInt32 {
        let start = bytes.startIndex + offset
        var value: UInt32 = 0
        withUnsafeMutableBytes(of: &value) { $0.copyBytes(from: bytes[start..<(start + count)]) }
        return value
    }
}
