/// The two C functions through which the host meets a plugin's shared library.
///
/// Every plugin has a file with just these lines:
///
/// ```swift
/// @c(grapnel_plugin_stamp)
/// public func pluginStamp() -> UnsafePointer<CChar> { PluginEntry.stamp }
///
/// @c(grapnel_plugin_make)
/// public func pluginMake() -> UnsafeMutableRawPointer { PluginEntry.make(PingPlugin.self) }
/// ```
public enum PluginEntry {
    /// What the library was compiled with, as a C string: the host compares it before any Swift object crosses.
    ///
    /// The text is compiled into the plugin, not into the core, so that it tells the plugin's compiler.
    @_alwaysEmitIntoClient
    public static var stamp: UnsafePointer<CChar> {
        #if compiler(>=6.5)
            let text: StaticString = "grapnel-kit-1 swift-6.5"
        #elseif compiler(>=6.4)
            let text: StaticString = "grapnel-kit-1 swift-6.4"
        #elseif compiler(>=6.3)
            let text: StaticString = "grapnel-kit-1 swift-6.3"
        #else
            let text: StaticString = "grapnel-kit-1 swift-6.2"
        #endif
        return UnsafeRawPointer(text.utf8Start).assumingMemoryBound(to: CChar.self)
    }

    /// The core's own stamp.
    package static var expectedStamp: String { String(cString: stamp) }

    /// A new instance of the plugin, owned by whoever calls.
    public static func make(_ type: any Plugin.Type) -> UnsafeMutableRawPointer {
        Unmanaged.passRetained(Instance(type.init())).toOpaque()
    }

    /// Takes over the instance behind a pointer from ``make(_:)``.
    package static func take(_ pointer: UnsafeMutableRawPointer) -> any Plugin {
        Unmanaged<Instance>.fromOpaque(pointer).takeRetainedValue().plugin
    }

    private final class Instance {
        let plugin: any Plugin

        init(_ plugin: any Plugin) {
            self.plugin = plugin
        }
    }
}
