internal import Glibc

/// `struct sockaddr_nl` of netlink(7), which the system's Swift module does not have.
struct NetlinkAddress {
    private var family = UInt16(AF_NETLINK)
    private var padding: UInt16 = 0
    /// 0: the kernel gives out a number.
    private var port: UInt32 = 0
    private var groups: UInt32

    init(groups: UInt32) {
        self.groups = groups
    }

    func withSocketAddress<Value>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Value) -> Value {
        withUnsafePointer(to: self) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<NetlinkAddress>.size))
            }
        }
    }
}
