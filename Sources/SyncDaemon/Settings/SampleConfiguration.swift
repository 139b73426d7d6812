/// The sample, `config/batchimgd.toml`: every key, commented out, with its default or an example.
package enum SampleConfiguration {
    package static var text: String {
        let daemon = DaemonSettings.standard(Places(environment: [:], isRoot: true))
        return """
            # batchimgd: every key with its default. An unknown key is an error. Durations: "90s", "15m", "6h", "30d".
            # Check with `batchimgd check-config`, apply with `systemctl reload batchimgd`; keys marked (restart) wait for a restart.

            [daemon]
            \(DaemonSettings.keys.map { $0.sample(daemon) }.joined())
            # An example account; name, endpoint and [account.auth] are required.
            #
            # [[account]]
            \(AccountSettings.keys.map { $0.sample(AccountSettings(unread: daemon)) }.joined())#
            # [account.auth]
            \(AuthFields.method.sample(AuthFields()))\(AuthFields.keys.map { $0.key.sample(AuthFields()) }.joined())
            # An example alert: what an account or an image comes to is told once; name, and exec or webhook, are required.
            #
            # [[alert]]
            \(AlertSettings.keys.map { $0.sample(AlertSettings()) }.joined())
            """
    }
}
