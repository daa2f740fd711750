internal import Glibc

/// The plain files of a profile, as a search and a removal see them; every call blocks on the file system.
struct ProfileFiles {
    /// How deep folders are looked into.
    private static let deepest = 8
    private static let chunk = 1 << 20

    let directory: ProfileDirectory

    /// Every plain file below the profile's directories, each once; links are not followed.
    func all() -> [String] {
        var found: [String] = []
        var seen: Set<String> = []
        for folder in [directory.data, directory.config, directory.state, directory.cache] {
            collect(folder, depth: 0, &found, &seen)
        }
        return found.sorted()
    }

    private func collect(_ folder: String, depth: Int, _ found: inout [String], _ seen: inout Set<String>) {
        guard depth < Self.deepest, seen.insert(folder).inserted, let stream = opendir(folder) else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name != ".", name != ".." else { continue }
            let path = "\(folder)/\(name)"
            var status = stat()
            guard lstat(path, &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFDIR: collect(path, depth: depth + 1, &found, &seen)
            case S_IFREG: if seen.insert(path).inserted { found.append(path) }
            default: continue
            }
        }
    }

    /// How often each needle stands in a file, and the octets of the file.
    ///
    /// - Throws: ``StoreError`` where the file cannot be read, which must not look like one that holds nothing.
    func search(_ path: String, for search: NeedleSearch) throws(StoreError) -> (hits: [Int: Int], octets: Int) {
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else { throw ProfileDirectory.failure(path, errno) }
        defer { close(file) }
        var (hits, total): ([Int: Int], Int) = ([:], 0)
        var window: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: Self.chunk)
        while true {
            let count = read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw ProfileDirectory.failure(path, errno) }
            total += count
            window += buffer[..<count]
            // What may go on in the next chunk is looked at with that one.
            let end = count == 0 ? window.count : max(0, window.count - search.longest + 1)
            hits.merge(search.hits(in: window, before: end), uniquingKeysWith: +)
            window.removeFirst(end)
            if count == 0 { return (hits, total) }
        }
    }

    /// The lines of a text file; none where there is none.
    func lines(of path: String) -> [String] {
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var octets: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: Self.chunk)
        while octets.count < 8 << 20 {
            let count = read(file, &buffer, buffer.count)
            guard count > 0 else { break }
            octets += buffer[..<count]
        }
        return String(decoding: octets, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Puts other lines into a file that others may have open; nothing of the old ones is left behind the end.
    ///
    /// - Throws: ``StoreError``.
    func replace(_ path: String, with lines: [String]) throws(StoreError) {
        let file = open(path, O_WRONLY | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else { throw ProfileDirectory.failure(path, errno) }
        defer { close(file) }
        let octets = Array(lines.map { $0 + "\n" }.joined().utf8)
        var written = 0
        while written < octets.count {
            let count = octets[written...].withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, written) }
            guard count > 0 else { throw ProfileDirectory.failure(path, errno) }
            written += count
        }
        guard ftruncate(file, octets.count) == 0, fsync(file) == 0 else { throw ProfileDirectory.failure(path, errno) }
    }

    /// Deletes the pictures of questions that nobody answered.
    func deletePictures() {
        for path in all() where path.hasPrefix("\(directory.cache)/captcha-") { unlink(path) }
    }

    // MARK: A removal that is under way

    /// Where the address of an account stands while it is being removed.
    private var marker: String { "\(directory.data)/removing" }

    /// Writes down that a removal has begun, before anything of it is done.
    func mark(_ address: String) throws(StoreError) {
        try ProfileDirectory.makeFile(marker)
        try replace(marker, with: [address])
    }

    /// The account whose removal has begun and not ended; nil where there is none.
    func marked() -> String? { lines(of: marker).first }

    /// The removal has ended.
    func unmark() throws(StoreError) {
        guard unlink(marker) == 0 || errno == ENOENT else { throw ProfileDirectory.failure(marker, errno) }
    }
}
