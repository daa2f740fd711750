internal import CReadline
internal import Glibc

/// Reads one secret without echo; neither the history nor the kill ring of the line editor ever sees it.
struct SecretReader {
    enum Outcome: Equatable {
        case more
        case done(String)
        /// Ctrl-C, or Ctrl-D with nothing typed, or the end of the terminal.
        case givenUp
    }

    /// The most bytes of a secret; further ones are not taken.
    static let bound = 1_024

    private let descriptor: Int32
    private var saved = termios()
    private var typed: [UInt8] = []

    /// Turns the echo off.
    init(descriptor: Int32) {
        self.descriptor = descriptor
        typed.reserveCapacity(Self.bound)
        guard tcgetattr(descriptor, &saved) == 0 else { return }
        var silent = saved
        silent.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
        tcsetattr(descriptor, TCSADRAIN, &silent)
    }

    /// Takes the keys that are there.
    mutating func read() -> Outcome {
        var byte: UInt8 = 0
        guard Glibc.read(descriptor, &byte, 1) == 1 else { return .givenUp }
        return take(byte)
    }

    mutating func take(_ byte: UInt8) -> Outcome {
        switch byte {
        case 0x0D, 0x0A:
            return .done(String(decoding: typed, as: UTF8.self))
        case 0x03:
            return .givenUp
        case 0x04 where typed.isEmpty:
            return .givenUp
        case 0x08, 0x7F:
            while let last = typed.popLast(), last & 0xC0 == 0x80 {}
        case 0x15:
            erase()
        case 0x20...:
            if typed.count < Self.bound { typed.append(byte) }
        default:
            break
        }
        return .more
    }

    /// Turns the echo on again and overwrites what was typed.
    mutating func end() {
        erase()
        tcsetattr(descriptor, TCSADRAIN, &saved)
    }

    private mutating func erase() {
        for index in typed.indices { typed[index] = 0 }
        typed.removeAll(keepingCapacity: true)
    }
}
