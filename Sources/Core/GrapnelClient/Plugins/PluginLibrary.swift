internal import Glibc
internal import GrapnelKit

/// Opens the shared library of a plugin; the only place that calls dlopen.
///
/// An image is never closed again: the Swift runtime keeps its metadata, and a live object would crash.
enum PluginLibrary {
    private typealias Stamp = @convention(c) () -> UnsafePointer<CChar>?
    private typealias Make = @convention(c) () -> UnsafeMutableRawPointer?

    /// Opens a library and makes its plugin.
    ///
    /// The stamp is compared through C before any Swift object crosses. dlopen blocks, so this belongs on a thread of
    /// its own.
    static func open(_ path: String, id: String) throws(PluginError) -> any Plugin {
        guard let image = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
            throw PluginError(.library, id, lastError())
        }
        guard let stamp = dlsym(image, "grapnel_plugin_stamp"), let make = dlsym(image, "grapnel_plugin_make") else {
            throw PluginError(.noPlugin, path, "it lacks the functions that every plugin has")
        }
        guard let text = unsafeBitCast(stamp, to: Stamp.self)() else {
            throw PluginError(.noPlugin, path, "it gives no stamp")
        }
        let found = String(cString: text)
        guard found == PluginEntry.expectedStamp else {
            throw PluginError(.compiler, id, "it says “\(found)” and this is “\(PluginEntry.expectedStamp)”")
        }
        guard let instance = unsafeBitCast(make, to: Make.self)() else {
            throw PluginError(.noPlugin, path, "it makes no plugin")
        }
        return PluginEntry.take(instance)
    }

    private static func lastError() -> String {
        dlerror().map { String(cString: $0) } ?? "for no reason given"
    }
}
