/// Which of the two kinds of IP addresses.
public enum AddressFamily: Sendable, Hashable, CaseIterable {
    case ipv4
    case ipv6
}
