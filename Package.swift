// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// libGrapnel.so: the one copy of the core that the executable, the tests and every plugin share.
let core: Target.Dependency = .product(name: "Grapnel", package: "Core")

/// What one folder below Plugins/ becomes: a shared library of its own and the tests that go with it.
struct PluginEntry {
    let product: Product
    let targets: [Target]
}

func plugin(_ name: String, links: [Target.Dependency] = []) -> PluginEntry {
    PluginEntry(
        product: .library(name: name, type: .dynamic, targets: [name]),
        targets: [
            .target(name: name, dependencies: [core] + links, path: "Plugins/\(name)/Sources", swiftSettings: settings),
            .testTarget(
                name: "\(name)Tests",
                dependencies: [core, "TestSupport", .target(name: name)],
                path: "Plugins/\(name)/Tests",
                swiftSettings: settings,
                // Every plugin defines the same two C functions, and all tests become one executable.
                linkerSettings: [.unsafeFlags(["-Xlinker", "--allow-multiple-definition"])]
            ),
        ]
    )
}

func tests(_ name: String, dependencies: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
    .testTarget(
        name: name,
        dependencies: [core, "TestSupport"] + dependencies,
        path: "Tests/\(name)",
        resources: resources,
        swiftSettings: settings
    )
}

let plugins = [
    plugin("Ping"),
    plugin("MUC"),
    plugin("Archive"),
]

let package = Package(
    name: "Grapnel",
    products: [.executable(name: "grapnel", targets: ["grapnel"])] + plugins.map(\.product),
    dependencies: [
        .package(path: "Sources/Core"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    ],
    targets: [
        .systemLibrary(name: "CReadline", path: "Sources/CReadline", providers: [.apt(["libreadline-dev"])]),
        .target(name: "REPL", dependencies: [core, "CReadline"], path: "Sources/REPL", swiftSettings: settings),
        .executableTarget(
            name: "grapnel",
            dependencies: [core, "REPL", .product(name: "ArgumentParser", package: "swift-argument-parser")],
            path: "Sources/grapnel",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "grapnel-bench",
            dependencies: [core],
            path: "Benchmarks/Grapnel",
            swiftSettings: settings
        ),
        .executableTarget(
            name: "grapnel-endure",
            dependencies: [core, "TestSupport"],
            path: "Tests/Endurance/Client",
            swiftSettings: settings
        ),
        .target(name: "TestSupport", dependencies: [core], path: "Tests/Support", swiftSettings: settings),
        tests("GrapnelKitTests"),
        tests("GrapnelStreamTests"),
        tests("GrapnelTransportTests"),
        tests("GrapnelStoreTests"),
        tests("GrapnelClientTests"),
        tests("PluginHostTests"),
        tests("REPLTests", dependencies: ["REPL"]),
        tests("ServerTests"),
    ] + plugins.flatMap(\.targets),
    swiftLanguageModes: [.v6]
)
