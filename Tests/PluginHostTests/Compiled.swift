import TestSupport

/// The fixtures that several tests use, compiled once in a run.
enum Compiled {
    /// `Everything` against the kit of this build.
    static var current: PluginFixture {
        get async throws { try await currentTask.value }
    }

    /// `Everything` against the first kit.
    static var first: PluginFixture {
        get async throws { try await firstTask.value }
    }

    private static let currentTask = Task {
        try await PluginFixture.swift("Everything", against: .current, module: "EverythingNow", defining: ["NEWER"])
    }

    private static let firstTask = Task {
        try await PluginFixture.swift("Everything", against: .frozen("0.1.0"), module: "EverythingFirst")
    }
}
