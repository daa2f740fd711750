internal import Glibc

/// Where a profile lives: four directories, by the XDG Base Directory Specification or all below one of choice.
public struct ProfileDirectory: Sendable, Hashable {
    /// What must not be lost: the database and its lock.
    public let data: String
    /// What the user writes: scripts that run at start.
    public let config: String
    /// What may be lost but should outlive a restart: input history, logs.
    public let state: String
    /// What can be made again.
    public let cache: String

    /// The database.
    public var database: String { "\(data)/profile.sqlite" }

    /// The lines that were typed at the terminal.
    public var history: String { "\(state)/history" }

    /// What libraries had to say while a terminal was in use.
    public var log: String { "\(state)/log" }

    /// The file that the process which has the profile open holds a lock on.
    public var lock: String { "\(data)/profile.lock" }

    /// Everything below one directory, as `--profile` asks for; a relative path counts from the working directory.
    ///
    /// - Throws: ``StoreError`` `noDirectory` for an empty path, or a relative one where the working directory is gone.
    public init(at path: String) throws(StoreError) {
        var path = path
        if !path.hasPrefix("/") {
            guard !path.isEmpty, let working = realpath(".", nil) else { throw StoreError(.noDirectory, path) }
            defer { free(working) }
            path = "\(String(cString: working))/\(path)"
        }
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        data = path
        config = "\(path)/config"
        state = "\(path)/state"
        cache = "\(path)/cache"
    }

    /// The user's own directories, such as `$XDG_DATA_HOME/grapnel` or `~/.local/share/grapnel`.
    ///
    /// Relative paths in the variables are ignored, as the specification demands.
    ///
    /// - Throws: ``StoreError`` `homeless` where a variable and `HOME` are both missing.
    public init(environment: [String: String]) throws(StoreError) {
        func place(_ variable: String, _ fallback: String) throws(StoreError) -> String {
            if let path = environment[variable], path.hasPrefix("/") { return "\(path)/grapnel" }
            guard let home = environment["HOME"], home.hasPrefix("/") else { throw StoreError(.homeless, "HOME") }
            return "\(home)/\(fallback)/grapnel"
        }
        data = try place("XDG_DATA_HOME", ".local/share")
        config = try place("XDG_CONFIG_HOME", ".config")
        state = try place("XDG_STATE_HOME", ".local/state")
        cache = try place("XDG_CACHE_HOME", ".cache")
    }
}
