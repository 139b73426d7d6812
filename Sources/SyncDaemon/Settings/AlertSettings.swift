import AzureBatch
package import Catalog
import ControlAPI

/// One `[[alert]]`.
package struct AlertSettings: Equatable, Sendable {
    package var name = ""
    package var events = AlertKind.watched.filter { $0 != .verified }
    /// Days before an end of life.
    package var within = [90, 30, 7]
    /// `nil`: every account.
    package var accounts: [String]?
    package var images = [WatchList.used]
    /// The program and its arguments.
    package var exec: [String]?
    var webhook: Webhook?
    package var timeout = Duration.seconds(30)

    /// Where events are sent to.
    struct Webhook: Equatable, Sendable {
        enum Format: String, CaseIterable, Sendable {
            case cloudevents, slack, teams, alertmanager
        }

        var url: SecretSource
        var format = Format.cloudevents
        /// What the body is signed with.
        var secret: SecretSource?
    }

    /// More than anybody reads.
    static let most = 32

    static let keys: [SettingsKey<AlertSettings>] = [
        SettingsKey(
            "name", \.name, .accountName, example: "ops", requiredTo: "use an alert",
            "The alert's name: {range}. Under another name it is another alert."),
        SettingsKey(
            "events", \.events, .kinds,
            "What is told: ending (an end of life comes near), ended, gone, unverified, verified, date (an end of life is "
                + "set, moved or taken back), wrong-agent, listing-held, account-stale."),
        SettingsKey("within", \.within, .thresholds, "ending is told once at each of these before an end of life."),
        SettingsKey(
            "accounts", \.accounts, SettingsForm<[String]>.texts.optional, example: ["contoso-we"],
            "Only of these accounts; without the key, of all."),
        SettingsKey(
            "images", \.images, .watchList,
            "Which images: \"used\" by live pools, patterns such as \"canonical:*:*\", or \"all\"."),
        SettingsKey(
            "exec", \.exec, .command, example: ["/usr/local/bin/page-me"],
            "A program and its arguments, started without a shell for each event: the event as JSON on its standard input; "
                + "BATCHIMGD_EVENT, _ACCOUNT, _IMAGE and _MESSAGE in its environment. It runs in the service's sandbox. One "
                + "of exec and webhook is required."),
        SettingsKey(
            "webhook", \.webhook, .webhook,
            example: Webhook(url: .credential("hook-url"), secret: .credential("hook-secret")),
            "In place of exec, where each event is posted to: url is where the URL is kept (https, or http to a loopback "
                + "host); format is cloudevents, slack, teams or alertmanager; secret, which may be left out, is where the "
                + "secret is kept that signs the body in X-Batchimgd-Signature."),
        SettingsKey(
            "timeout", \.timeout, .duration(.seconds(1) ... .minutes(5)),
            "How long the program, or the receiver's answer, may take, {range}."),
    ]
}

extension AlertSettings {
    /// Reads one `[[alert]]`; its problems are in the table.
    ///
    /// - Parameter known: the accounts that there are.
    init(_ table: inout TableReader, accounts known: Set<String>) {
        self.init()
        table.read(Self.keys, into: &self)
        let hasExec = table.has("exec")
        if hasExec == table.has("webhook") {
            table.report(
                hasExec ? "webhook" : "",
                hasExec
                    ? "cannot use exec and webhook together: remove one"
                    : "cannot tell anybody: add exec = [\"/path/to/program\"], or webhook = { url = { file = \"/path\" } }"
            )
        }
        for account in accounts ?? [] where !known.contains(account) {
            let nearest = NearestName.of(account, among: known).map { "did you mean '\($0)'?" }
            let remedy = nearest ?? "known are \(known.sorted().joined(separator: ", "))"
            let isName = account.wholeMatch(of: /[a-z0-9-]{1,63}/) != nil
            table.report("accounts", "cannot find the account\(isName ? " '\(account)'" : ""): \(remedy)")
        }
        table.finish()
    }
}

extension SettingsForm where Value == [AlertKind] {
    fileprivate static var kinds: Self {
        let names = AlertKind.watched.map(\.rawValue).joined(separator: ", ")
        return list("one or more of \(names)") { text in
            AlertKind(rawValue: text).flatMap { AlertKind.watched.contains($0) ? $0 : nil }
        } write: {
            "\"\($0.rawValue)\""
        }
    }
}

extension SettingsForm where Value == [Int] {
    fileprivate static var thresholds: Self {
        list("durations from 1d to 3650d, such as \"30d\"") { text in
            Duration(text: text).flatMap { (.days(1) ... .days(3650)).contains($0) ? $0.daysRoundedUp : nil }
        } write: {
            "\"\($0)d\""
        }
    }
}

extension SettingsForm where Value == [String] {
    fileprivate static var watchList: Self {
        list("\"used\", \"all\", or patterns publisher:offer:sku such as \"canonical:*:*\"") {
            WatchList.takes($0) && $0.utf8.count <= 300 ? $0 : nil
        } write: {
            "\"\($0)\""
        }
    }
}

extension SettingsForm where Value == [String]? {
    fileprivate static var command: Self {
        var form = SettingsForm(read: { table, key in
            guard let words = table.value(key, "a list of texts", \.strings) else { return nil }
            guard let program = words.first, program.hasPrefix("/"), words.allSatisfy({ !$0.contains("\0") }) else {
                table.report(key, "cannot start this: expected the absolute path of a program, then its arguments")
                return nil
            }
            return words
        })
        form.write = { $0.map { "\($0)" } ?? "" }
        return form
    }
}

extension SettingsForm {
    /// A list, not empty, of at most 100.
    fileprivate static func list<Element>(
        _ expected: String, _ read: @escaping @Sendable (String) -> Element?,
        write: @escaping @Sendable (Element) -> String
    ) -> Self where Value == [Element] {
        SettingsForm(
            read: { table, key in
                guard let words = table.value(key, "a list: \(expected)", \.strings) else { return nil }
                let values = words.compactMap(read)
                guard values.count == words.count, (1...100).contains(values.count) else {
                    table.report(key, "cannot use this list: expected \(expected)")
                    return nil
                }
                return values
            }, write: { "[\($0.map(write).joined(separator: ", "))]" })
    }
}

extension SettingsForm where Value == AlertSettings.Webhook? {
    fileprivate static var webhook: Self {
        SettingsForm(
            read: { parent, key in
                guard var table = parent.table(key, "{ url = { file = \"/path\" } }", isSecretive: true) else {
                    return nil
                }
                table.require("url", "cannot send anything without 'url': write url = { file = \"/path\" }")
                let url = SettingsForm<SecretSource>.secret.read(&table, "url")
                let format = SettingsForm<AlertSettings.Webhook.Format>.choice.read(&table, "format")
                let secret = SettingsForm<SecretSource>.secret.read(&table, "secret")
                table.finish()
                parent.take(table.problems)
                return url.map { AlertSettings.Webhook(url: $0, format: format ?? .cloudevents, secret: secret) }
            },
            write: { webhook in
                guard let webhook else { return "" }
                let secret = webhook.secret.map { ", secret = \(SettingsForm<SecretSource>.secret.write($0))" } ?? ""
                return "{ url = \(SettingsForm<SecretSource>.secret.write(webhook.url)), "
                    + "format = \"\(webhook.format.rawValue)\"\(secret) }"
            })
    }
}
