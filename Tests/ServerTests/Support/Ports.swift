import Glibc
import Synchronization
import TestSupport

/// Free ports on loopback, none of them given out twice in one run: servers that start at the same time each need two.
enum Ports {
    private static let range: ClosedRange<UInt16> = 20_000...31_999
    private static let last = Mutex(UInt16.random(in: range))

    static func next() throws -> UInt16 {
        try last.withLock { last in
            for _ in range {
                last = last == range.upperBound ? range.lowerBound : last + 1
                if isFree(last) { return last }
            }
            throw TestFailure("no port between \(range.lowerBound) and \(range.upperBound) is free")
        }
    }

    private static func isFree(_ port: UInt16) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
