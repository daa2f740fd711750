internal import CLibXML2
internal import CUnicode
public enum GrapnelKitVersion { public static let current = "0.1.0" }
