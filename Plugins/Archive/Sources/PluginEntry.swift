internal import GrapnelKit

@c(grapnel_plugin_stamp)
public func pluginStamp() -> UnsafePointer<CChar> { PluginEntry.stamp }

@c(grapnel_plugin_make)
public func pluginMake() -> UnsafeMutableRawPointer { PluginEntry.make(ArchivePlugin.self) }
