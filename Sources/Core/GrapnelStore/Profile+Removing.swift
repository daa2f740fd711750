internal import Dispatch
internal import GRDB
public import GrapnelKit

extension Profile {
    /// Removes an account and everything of it, down to the bytes: keys, roster, requests, conversations, journal,
    /// places in workspaces, settings that are named after it, pictures, and the lines of the history that name it or
    /// say what it said.
    ///
    /// It is written down that this has begun, so that ``finishRemoval()`` can finish one that was cut short.
    ///
    /// - Parameter searching: whether to search the whole profile afterwards for what should be gone.
    /// - Returns: What the search found; nil without one.
    /// - Throws: ``StoreError`` `missing`, and whatever keeps a file from being read or written.
    @discardableResult
    public func removeAccount(_ jid: JID, searching: Bool = false) async throws(StoreError) -> RemovalReport? {
        let address = jid.bare.description
        let files = ProfileFiles(directory: directory)
        let needles = try await read { db in try db.needles(of: try db.accountRow(jid)) }
        let typed = await Self.offPool { Self.typed(in: files) }
        let said = try await read { db in try db.said(Set(typed.values.flatMap(\.self)), by: try db.accountRow(jid)) }
        try await Self.offPool { Result { () throws(StoreError) in try files.mark(address) } }.get()
        try await eraseAccount(jid)
        try await clean(files, address: address, needles: needles, said: said)
        try await Self.offPool { Result { () throws(StoreError) in try files.unmark() } }.get()
        guard searching else { return nil }
        return try await search(Self.all(address, needles))
    }

    /// The address is a value of many columns, and one needle.
    private static func all(_ address: String, _ needles: [Needle]) -> [Needle] {
        let needle = Needle(address: address)
        return [needle] + needles.filter { $0.octets != needle.octets }
    }

    /// Finishes a removal that was cut short, as by kill -9.
    ///
    /// - Returns: The account that it was, and what a search for its address found; nil where there was none.
    public func finishRemoval() async throws(StoreError) -> (account: String, report: RemovalReport)? {
        let files = ProfileFiles(directory: directory)
        guard let address = await Self.offPool({ files.marked() }) else { return nil }
        var needles: [Needle] = []
        do {
            let jid = try JID(address)
            if try await account(jid) != nil {
                needles = try await read { db in try db.needles(of: db.accountRow(jid)) }
            }
            try await eraseAccount(jid)
        } catch let error as StoreError {
            throw error
        } catch {
            // A marker that was cut short while it was written: nothing had begun.
        }
        try await clean(files, address: address, needles: needles, said: [])
        try await Self.offPool { Result { () throws(StoreError) in try files.unmark() } }.get()
        return (address, try await search(Self.all(address, needles)))
    }

    /// Takes the account out of the database, and what stands in the log beside it; it may be out already.
    private func eraseAccount(_ jid: JID) async throws(StoreError) {
        let address = jid.bare.description
        try await erase { db in
            try db.execute(sql: "DELETE FROM account WHERE jid = ?", arguments: [address])
            try db.execute(sql: "DELETE FROM settings WHERE instr(key, ?) > 0", arguments: [address])
        }
    }

    /// Takes pictures away, and the lines of history and log that name the account or hold something of it.
    private func clean(
        _ files: ProfileFiles, address: String, needles: [Needle], said: Set<String>
    ) async throws(StoreError) {
        let search = NeedleSearch(needles)
        let texts = await Self.offPool {
            files.deletePictures()
            return [files.directory.history, files.directory.log].map { ($0, files.lines(of: $0)) }
        }
        for (path, lines) in texts {
            var kept: [String] = []
            for line in lines {
                // An address may have been typed with capitals, which it loses when it is prepared.
                let prepared = line.lowercased()
                if prepared.contains(address) || !said.isDisjoint(with: Self.parts(of: line)) { continue }
                let octets = Array((line + "\n" + prepared).utf8)
                let pieces = search.hits(in: octets, before: octets.count).keys.map { search.needles[$0].octets }
                // A line about what another account has too may be that account's.
                let isShared = try await read { db in try pieces.allSatisfy { try db.holds($0) } }
                if isShared { kept.append(line) }
            }
            guard kept.count < lines.count else { continue }
            let remaining = kept
            try await Self.offPool { Result { () throws(StoreError) in try files.replace(path, with: remaining) } }
                .get()
        }
    }

    /// Reads every file of the profile for these pieces, and leaves out those that rows of others hold.
    private func search(_ needles: [Needle]) async throws(StoreError) -> RemovalReport {
        let files = ProfileFiles(directory: directory)
        let search = NeedleSearch(needles)
        let result = await Self.offPool {
            Result { () throws(StoreError) in
                var found: [(path: String, hits: [Int: Int])] = []
                var octets = 0
                let paths = files.all()
                for path in paths {
                    let (hits, size) = try files.search(path, for: search)
                    octets += size
                    if !hits.isEmpty { found.append((path, hits)) }
                }
                return (found, octets, paths.count)
            }
        }
        let (found, octets, count) = try result.get()
        let suspects = Set(found.flatMap(\.hits.keys))
        let shared = try await read { db in try suspects.filter { try db.holds(search.needles[$0].octets) } }
        let traces = found.compactMap { path, hits -> RemovalReport.Trace? in
            let own = hits.filter { !shared.contains($0.key) }
            guard !own.isEmpty else { return nil }
            let origins = Set(own.keys.map { search.needles[$0].origin }).sorted()
            return RemovalReport.Trace(path: path, count: own.values.reduce(0, +), origins: origins)
        }
        return RemovalReport(
            files: count, octets: octets, needles: search.needles.count, traces: traces, shared: shared.count)
    }

    /// What each line of the history may have said.
    private static func typed(in files: ProfileFiles) -> [String: Set<String>] {
        var typed: [String: Set<String>] = [:]
        for line in files.lines(of: files.directory.history) { typed[line] = parts(of: line) }
        return typed
    }

    /// A line as a message, and what stands behind each of its first words, as behind `/msg somebody`.
    private static func parts(of line: String) -> Set<String> {
        var parts: Set<String> = [line]
        var rest = line[...]
        for _ in 0..<8 {
            guard let blank = rest.firstIndex(of: " ") else { break }
            rest = rest[rest.index(after: blank)...]
            if !rest.isEmpty { parts.insert(String(rest)) }
        }
        if line.hasPrefix("//") { parts.insert(String(line.dropFirst())) }
        return parts
    }
}
