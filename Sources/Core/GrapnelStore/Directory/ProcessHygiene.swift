internal import Glibc

/// What the executable asks of the system before it touches a file or a secret.
public enum ProcessHygiene {
    /// Makes every file that this process creates private to its user, and forbids core dumps, which hold secrets.
    ///
    /// Called once, first thing in `main`; children inherit both.
    ///
    /// - Returns: False where the system refused to forbid core dumps; umask cannot fail.
    @discardableResult
    public static func apply() -> Bool {
        umask(0o077)
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        return setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none) == 0
    }
}
