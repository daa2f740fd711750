// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// Library evolution lets a plugin that was built against an older GrapnelKit load into this one.
let evolution: [SwiftSetting] = [.unsafeFlags(["-enable-library-evolution"])]

func layer(
    _ name: String,
    _ dependencies: [Target.Dependency],
    settings extra: [SwiftSetting] = []
) -> Target {
    .target(name: name, dependencies: dependencies, path: name, swiftSettings: settings + extra)
}

func system(_ name: String, pkgConfig: String? = nil, apt: [String]) -> Target {
    .systemLibrary(name: name, path: name, pkgConfig: pkgConfig, providers: [.apt(apt)])
}

let package = Package(
    name: "Core",
    products: [
        .library(
            name: "Grapnel",
            type: .dynamic,
            targets: ["GrapnelKit", "GrapnelStream", "GrapnelTransport", "GrapnelStore", "GrapnelClient"]
        )
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    ],
    targets: [
        system("CLibXML2", pkgConfig: "libxml-2.0", apt: ["libxml2-dev"]),
        system("COpenSSL", pkgConfig: "openssl", apt: ["libssl-dev"]),
        system("CAres", apt: ["libc-ares-dev"]),
        system("CUnicode", apt: ["libunistring-dev", "libidn2-dev", "libidn-dev"]),
        layer("GrapnelKit", ["CLibXML2", "CUnicode"], settings: evolution),
        layer(
            "GrapnelStream",
            ["GrapnelKit", "COpenSSL", .product(name: "DequeModule", package: "swift-collections")]
        ),
        layer(
            "GrapnelTransport",
            [
                "GrapnelStream", "GrapnelKit", "COpenSSL", "CUnicode", "CAres",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),
        layer("GrapnelStore", ["GrapnelStream", "GrapnelKit", .product(name: "GRDB", package: "GRDB.swift")]),
        layer(
            "GrapnelClient",
            [
                "GrapnelKit", "GrapnelStream", "GrapnelTransport", "GrapnelStore",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)
