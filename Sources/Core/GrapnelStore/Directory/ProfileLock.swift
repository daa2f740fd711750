internal import Glibc

/// An advisory lock on one file, held until the value goes; the kernel lets go of it even after kill -9.
///
/// The lock belongs to the open file, so a second one in the same process is refused as well. The file stays: taking
/// it away would let two processes lock two different files of one name.
final class ProfileLock: Sendable {
    private let file: Int32

    /// - Throws: ``StoreError`` `inUse`, with the process that holds the lock where it can be known.
    init(_ directory: ProfileDirectory) throws(StoreError) {
        let path = directory.lock
        try ProfileDirectory.makeFile(path)
        let file = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else { throw ProfileDirectory.failure(path, errno) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            let holder = code == EWOULDBLOCK ? Self.holder(file) : nil
            close(file)
            guard code == EWOULDBLOCK else { throw ProfileDirectory.failure(path, code) }
            throw StoreError(.inUse, directory.data, detail: holder.map { "process \($0)" })
        }
        self.file = file
        // The number is a courtesy to whoever is refused; the lock holds without it.
        let number = Array("\(getpid())\n".utf8)
        if ftruncate(file, 0) == 0 { _ = pwrite(file, number, number.count, 0) }
    }

    /// Lets go of the lock at once, whoever still has this value or a copy of the open file.
    ///
    /// A child between its fork and its exec has such a copy, so closing the file alone would let go later.
    func release() {
        flock(file, LOCK_UN)
    }

    deinit {
        release()
        close(file)
    }

    private static func holder(_ file: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(file, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes[..<count].prefix { $0 != 0x0A }, as: UTF8.self))
    }
}
