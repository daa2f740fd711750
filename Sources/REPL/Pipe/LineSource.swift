internal import Glibc
internal import Synchronization

/// Lines of a script or a pipe, read by a thread of its own and counted from 1.
public final class LineSource: Sendable {
    /// A line, or why there is none in its place.
    struct Item: Sendable {
        let number: Int
        let text: Result<String, LineError>
    }

    /// Why a line cannot be used.
    enum LineError: Error, CustomStringConvertible {
        case tooLong
        case notText

        var description: String {
            switch self {
            case .tooLong: "The line is longer than \(LineSource.bound / 1024) KiB; nothing of it was used."
            case .notText: "The line is not UTF-8; nothing of it was used."
            }
        }
    }

    /// The longest line in bytes.
    static let bound = 256 * 1024

    /// What lines are called in messages: `line 3`, `script.txt:3`.
    let name: @Sendable (Int) -> String

    private let inbox = Inbox<Item>(bound: 64)
    private let wakeUp: WakeUp?
    private let isClosed = Atomic(false)

    /// Lines that are known already, such as commands given as arguments.
    public init(_ lines: [String], name: @escaping @Sendable (Int) -> String) {
        self.name = name
        wakeUp = nil
        given = lines
        inbox.close()
    }

    private let given: [String]
    private let taken = Atomic(0)

    /// Lines from a descriptor, which stays the caller's.
    ///
    /// - Throws: ``TerminalError`` where the system gives no thread.
    public init(descriptor: Int32, name: @escaping @Sendable (Int) -> String) throws(TerminalError) {
        self.name = name
        given = []
        wakeUp = try WakeUp()
        try OwnThread.run { [self] in
            read(descriptor)
            inbox.close()
        }
    }

    /// The next line; nil at the end.
    func next() async -> Item? {
        if isClosed.load(ordering: .acquiring) { return nil }
        let index = taken.wrappingAdd(1, ordering: .relaxed).oldValue
        if index < given.count { return Item(number: index + 1, text: .success(given[index])) }
        defer { wakeUp?.signal() }
        return await inbox.next()
    }

    /// Gives no more lines.
    func close() {
        isClosed.store(true, ordering: .releasing)
        inbox.end()
        wakeUp?.signal()
    }

    private func read(_ descriptor: Int32) {
        guard let wakeUp else { return }
        var splitter = LineSplitter()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while !isClosed.load(ordering: .acquiring) {
            if inbox.isFull {
                _ = wakeUp.wait(for: -1)
                continue
            }
            guard wakeUp.wait(for: descriptor) != 0 else { continue }
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            let isEnd = count <= 0
            for item in splitter.take(buffer[..<max(0, count)], isEnd: isEnd) {
                while inbox.isFull, !isClosed.load(ordering: .acquiring) { _ = wakeUp.wait(for: -1) }
                inbox.add(item)
            }
            if isEnd { return }
        }
    }
}

/// Cuts bytes into lines.
struct LineSplitter {
    private var rest: [UInt8] = []
    private var isTooLong = false
    private var number = 0

    /// The lines that are complete with these bytes; at the end also what stands behind the last line break.
    mutating func take(_ bytes: ArraySlice<UInt8>, isEnd: Bool) -> [LineSource.Item] {
        var items: [LineSource.Item] = []
        for part in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            if part.offset > 0 { items.append(item()) }
            append(part.element)
        }
        if isEnd, !rest.isEmpty || isTooLong { items.append(item()) }
        return items
    }

    private mutating func append(_ bytes: ArraySlice<UInt8>) {
        guard !isTooLong, rest.count + bytes.count <= LineSource.bound else {
            isTooLong = true
            rest = []
            return
        }
        rest += bytes
    }

    private mutating func item() -> LineSource.Item {
        defer {
            rest = []
            isTooLong = false
        }
        number += 1
        if isTooLong { return LineSource.Item(number: number, text: .failure(.tooLong)) }
        if rest.last == 0x0D { rest.removeLast() }
        guard let text = String(validating: rest, as: UTF8.self) else {
            return LineSource.Item(number: number, text: .failure(.notText))
        }
        return LineSource.Item(number: number, text: .success(text))
    }
}
