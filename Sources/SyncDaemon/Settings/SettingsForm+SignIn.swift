import AzureBatch
import Foundation

extension SettingsForm where Value == String {
    static var batchAccount: Self { text("the Batch account's name") { $0.isEmpty ? nil : $0 } }

    /// The identifier of a tenant, an application or an object.
    static var identifier: Self {
        text("an identifier: letters, digits, '-' and '.'") { TokenSources.isName($0) ? $0 : nil }
    }

    static var resource: Self {
        text("/subscriptions/.../userAssignedIdentities/NAME") {
            $0.hasPrefix("/subscriptions/") && $0.utf8.count < 1000 ? $0 : nil
        }
    }

    /// The authority as it is used: scheme and host in lower case, no trailing slash.
    static var authority: Self {
        text("the authority's https URL (http only for a loopback host), without a path") { text in
            guard SafeURL.takesCredentials(text), let url = URLComponents(string: text),
                ["", "/"].contains(url.path), url.query == nil, url.fragment == nil
            else { return nil }
            return (text.hasSuffix("/") ? String(text.dropLast()) : text).lowercased()
        }
    }

    fileprivate static var credential: Self {
        text("a file's name in $CREDENTIALS_DIRECTORY: letters, digits, '.', '_' and '-'") {
            $0.wholeMatch(of: /[A-Za-z0-9_-][A-Za-z0-9._-]{0,254}/) == nil ? nil : $0
        }
    }

    fileprivate static var variable: Self {
        text("a variable's name: letters, digits and '_'") {
            $0.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) == nil ? nil : $0
        }
    }
}

extension SettingsForm where Value == SecretSource {
    /// Where a secret is kept; the secret itself is not read here, and nothing that may be it is quoted.
    static var secret: Self {
        SettingsForm(
            remedy: { "write \(forms($0))" },
            read: { parent, key in
                guard var table = parent.table(key, "where it is kept: \(forms(key))") else { return nil }
                let sources = [
                    SettingsForm<String>.path.read(&table, "file").map(SecretSource.file),
                    SettingsForm<String>.credential.read(&table, "credential").map(SecretSource.credential),
                    SettingsForm<String>.variable.read(&table, "env").map(SecretSource.environment),
                ].compactMap(\.self)
                table.finish()
                if table.problems.isEmpty, sources.count != 1 {
                    table.report(
                        "", "cannot use \(sources.count) sources: exactly one is needed; write \(forms(key))")
                }
                parent.take(table.problems)
                return sources.count == 1 ? sources.first : nil
            },
            write: {
                switch $0 {
                case .file(let path): "{ file = \"\(path)\" }"
                case .credential(let name): "{ credential = \"\(name)\" }"
                case .environment(let name): "{ env = \"\(name)\" }"
                }
            })
    }

    private static func forms(_ key: String) -> String {
        "\(key) = { file = \"/path\" }, { credential = \"NAME\" } or { env = \"NAME\" }"
    }
}
