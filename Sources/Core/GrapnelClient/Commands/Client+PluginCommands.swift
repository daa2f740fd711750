internal import GrapnelKit

extension Client {
    func pluginCommands() -> [Command] {
        [
            Command(
                "plugin", "features, switched on and off", area: "plugins",
                examples: ["/plugin disable muc", "/plugin info ping"],
                forms: [
                    .init("", "list the plugins", listPlugins),
                    .init("list", "list the plugins", listPlugins),
                    .init("info <plugin>", "what a plugin is and what it has registered", showPlugin),
                    .init("enable|disable <plugin>", "switch a plugin on or off, here and from now on", switchPlugin),
                ]),
            Command(
                "hooks", "who takes part in what, in the order in force", area: "plugins",
                forms: [.init("", "list the handlers with their calls and times", listHooks)]),
        ]
    }

    @Sendable private func listPlugins(_ call: CommandCall) async throws {
        let statuses = await plugins?.statuses ?? []
        if statuses.isEmpty { call.print("There are no plugins here.") }
        call.print(
            rows: statuses.map { status in
                [status.manifest.id, status.manifest.version, Self.stateText(status.state), status.manifest.summary]
            })
    }

    private static func stateText(_ state: PluginStatus.State) -> String {
        switch state {
        case .active: "active"
        case .disabled: "disabled"
        case .failed: "failed"
        }
    }

    @Sendable private func showPlugin(_ call: CommandCall) async throws {
        let id = call["plugin"] ?? ""
        guard let status = await plugins?.statuses.first(where: { $0.manifest.id == id }) else {
            throw PluginError(.unknown, id)
        }
        let manifest = status.manifest
        call.print(rows: [
            ["name", "\(manifest.name) \(manifest.version)"],
            ["what", manifest.summary],
            ["implements", manifest.implements.joined(separator: ", ")],
            ["licence", manifest.license],
            ["kit", manifest.kit.description],
            ["state", Self.stateText(status.state)],
        ])
        if case .failed(let reason) = status.state { call.print(reason) }
        for line in await plugins?.report(of: id) ?? [] { call.print(line) }
        for registration in status.registrations { call.print("  \(registration)") }
    }

    @Sendable private func switchPlugin(_ call: CommandCall) async throws {
        guard let id = call["plugin"], let host = plugins else { return }
        if call["enable|disable"] == "enable" {
            try await host.enable(id)
            call.print("The plugin \(id) is active.")
        } else {
            try await host.disable(id)
            call.print("The plugin \(id) is disabled; nothing of it is left registered.")
        }
    }

    @Sendable private func listHooks(_ call: CommandCall) async throws {
        var point = ""
        for hook in hooks.descriptions {
            if hook.point != point {
                call.print(hook.point)
                point = hook.point
            }
            let calls = hook.calls == 1 ? "1 call" : "\(hook.calls) calls"
            let times = "mean \(hook.mean.readable), worst \(hook.worst.readable)"
            let figures = hook.calls == 0 ? "not called yet" : "\(calls), \(times)"
            let failures = hook.failures == 0 ? "" : ", \(hook.failures) failed"
            call.print("  \(hook.stage.map { "\($0): " } ?? "")\(hook.handler), \(figures)\(failures)")
        }
    }
}

extension Duration {
    /// In the unit that leaves one to three digits before the point: `29 µs`, `1.2 ms`, `3.4 s`.
    fileprivate var readable: String {
        let microseconds = Double(components.seconds) * 1e6 + Double(components.attoseconds) / 1e12
        let (value, unit) =
            switch microseconds {
            case ..<1000: (microseconds, "µs")
            case ..<1_000_000: (microseconds / 1000, "ms")
            default: (microseconds / 1_000_000, "s")
            }
        return value < 10 ? "\((value * 10).rounded() / 10) \(unit)" : "\(Int(value.rounded())) \(unit)"
    }
}
