internal import Glibc

extension ProfileDirectory {
    /// Makes what is missing with mode 0700 and checks what is there.
    ///
    /// Blocks on the file system, for a moment; ``Profile/open(in:)`` does it off the cooperative pool.
    ///
    /// - Throws: ``StoreError`` `noDirectory`, `foreign` for one of another user, `exposed` for one that others can
    ///   write to.
    public func create() throws(StoreError) {
        for path in [data, config, state, cache] {
            try Self.makeDirectory(path)
            let status = try Self.status(of: path)
            guard status.st_mode & S_IFMT == S_IFDIR else { throw StoreError(.noDirectory, path) }
            guard status.st_uid == geteuid() else { throw StoreError(.foreign, path) }
            guard status.st_mode & 0o022 == 0 else { throw StoreError(.exposed, path) }
        }
    }

    /// Makes an empty file with mode 0600, or narrows the mode of the one that is there.
    ///
    /// SQLite gives the log and the index beside a database the mode of the database, so this one file decides.
    ///
    /// - Throws: ``StoreError`` `foreign` for a file of another user, `unreadable` for something else than a file,
    ///   links included.
    static func makeFile(_ path: String) throws(StoreError) {
        let made = open(path, O_CREAT | O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o600)
        guard made >= 0 else { throw failure(path, errno) }
        defer { close(made) }
        var status = stat()
        guard fstat(made, &status) == 0 else { throw failure(path, errno) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw StoreError(.unreadable, path, detail: "not a file") }
        guard status.st_uid == geteuid() else { throw StoreError(.foreign, path) }
        guard status.st_mode & 0o777 == 0o600 || fchmod(made, 0o600) == 0 else { throw failure(path, errno) }
    }

    /// The size of a file; nil where there is none.
    static func size(of path: String) -> Int? {
        var status = stat()
        return lstat(path, &status) == 0 ? Int(status.st_size) : nil
    }

    /// What a failed call of the system means.
    static func failure(_ path: String, _ code: Int32) -> StoreError {
        let words = strerror(code).map { String(cString: $0) }
        return switch code {
        case ENOSPC, EDQUOT: StoreError(.full, path, detail: words)
        case EROFS, EACCES, EPERM: StoreError(.readOnly, path, detail: words)
        case ELOOP: StoreError(.unreadable, path, detail: "a link")
        case EISDIR: StoreError(.unreadable, path, detail: words)
        default: StoreError(.noDirectory, path, detail: words)
        }
    }

    private static func makeDirectory(_ path: String) throws(StoreError) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
            throw failure(path, errno)
        }
        try makeDirectory(String(path[..<slash]))
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure(path, errno) }
    }

    private static func status(of path: String) throws(StoreError) -> stat {
        var status = stat()
        guard stat(path, &status) == 0 else { throw failure(path, errno) }
        return status
    }
}
